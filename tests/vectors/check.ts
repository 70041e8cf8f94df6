// What the vector checks share. No test runner: they run on other runtimes as well.
export interface Count {
  readonly name: string;
  readonly passed: number;
}

export const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

export function equal(found: Uint8Array, expected: Uint8Array, what: string): void {
  if (Buffer.compare(found, expected) !== 0)
    throw new Error(`${what} is ${Buffer.from(found).toString('hex')}, not ${Buffer.from(expected).toString('hex')}`);
}
