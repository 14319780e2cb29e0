// What takes less for the largest size tells nothing, and cannot grow with the square either.
const TOO_SHORT_MILLISECONDS = 40;
// The system counts in steps of four milliseconds: what takes less is done over and over until it takes as long.
const MEASURED_MILLISECONDS = 100;
const SHORTEST_MILLISECONDS = 0.01;
const MOST_ROUNDS = 4;
// Of what would fail: what grows with the square does so however often it is measured, and a busy machine does not.
const MOST_ROUNDS_OF_A_FAULT = 6;
const SIZES = 4;

/** How the time that something takes grows with its size. */
export interface Growth {
  /** Of the largest. */
  readonly milliseconds: number;
  /** 1 where the time is in proportion to the size, 2 where it grows with the square; `NaN` where it is too short. */
  readonly exponent: number;
}

/** What is measured. */
export interface Sizes {
  readonly largest: number;
  /** How many times the next smaller one each is. */
  readonly factor: number;
  /** An exponent that needs no further look. */
  readonly enough: number;
  /** One that fails. */
  readonly fails: number;
}

/**
 * Milliseconds of this thread alone: neither other processes count nor the collector's helpers.
 *
 * @param least The work is done again until that many have passed.
 */
function cpuTime(least: number, work: () => void): number {
  const began = process.threadCpuUsage();
  let [took, times] = [0, 0];
  do {
    for (let more = Math.max(times, 1); more > 0; more--, times++) work();
    const { user, system } = process.threadCpuUsage(began);
    took = (user + system) / 1000;
  } while (took < least);
  return took / times;
}

/**
 * Measures the same work on four sizes, several times where the first look is not good enough: of each size the
 * shortest time counts, since whatever disturbs only makes it longer. The largest come first, so that the engine has
 * compiled the code when the small ones come: a fault cannot hide there.
 *
 * @param make What is worked on, of a size. Making it does not count.
 */
export function growthOf<Input>(
  make: (size: number) => Input,
  work: (input: Input) => void,
  { largest, factor, enough, fails }: Sizes,
): Growth {
  const sizes = Array.from({ length: SIZES }, (_, index) => largest / factor ** index);
  const inputs = sizes.map(make);
  const most = cpuTime(0, () => work(inputs[0]!));
  if (most < TOO_SHORT_MILLISECONDS) return { milliseconds: most, exponent: Number.NaN };
  let shortest = [most, ...sizes.slice(1).map(() => Infinity)];
  for (let round = 0; round < MOST_ROUNDS_OF_A_FAULT; round++) {
    shortest = shortest.map((time, index) =>
      round === 0 && index === 0
        ? time
        : Math.min(
            time,
            cpuTime(MEASURED_MILLISECONDS, () => work(inputs[index]!)),
          ),
    );
    if (slope(sizes, shortest) <= (round + 1 < MOST_ROUNDS ? enough : fails)) break;
  }
  return { milliseconds: shortest[0]!, exponent: slope(sizes, shortest) };
}

/** The slope of the straight line through the logarithms: the exponent, where times are a power of the sizes. */
export function slope(sizes: readonly number[], times: readonly number[]): number {
  const x = sizes.map((size) => Math.log(size));
  const y = times.map((time) => Math.log(Math.max(time, SHORTEST_MILLISECONDS)));
  const [meanX, meanY] = [mean(x), mean(y)];
  let [above, below] = [0, 0];
  for (const [index, each] of x.entries()) {
    above += (each - meanX) * (y[index]! - meanY);
    below += (each - meanX) ** 2;
  }
  return above / below;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
