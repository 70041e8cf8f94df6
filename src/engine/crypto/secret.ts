// Bytes that must not be seen: whoever prints, logs or serialises one gets a word instead of it.
import { inspect } from 'node:util';

const REDACTED = '[secret]';

export class Secret {
  readonly #bytes: Uint8Array;

  /** Copies: a Buffer's memory may be a pool that others read. */
  constructor(bytes: Uint8Array) {
    this.#bytes = Uint8Array.from(bytes);
  }

  /** The bytes themselves, for the primitive that needs them. */
  reveal(): Uint8Array {
    return this.#bytes;
  }

  /** Best effort: the engine of a JavaScript program may keep copies. */
  wipe(): void {
    this.#bytes.fill(0);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
