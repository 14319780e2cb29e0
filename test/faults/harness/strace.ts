/**
 * The command that has a system call fail.
 *
 * @param call Such as `write`.
 * @param fault Such as `error=EIO:when=10..60`.
 * @param more Further options, such as `-P` and a path.
 */
export function failingCall(call: string, fault: string, ...more: string[]): string[] {
  const quiet = ["strace", "-f", "-qq", "-o", "/dev/null"];
  return [...quiet, "-e", `trace=${call}`, "-e", `inject=${call}:${fault}`, ...more];
}
