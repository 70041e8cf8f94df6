// How far one transfer is, as a line: redrawn in a terminal, written now and then elsewhere. Never goes back.
import { showHidden } from '../base/text.ts';
import type { ShownTransfer } from '../contract/transfers.ts';
import { isNothingTaken } from '../contract/transfers.ts';
import type { Strings } from '../strings/index.ts';
import { deviceBy } from '../strings/things.ts';
import { withoutIsolates } from './output.ts';
import { cutToWidth, textWidth } from './text-width.ts';

/** Before that, an estimate is a guess. */
const ESTIMATE_AFTER_MS = 3000;
const LINE_EVERY_MS = 10_000;
const LINE_EVERY_PERCENT = 10;
/** What is over sooner needs no lines between its first and its last. */
const LINES_APART_MS = 1000;
const EVENT_EVERY_MS = 500;

/** Of one length while figures come and go: a bar that is stretched by them seems to move by itself. */
const BAR = { short: 10, long: 20, longFrom: 60 };
const LEAST_NAME = 8;
const MOST_NAME = 24;
const GAP = '  ';
/** Of a terminal that doesn't say. */
export const USUAL_COLUMNS = 80;

/** What the other device is called, or that it has no name yet. */
export const deviceName = (row: Pick<ShownTransfer, 'device' | 'via'>, t: Strings): string =>
  row.device === null ? t.cli.unnamed : deviceBy(t, row, showHidden(row.device.name));

export class Progress {
  #row: ShownTransfer;
  #percent = 0;
  #bytes = 0;
  #files = 0;
  #now = 0;
  #movingSince: number | null = null;
  #lineAt = { time: Number.NEGATIVE_INFINITY, percent: 0 };
  #eventAt = Number.NEGATIVE_INFINITY;

  constructor(row: ShownTransfer, now: number) {
    this.#row = row;
    this.take(row, now);
  }

  /** The newest of it. */
  take(row: ShownTransfer, now: number): void {
    const { done, total } = row;
    const files = done.files + done.alreadyThere;
    const [part, whole] = total.bytes > 0 ? [done.bytes, total.bytes] : [files, total.files];
    this.#row = row;
    this.#now = now;
    this.#percent = Math.max(this.#percent, Math.min(100, whole === 0 ? 0 : Math.floor((100 * part) / whole)));
    this.#bytes = Math.max(this.#bytes, Math.min(done.bytes, total.bytes));
    this.#files = Math.max(this.#files, Math.min(files, total.files));
    this.#movingSince = row.stage === 'moving' ? (this.#movingSince ?? now) : null;
  }

