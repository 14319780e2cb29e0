interface Runtime {
  readonly process?: { readonly stderr?: { write(text: string): unknown } };
  readonly console?: { error(text: string): void };
}

/** Tells the developer something, on stderr or, where there is none, in the console. */
export function say(text: string): void {
  const { process, console }: Runtime = globalThis;
  if (process?.stderr === undefined) console?.error(text);
  else process.stderr.write(`${text}\n`);
}
