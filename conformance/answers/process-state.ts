import { settings } from "@log/core";

interface State {
  readonly levelToName: Map<unknown, unknown>;
  readonly nameToLevel: Map<unknown, unknown>;
  startTime: number;
}

/** What is the process's, whichever tree of loggers it is asked by. */
function state(): State {
  // The first look at anything makes the process's state.
  void settings.lastResort;
  return (globalThis as Record<symbol, unknown>)[Symbol.for("@log/core@1")] as State;
}

/** The function that this returns takes away the names of levels that were added since. */
export function keepLevelNames(): () => void {
  const { levelToName, nameToLevel } = state();
  const kept = [levelToName, nameToLevel].map((map) => ({ map, entries: [...map] }));
  return () => {
    for (const { map, entries } of kept) {
      map.clear();
      for (const [key, value] of entries) map.set(key, value);
    }
  };
}

/** Has the process begun at a time; the function that this returns gives it its own again. */
export function keepStartTime(start: number): () => void {
  const ours = state();
  const { startTime } = ours;
  ours.startTime = start;
  return () => {
    ours.startTime = startTime;
  };
}
