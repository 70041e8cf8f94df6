// How many connections a sender wants, judged by what each number of them brought. Pure: hears what was seen, and says how
// many. More are tried only where the sender waits for the connection, kept where they pay, and not tried again for a
// while where they don't.
import { MOST_CONNECTIONS } from '../wire/lanes-message.ts';

/** One alone is slow where more help: it is looked at no longer than it must. What several bring sways more. */
const FIRST_LOOK_MS = 750;
const LOOK_MS = 1250;
const WAITS_SHARE = 0.5;
/** So long the others may take to be there, then the kernel's buffers to fill, before it is measured. */
const OPENING_MS = 3000;
const SETTLING_MS = 250;
const MEASURED_MS = 500;
/** What comes is a record each time: so much, that one more or less says little; or so many times as long. */
const ENOUGH_BYTES = 4 * 1024 * 1024;
const LONGER = 4;
/** At once, instead of one: each step takes its time, at the rate of the one before it. */
const FIRST_TRY = 4;
const WORTH_RATIO = 1.2;
/** Nearer to that than this, it is measured longer before it is judged. */
const UNCLEAR = 0.2;
const UNCLEAR_MS = 2000;
const FIRST_REST_MS = 10_000;
const MOST_REST_MS = 60_000;
/** What goes so fast isn't held up by losses. */
const FAST_BYTES_PER_MS = (400 * 1024 * 1024) / 1000;
/** Waiting for something else so long, it needs no more than half of them. */
const UNUSED_MS = 5000;
const UNUSED_SHARE = 0.1;

/** Of a stretch in which something was sent. */
export interface Seen {
  readonly ms: number;
  /** That have come. */
  readonly bytes: number;
  /** In which they came: from the word before to the last. */
  readonly bytesMs: number;
  /** How much of the time was waited for the connections, and for nothing else. */
  readonly waitedMs: number;
  /** Of the connections, the first among them. */
  readonly open: number;
}

interface Trial {
  readonly isOfFewer: boolean;
  readonly rateBefore: number;
  openingMs: number;
  settlingMs: number;
  ms: number;
  bytes: number;
  bytesMs: number;
  waitedMs: number;
}

export class LanePlan {
  /** What has proven itself. */
  #kept = 1;
  #wanted = 1;
  #trial: Trial | null = null;
  #recent: Seen[] = [];
  #settlingMs = 0;
  #restMs = 0;
  #nextRestMs = FIRST_REST_MS;
  #unusedMs = 0;
  /** Fewer have been tried, and were too few. */
  #least = 1;

  get wanted(): number {
    return this.#wanted;
  }

