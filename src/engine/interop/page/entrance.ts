// Who may use a page that asks for a PIN: five wrong ones, by whomever, and nobody can any more.
import { isEqual, sha256 } from '../../crypto/hash.ts';
import { normaliseCode } from '../../pairing/code.ts';

const COOKIE = 'ferry';

interface EntranceNeeds {
  /** Null: whoever has the link. */
  readonly pin: string | null;
  readonly tries: number;
  /** Browsers that are remembered. */
  readonly most: number;
  readonly random: (byteCount: number) => Uint8Array;
  /** The last one was wrong as well. */
  readonly onGuessed: () => void;
}

export class Entrance {
  readonly #needs: EntranceNeeds;
  /** What those have in their cookies who have typed it. */
  readonly #letIn = new Set<string>();
  #triesLeft: number;

  constructor(needs: EntranceNeeds) {
    this.#needs = needs;
    this.#triesLeft = needs.tries;
  }

  mayPass(cookies: string | undefined): boolean {
    if (this.#needs.pin === null) return true;
    const shown = (cookies ?? '').split(';').flatMap((each) => {
      const [name, value = ''] = each.trim().split('=');
      return name === COOKIE ? [value] : [];
    });
    // What is looked up is a hash: how long that takes says nothing of what is there.
    return shown.some((value) => this.#letIn.has(nameOf(value)));
  }

  get triesLeft(): number {
    return this.#triesLeft;
  }

  /** The cookie to set; null where it was wrong. */
  enter(typed: string, path: string, isSecure: boolean): string | null {
    const { pin, random, most, onGuessed } = this.#needs;
    if (this.#triesLeft <= 0 || pin === null) return null;
    // Before it is looked at: of many at once, each counts.
    this.#triesLeft--;
    const isRight = isEqual(normaliseCode(typed)?.reveal() ?? new Uint8Array(), Buffer.from(pin));
    if (!isRight && this.#triesLeft === 0) onGuessed();
    if (!isRight) return null;
    this.#triesLeft++;
    const value = Buffer.from(random(16)).toString('base64url');
    this.#letIn.add(nameOf(value));
    const [oldest] = this.#letIn;
    if (this.#letIn.size > most && oldest !== undefined) this.#letIn.delete(oldest);
    return `${COOKIE}=${value}; Path=${path}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  }
}

const nameOf = (value: string): string => Buffer.from(sha256(Buffer.from(value))).toString('base64url');
