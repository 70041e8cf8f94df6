// The sheet that shows a code and a QR: the one place that holds both secrets, while it is open and no longer, and that
// lets anybody be checked against them.
import { Secret } from '../crypto/secret.ts';
import type { Clock } from '../ports.ts';
import { drawCode } from './code.ts';
import { passwordOf, type Random } from './cpace.ts';
import * as limits from './guesses.ts';

export const QR_SECRET_BYTES = 16;

export interface SheetAttempt {
  /** The PRS of the attempt. */
  readonly password: Secret;
  /** Charges the guess, then looks at the proof by `check`, which gives the answer to a right one or null. */
  settle<T>(check: () => T | null): Settled<T>;
  /** For an attempt that ends without a proof. */
  release(): void;
}

export type Settled<T> =
  | { readonly kind: 'right'; readonly answer: T }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'refused'; readonly reason: limits.Refusal };

export class CodeSheet {
  readonly #clock: Clock;
  readonly #random: Random;
  #guesses = limits.NO_GUESSES;
  #code: Secret | null = null;
  #qr: Secret | null = null;
  #openedAt = 0;
  #expiry: (() => void) | null = null;

  constructor({ clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = clock;
    this.#random = random;
  }

  /** A new code and a new QR secret, instead of those there were. */
  open(): void {
    this.close();
    this.#code = drawCode(this.#random);
    this.#qr = new Secret(this.#random(QR_SECRET_BYTES));
    this.#openedAt = this.#clock.now();
    this.#guesses = limits.codeShown(this.#guesses, this.#openedAt);
    this.#expiry = this.#clock.after(limits.CODE_LIFE_MS, () => this.close());
  }

  /** After too many wrong guesses, when the person wants to go on. */
  reopen(): void {
    this.#guesses = limits.reopened(this.#guesses);
    this.open();
  }

  close(): void {
    this.#expiry?.();
    this.#expiry = null;
    this.#dropCode();
    this.#qr?.wipe();
    this.#qr = null;
    this.#guesses = limits.codeHidden(this.#guesses);
  }

  /** What to show; null where there is no code, or none that anybody could use any more. */
  get code(): Secret | null {
    return limits.isShown(this.#guesses, this.#clock.now()) ? this.#code : null;
  }

  get qrSecret(): Secret | null {
    const openForMs = this.#clock.now() - this.#openedAt;
    // A computer that slept: the timer hasn't come, and the time has passed.
    return openForMs >= 0 && openForMs < limits.CODE_LIFE_MS ? this.#qr : null;
  }

  /** Not null: too many wrong guesses; codes are taken again from then on, or when the person reopens. */
  get pausedUntil(): number | null {
    return limits.pausedUntil(this.#guesses, this.#clock.now());
  }

  begin(form: 'code' | 'qr', source: string): SheetAttempt | limits.Refusal {
    return form === 'code' ? this.#beginCode(source) : this.#beginQr();
  }

  #beginCode(source: string): SheetAttempt | limits.Refusal {
    const [guesses, begun] = limits.begin(this.#guesses, source, this.#clock.now());
    this.#guesses = guesses;
    if (typeof begun === 'string') return begun;
    if (this.#code === null) return 'notShown';
    return {
      password: passwordOf('code', this.#code),
      settle: (check) => this.#settleCode(begun.id, check),
      release: () => this.#release(begun.id),
    };
  }

  #settleCode<T>(id: number, check: () => T | null): Settled<T> {
    const [charged, reason] = limits.charge(this.#guesses, id, this.#clock.now());
    this.#guesses = charged;
    if (reason !== null) return { kind: 'refused', reason };
    try {
      const answer = check();
      if (answer !== null) {
        this.#guesses = limits.succeeded(this.#guesses, id);
        this.close();
        return { kind: 'right', answer };
      }
    } finally {
      this.#release(id);
    }
    return { kind: 'wrong', triesLeft: limits.triesLeft(this.#guesses) };
  }

  #release(id: number): void {
    this.#guesses = limits.released(this.#guesses, id);
    if (this.#guesses.code === null) this.#dropCode();
  }

  /** 128 bits need no counting; a success ends the sheet all the same. */
  #beginQr(): SheetAttempt | limits.Refusal {
    const secret = this.qrSecret;
    if (secret === null) return 'notShown';
    return {
      password: passwordOf('qr', secret),
      settle: (check) => {
        if (this.qrSecret !== secret) return { kind: 'refused', reason: 'notShown' };
        const answer = check();
        if (answer === null) return { kind: 'wrong', triesLeft: 0 };
        this.close();
        return { kind: 'right', answer };
      },
      release: () => undefined,
    };
  }

  #dropCode(): void {
    this.#code?.wipe();
    this.#code = null;
  }
}
