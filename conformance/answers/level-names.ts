import { settings } from "@log/core";

interface State {
  readonly levelToName: Map<unknown, unknown>;
  readonly nameToLevel: Map<unknown, unknown>;
}

/** The names of levels are the process's: the function that this returns takes away what was added since. */
export function keepLevelNames(): () => void {
  // The first look at anything makes the process's state.
  void settings.lastResort;
  const state = (globalThis as Record<symbol, unknown>)[Symbol.for("@log/core@1")] as State;
  const kept = [state.levelToName, state.nameToLevel].map((map) => ({ map, entries: [...map] }));
  return () => {
    for (const { map, entries } of kept) {
      map.clear();
      for (const [key, value] of entries) map.set(key, value);
    }
  };
}
