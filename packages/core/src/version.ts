/**
 * The version of this copy of `@log/core`. `test/version.test.ts` holds it equal to package.json.
 *
 * A constant, since reading a file is not possible on every runtime.
 */
export const VERSION = "0.0.0";
