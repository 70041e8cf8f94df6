// Keeps the computer from falling asleep while something moves, as long as there is power for it.
interface AwakePorts {
  isBusy(): boolean;
  /** Asked anew every minute: it takes another program to know. */
  hasPower(): Promise<boolean>;
  /** Gives the way to let it sleep again. */
  hold(): () => void;
}

/** Between two transfers it isn't let go. */
const LINGER_MS = 3000;
const ASK_POWER_EVERY_MS = 60_000;

export class KeepAwake {
  readonly #ports: AwakePorts;
  #release: (() => void) | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isBusy = false;
  /** Which question is the last: an answer to one before it is too late. */
  #round = 0;

  constructor(ports: AwakePorts) {
    this.#ports = ports;
  }

  look(): void {
    const isBusy = this.#ports.isBusy();
    if (isBusy === this.#isBusy) return;
    this.#isBusy = isBusy;
    this.#round += 1;
    if (isBusy) void this.#ask(this.#round);
    else this.#wait(LINGER_MS, () => this.#letGo());
  }

  stop(): void {
    this.#round += 1;
    this.#isBusy = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#letGo();
  }

  async #ask(round: number): Promise<void> {
    const hasPower = await this.#ports.hasPower().catch(() => true);
    if (round !== this.#round) return;
    if (hasPower) this.#release ??= this.#ports.hold();
    else this.#letGo();
    this.#wait(ASK_POWER_EVERY_MS, () => void this.#ask(round));
  }

  #letGo(): void {
    this.#release?.();
    this.#release = null;
  }

  #wait(ms: number, then: () => void): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }
}
