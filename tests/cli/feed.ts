// What a program shows, as the lines that a person sees: what a terminal redraws is seen in its last form.

/** How far something is: it depends on the clock how many of these there are. */
const PROGRESS = [/^[↑↓] /u, /^.+: \d{1,3}[\s\u00a0]?%(?:,|$)/u, /"event":"progress"/];
const PICTURE = /^(?:␛\[97;40m)?[█▀▄ ]{20,}(?:␛\[0m)?$/u;

const CLEAR_LINE = '\r\x1b[K';
const UP = '\x1b[1A';

export class Feed {
  /** All of it that was complete, for who wants to know what went wrong. */
  readonly seen: string[] = [];
  readonly #rewritten: (line: string) => string;
  #lines: string[] = [];
  /** The line that has no end yet. */
  #rest = '';
  /** What of it was seen to be as it should be, before it had an end; and what was typed there. */
  #begun: { readonly shown: string; typed: string } | null = null;
  /** Lines of the picture that was seen last. */
  #isPicture: (line: string) => boolean = () => false;
  #hasEnded = false;
  #wake: () => void = () => undefined;

  constructor(rewritten: (line: string) => string) {
    this.#rewritten = rewritten;
  }

  add(text: string): void {
    const parts = `${this.#rest}${text}`.split('\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) this.#complete(part.replace(/\r$/, ''));
    this.#wake();
  }

  end(): void {
    if (this.#rest !== '') this.#complete(this.#rest);
    this.#rest = '';
    this.#hasEnded = true;
    this.#wake();
  }

  typed(text: string): void {
    if (this.#begun !== null) this.#begun.typed += text;
  }

  /** The line that waits for an answer. */
  get waiting(): string {
    return this.#shown(this.#rest).trimEnd();
  }

  /** The next line, if it fits; the first that does, if others may stand before it. Else what stands there instead. */
  async next(fits: (line: string) => boolean, mayWait: boolean, mayStandBefore: boolean): Promise<string | null> {
    for (;;) {
      for (let line = this.#lines[0]; line !== undefined; line = this.#lines[0]) {
        const isFit = fits(line);
        if (!isFit && !mayStandBefore && !isProgress(line) && !this.#isPicture(line)) return line;
        this.#lines.shift();
        if (isFit) return null;
      }
      if (mayWait && this.#begun === null && this.waiting !== '' && fits(this.waiting)) {
        this.#begun = { shown: this.waiting, typed: '' };
        return null;
      }
      if (this.#hasEnded) return '(nothing more)';
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** A picture of several lines, if that is what comes next. */
  picture(isColored: boolean): Promise<string | null> {
    this.#isPicture = (line) => PICTURE.test(line) && line.startsWith('␛') === isColored;
    return this.next(this.#isPicture, false, false);
  }

  /** What is left when it has ended. */
  get rest(): readonly string[] {
    return this.#lines.filter((line) => !isProgress(line));
  }

  #complete(text: string): void {
    const line = this.#shown(text);
    this.seen.push(line);
    const begun = this.#begun;
    this.#begun = null;
    if (begun === null) this.#lines.push(line);
    else if (![begun.shown, `${begun.shown} ${begun.typed}`].includes(line.trimEnd())) this.#lines.push(line);
  }

  #shown(text: string): string {
    const cleared = text.lastIndexOf(CLEAR_LINE);
    const drawn = cleared < 0 ? text : text.slice(cleared + CLEAR_LINE.length);
    return this.#rewritten(drawn.replaceAll(UP, '').replaceAll('\x1b', '␛').replaceAll('\x03', ''));
  }
}

const isProgress = (line: string): boolean => PROGRESS.some((looks) => looks.test(line));