  /** Whether a line is due where lines stay: every ten percent or ten seconds, and not all at once. Then it counts as written. */
  isLineDue(): boolean {
    const percent = Math.floor(this.#percent / LINE_EVERY_PERCENT);
    const passedMs = this.#now - this.#lineAt.time;
    if (passedMs < (percent === this.#lineAt.percent ? LINE_EVERY_MS : LINES_APART_MS)) return false;
    this.#lineAt = { time: this.#now, percent };
    return true;
  }

  isEventDue(): boolean {
    if (this.#now - this.#eventAt < EVENT_EVERY_MS) return false;
    this.#eventAt = this.#now;
    return true;
  }

  /** Where lines stay, the first one has said what it is about: from here on, how far it is. */
  begin(): void {
    this.#lineAt = { time: this.#now, percent: Math.floor(this.#percent / LINE_EVERY_PERCENT) };
  }

  line(t: Strings): string {
    const { percent, count, size, timeLeft } = this.#figures(t);
    return `${deviceName(this.#row, t)}: ${[percent.trim(), count, size, timeLeft].filter((part) => part !== '').join(', ')}`;
  }

  /** One line of a terminal that is so wide, and never as wide as that: some terminals then begin another. */
  bar(t: Strings, columns: number | null): string {
    const most = Math.max(1, (columns ?? USUAL_COLUMNS) - 1);
    const arrow = this.#row.direction === 'send' ? '↑' : '↓';
    const name = this.#row.device === null ? '' : deviceName(this.#row, t);
    const { stage } = this.#row;
    const parts = stage === 'moving' || stage === 'checking' ? this.#moving(t, most, `${arrow} `, name) : null;
    const line = parts ?? [`${arrow} ${cutToWidth(name, MOST_NAME)}`.trimEnd(), stageText(this.#row, t)].join(GAP);
    return cutToWidth(withoutIsolates(line), most);
  }

  #moving(t: Strings, most: number, arrow: string, fullName: string): string | null {
    const { percent, count, size, rate, timeLeft } = this.#figures(t);
    const width = most < BAR.longFrom ? BAR.short : BAR.long;
    const room = most - arrow.length - width - GAP.length - 1 - textWidth(percent);
    if (room < LEAST_NAME) return `${arrow}${percent}`;
    const name = cutToWidth(fullName, Math.min(room, MOST_NAME));
    let left = room - textWidth(name);
    // What is wanted most comes first; what is shown keeps its order.
    const shown = new Set<string>();
    for (const part of [timeLeft, size, count, rate]) {
      const needed = textWidth(withoutIsolates(part)) + GAP.length;
      if (part === '' || needed > left) continue;
      shown.add(part);
      left -= needed;
    }
    const filled = Math.floor((width * this.#percent) / 100);
    const bar = this.#row.isStream ? '' : `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${percent}`;
    return [`${arrow}${name}`, bar, ...[count, size, rate, timeLeft].filter((part) => shown.has(part))]
      .filter((part) => part !== '')
      .join(GAP);
  }

  #figures(t: Strings) {
    const { stage, total, bytesPerSecond, secondsLeft, isStream = false } = this.#row;
    const isSure = this.#movingSince !== null && this.#now - this.#movingSince >= ESTIMATE_AFTER_MS;
    return {
      percent: isStream ? '' : t.transfer.percent(this.#percent).padStart(4),
      count: total.files > 1 ? t.transfer.countOf(this.#files, total.files) : '',
      size: isStream
        ? t.transfer.size(this.#bytes)
        : total.bytes > 0
          ? t.transfer.sizeOf(this.#bytes, total.bytes)
          : '',
      rate: bytesPerSecond === null || stage !== 'moving' ? '' : t.transfer.rate(bytesPerSecond),
      timeLeft:
        stage === 'checking'
          ? t.transfer.checking
          : isSure && secondsLeft !== null
            ? t.transfer.timeLeft(secondsLeft)
            : '',
    };
  }
}

/** The words of SCREENS for where it stands. */
export function stageText(
  row: Pick<ShownTransfer, 'stage' | 'direction' | 'device' | 'done' | 'total' | 'via'>,
  t: Strings,
): string {
  const { transfer } = t;
  const device = deviceName(row, t);
  switch (row.stage) {
    case 'waitingForAnswer':
      return transfer.waitingForAnswer(device);
    case 'waitingForPin':
      return transfer.waitingForPin(device);
    case 'connecting':
      // Its device calls, or is called for as long as it takes.
      return row.direction === 'receive' ? t.cli.waitingFor(device) : transfer.connecting;
    case 'away':
      return transfer.away(device);
    case 'moving':
      return row.direction === 'send' ? transfer.sending : transfer.receiving;
    case 'queued':
      return t.activity.queued(device);
    case 'done':
      if (isNothingTaken(row)) return t.activity.tookNothing(device);
      if (row.done.skipped === 0 && row.done.notWanted > 0)
        return t.cli.taken(row.total.files, row.total.files + row.done.notWanted);
      return row.done.skipped > 0 ? transfer.doneSkipped(row.done.skipped) : transfer.done;
    default:
      return transfer[row.stage];
  }
}
