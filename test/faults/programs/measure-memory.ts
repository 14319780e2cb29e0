// Loaded first: looks every few milliseconds how much memory the process has, and says the most at its end.

const LOOK_EVERY_MILLISECONDS = 5;

/** The most that a process had, in bytes. */
export interface MostMemory {
  readonly rss: number;
  /** Objects and texts. */
  readonly heap: number;
  /** Buffers. */
  readonly external: number;
}

let most: MostMemory = { rss: 0, heap: 0, external: 0 };

function look(): void {
  const { rss, heapUsed, external } = process.memoryUsage();
  most = {
    rss: Math.max(most.rss, rss),
    heap: Math.max(most.heap, heapUsed),
    external: Math.max(most.external, external),
  };
}

setInterval(look, LOOK_EVERY_MILLISECONDS).unref();
process.on("exit", () => {
  look();
  process.stdout.write(JSON.stringify(most));
});
