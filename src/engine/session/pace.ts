// How fast a transfer is and how long it will take, as a person would say it: from the last few seconds, and nothing in
// the first ones.
const WINDOW_MS = 8000;
const SILENT_MS = 3000;
const SAMPLE_MS = 250;

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

export class Pace {
  #samples: Sample[] = [];
  #startedAt: number | null = null;
  #notedAt: number | null = null;
  /** So long something has moved, in all its stretches together. */
  activeMs = 0;

  /** So much is done now. */
  note(bytes: number, now: number): void {
    this.#startedAt ??= now;
    this.activeMs += Math.max(0, now - (this.#notedAt ?? now));
    this.#notedAt = now;
    const last = this.#samples.at(-1);
    if (last !== undefined && now - last.at < SAMPLE_MS) return;
    this.#samples.push({ at: now, bytes });
    this.#samples = this.#samples.filter(({ at }) => now - at <= WINDOW_MS);
  }

  /** Nothing moves: what was measured before says nothing about afterwards. */
  reset(): void {
    this.#samples = [];
    this.#startedAt = null;
    this.#notedAt = null;
  }

  get bytesPerSecond(): number | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return null;
    return Math.round(((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }

  secondsLeft(missingBytes: number, now: number): number | null {
    const rate = this.bytesPerSecond;
    if (rate === null || rate <= 0 || this.#startedAt === null || now - this.#startedAt < SILENT_MS) return null;
    return Math.ceil(missingBytes / rate);
  }
}
