// A proxy can claim ever new prototypes; no honest chain comes near this.
const LONGEST_CHAIN = 100;

/**
 * Finds the object that a key is read from: the value itself or one of its prototypes.
 *
 * The root of the chain does not count: what every object has says nothing about this one, and so a key such as
 * `__proto__` reads nothing.
 */
export function keyHolder(value: object, key: string): object | undefined {
  if (Object.hasOwn(value, key)) return value;
  let holder = prototypeOf(value);
  for (let step = 0; holder && step < LONGEST_CHAIN; step++) {
    const above = prototypeOf(holder);
    if (above && Object.hasOwn(holder, key)) return holder;
    holder = above;
  }
  return undefined;
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}