  hear(seen: Seen): void {
    this.#restMs = Math.max(0, this.#restMs - seen.ms);
    if (this.#trial !== null) this.#measure(this.#trial, seen);
    // The first has its way before it.
    else if (this.#settlingMs < SETTLING_MS) this.#settlingMs += seen.ms;
    else this.#look(seen);
  }

  /** One of them broke: those that are left have to do for a while. */
  lost(open: number): void {
    this.#trial = null;
    this.#recent = [];
    this.#kept = Math.max(1, open);
    this.#wanted = this.#kept;
    this.#rest();
  }

  #look(seen: Seen): void {
    // Others opened them, for what they send.
    if (seen.open > this.#wanted) this.#settle(Math.min(MOST_CONNECTIONS, seen.open));
    this.#recent.push(seen);
    const all = total(this.#recent);
    if (!isEnough(all, this.#wanted === 1 ? FIRST_LOOK_MS : LOOK_MS)) {
      // Only their sum: a receiver may be waited for for a long time.
      this.#recent = [{ ...all, open: seen.open }];
      return;
    }
    this.#recent = [];
    const share = all.waitedMs / all.ms;
    this.#unusedMs = share < UNUSED_SHARE ? this.#unusedMs + all.ms : 0;
    const rate = all.bytes / all.bytesMs;
    const mayTry = this.#restMs === 0 && this.#wanted < MOST_CONNECTIONS && rate < FAST_BYTES_PER_MS;
    if (share > WAITS_SHARE && mayTry) {
      this.#try(Math.min(MOST_CONNECTIONS, this.#wanted === 1 ? FIRST_TRY : this.#wanted * 2), rate);
    } else if (this.#unusedMs >= UNUSED_MS && this.#wanted > this.#least) {
      this.#unusedMs = 0;
      this.#try(Math.max(this.#least, Math.floor(this.#wanted / 2)), rate);
    }
  }

  #try(connections: number, rateBefore: number): void {
    const isOfFewer = connections < this.#wanted;
    this.#wanted = connections;
    this.#trial = { isOfFewer, rateBefore, openingMs: 0, settlingMs: 0, ms: 0, bytes: 0, bytesMs: 0, waitedMs: 0 };
  }

  #measure(trial: Trial, { ms, bytes, bytesMs, waitedMs, open }: Seen): void {
    if (open < this.#wanted && trial.openingMs < OPENING_MS) {
      trial.openingMs += ms;
      return;
    }
    const isThere = trial.isOfFewer || open > this.#kept;
    if (isThere && trial.settlingMs < SETTLING_MS) {
      trial.settlingMs += ms;
      return;
    }
    trial.ms += ms;
    trial.bytes += bytes;
    trial.bytesMs += bytesMs;
    trial.waitedMs += waitedMs;
    if (isThere && !isEnough(trial, MEASURED_MS)) return;
    const ratio = trial.bytes / trial.bytesMs / trial.rateBefore;
    const isUnclear = !trial.isOfFewer && Math.abs(ratio - WORTH_RATIO) < UNCLEAR;
    if (isThere && isUnclear && trial.ms < UNCLEAR_MS) return;
    this.#trial = null;
    if (trial.isOfFewer) this.#judgeFewer(ratio * WORTH_RATIO >= 1, open);
    else if (!isThere || !(ratio >= WORTH_RATIO)) {
      this.#settle(this.#kept);
      this.#rest();
    } else if (this.#kept === 1 && ratio <= 2) {
      // Two, each as fast as the one, would have brought as much.
      this.#settle(2);
      this.#rest();
    } else {
      this.#settle(Math.min(this.#wanted, open));
      this.#nextRestMs = FIRST_REST_MS;
      // It was seen just now whether these, too, are waited for.
      this.#recent = [{ ...trial, open }];
    }
  }

  #judgeFewer(areEnough: boolean, open: number): void {
    if (areEnough) {
      this.#settle(Math.max(1, Math.min(this.#wanted, open)));
      this.#rest();
      return;
    }
    this.#settle(this.#kept);
    this.#least = this.#kept;
  }

  #settle(connections: number): void {
    this.#wanted = connections;
    this.#kept = connections;
  }

  #rest(): void {
    this.#restMs = this.#nextRestMs;
    this.#nextRestMs = Math.min(MOST_REST_MS, this.#nextRestMs * 2);
  }
}

/** Nothing is said of a stretch in which nothing was heard. */
const isEnough = ({ ms, bytes, bytesMs }: Pick<Seen, 'ms' | 'bytes' | 'bytesMs'>, leastMs: number): boolean =>
  ms >= leastMs && bytesMs > 0 && (bytes >= ENOUGH_BYTES || ms >= LONGER * leastMs);

const total = (all: readonly Seen[]): Omit<Seen, 'open'> =>
  all.reduce(
    (sum, { ms, bytes, bytesMs, waitedMs }) => ({
      ms: sum.ms + ms,
      bytes: sum.bytes + bytes,
      bytesMs: sum.bytesMs + bytesMs,
      waitedMs: sum.waitedMs + waitedMs,
    }),
    { ms: 0, bytes: 0, bytesMs: 0, waitedMs: 0 },
  );
