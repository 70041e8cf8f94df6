/** Marks a place the compiler proves unreachable; reaching it anyway means a value from outside slipped past its check. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
