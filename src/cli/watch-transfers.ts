// Follows the transfers of this command to their ends, and says what happens to them.
import { isDeepStrictEqual } from 'node:util';
import { showHidden } from '../base/text.ts';
import type { ErrorInfo, Outcome } from '../contract/errors.ts';
import { errorInfo } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import type { ShownTransfer, TransferId } from '../contract/transfers.ts';
import { isNothingTaken, isOver } from '../contract/transfers.ts';
import type { Clock } from '../engine/index.ts';
import { shortId, whatText } from './amounts.ts';
import { EXIT, exitOf } from './exit-codes.ts';
import { listNotes } from './file-notes.ts';
import type { Output } from './output.ts';
import { deviceName, Progress } from './progress.ts';
import { sayText } from './say-text.ts';
import type { Screen } from './screen.ts';
import type { Sink } from './world.ts';

interface Watched {
  /** What is seen at first may be of the time before it was told to go on. */
  readonly before: ShownTransfer | null;
  /** As it was last seen; null before that. */
  row: ShownTransfer | null;
  progress: Progress | null;
  /** Its first line is written where lines stay. */
  hasBegun: boolean;
  /** It was interrupted, and that was said. */
  isHeld: boolean;
  trouble: string;
  /** The last of what was said of the other device. */
  noted: string;
  /** What a text says, once it was asked for. */
  text: 'asked' | Outcome<{ readonly text: string }> | null;
  exit: number | null;
}

interface Parts {
  readonly output: Output;
  readonly screen: Screen;
  readonly clock: Clock;
  /** Whether progress is drawn in place; elsewhere lines stay. */
  readonly isRedrawn: boolean;
  readonly columns: () => number | null;
  readonly out: Sink;
  readonly readText: (id: TransferId) => Promise<Outcome<{ readonly text: string }>>;
  /** Looks again at everything when it is done. */
  readonly beside: (task: () => Promise<void>) => void;
}

export class WatchedTransfers {
  readonly #parts: Parts;
  readonly #watched = new Map<TransferId, Watched>();
  /** Troubles that were told already, by what the person did: they end a transfer without a word more. */
  #toldEnds: ErrorInfo[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** From now on; also once more, when one that was over goes on. `before` is what it was before it was told to. */
  watch(id: TransferId, before: ShownTransfer | null = null): void {
    if (this.#watched.get(id)?.exit === null) return;
    const fresh = {
      before,
      row: null,
      progress: null,
      hasBegun: false,
      isHeld: false,
      trouble: '',
      noted: '',
      text: null,
      exit: null,
    };
    this.#watched.set(id, fresh);
  }

  /** The next transfer that ends for want of a code ends with this, which was said already. */
  expectEnd(error: ErrorInfo): void {
    this.#toldEnds.push(error);
  }

  look(state: State): void {
    for (const [id, watched] of this.#watched) {
      const row = state.transfers[id];
      if (watched.exit !== null || (row === undefined && watched.row === null)) continue;
      if (watched.row === null && row?.stage === 'stopped' && isDeepStrictEqual(row.trouble, watched.before?.trouble))
        continue;
      this.#follow(watched, row ?? withoutRow(watched.row as ShownTransfer), state);
    }
    this.#draw();
  }

  /** Whether there is nothing left to wait for. */
  get areOver(): boolean {
    return this.#exits.every((exit) => exit !== null);
  }

  /** Of those that are over. */
  get exits(): readonly number[] {
    return this.#exits.filter((exit) => exit !== null);
  }

  /** Those that are not over, as they were last seen. */
  get unfinished(): readonly TransferId[] {
    return [...this.#watched].filter(([, { exit }]) => exit === null).map(([id]) => id);
  }

  get #exits(): readonly (number | null)[] {
    return [...this.#watched.values()].map(({ exit }) => exit);
  }

  #follow(watched: Watched, row: ShownTransfer, state: State): void {
    const { clock, output } = this.#parts;
    const isNewStage = watched.row?.stage !== row.stage;
    watched.row = row;
    watched.progress ??= new Progress(row, clock.now());
    watched.progress.take(row, clock.now());
    if (row.stage === 'done' && row.direction === 'receive' && row.content === 'text' && this.#isReading(watched, row))
      return;
    if (isOver(row) || row.stage === 'stopped') {
      watched.exit = this.#end(watched, row, state);
      return;
    }
    if (row.stage === 'away' || row.stage === 'paused') this.#hold(watched, row);
    else if (row.stage === 'moving' || row.stage === 'checking') this.#move(watched, row);
    else if (isNewStage && row.stage === 'queued') this.#queue(row);
    else if (isNewStage && row.stage === 'waitingForAnswer')
      this.#note(output.t.transfer.waitingForAnswer, watched, row);
    else if (isNewStage && row.stage === 'connecting' && row.direction === 'receive')
      this.#note(output.t.cli.waitingFor, watched, row);
  }

  /** Whether the text is still to come that ends this. */
  #isReading(watched: Watched, { id }: ShownTransfer): boolean {
    if (watched.text !== null) return watched.text === 'asked';
    watched.text = 'asked';
    this.#parts.beside(async () => {
      watched.text = await this.#parts.readText(id);
    });
    return true;
  }

  #queue(row: ShownTransfer): void {
    const { output, isRedrawn } = this.#parts;
    const device = deviceName(row, output.t);
    const facts = { event: 'queued' as const, transferId: row.id, device: row.device?.name ?? '' };
    if (output.json || !isRedrawn) output.tell(output.t.activity.queued(device), facts);
  }

  /** A sentence about the other device, where no redrawn line says it; once, however often the connection is lost. */
  #note(sentence: (device: string) => string, watched: Watched, row: ShownTransfer): void {
    const { output, isRedrawn } = this.#parts;
    const said = sentence(deviceName(row, output.t));
    if (!isRedrawn && said !== watched.noted) output.tell(said, null);
    watched.noted = said;
  }

  #hold(watched: Watched, row: ShownTransfer): void {
    const { output } = this.#parts;
    const { stage, trouble } = row;
    const seen = `${stage} ${JSON.stringify(trouble)}`;
    if (watched.trouble === seen || (stage !== 'away' && stage !== 'paused')) return;
    watched.trouble = seen;
    watched.isHeld = true;
    const facts = { event: stage, transferId: row.id, code: trouble?.code ?? null, details: { ...trouble?.details } };
    if (stage === 'away') output.tell(output.t.transfer.away(deviceName(row, output.t)), facts);
    else if (trouble === null || output.json) output.tell(output.t.transfer.paused, facts);
    else output.warn(trouble, row.id);
  }

  #move(watched: Watched, row: ShownTransfer): void {
    const { output, isRedrawn } = this.#parts;
    const { t } = output;
    const { progress } = watched;
    if (progress === null) return;
    const device = deviceName(row, t);
    if (watched.isHeld) {
      watched.isHeld = false;
      watched.trouble = '';
      output.tell(t.cli.goingOn(device), { event: 'resumed', transferId: row.id });
    }
    if (output.json) {
      if (progress.isEventDue()) output.tell(null, progressFacts(row));
    } else if (!isRedrawn && watched.hasBegun && progress.isLineDue()) {
      output.tell(progress.line(t), null);
    } else if (!isRedrawn && !watched.hasBegun) {
      const begin = row.direction === 'send' ? t.cli.sendingTo : t.cli.receivingFrom;
      output.tell(begin(whatText(row, row.total, t), device), null);
      progress.begin();
    }
    watched.hasBegun = true;
  }

  /** Says how it ended; gives the exit code of that. */
  #end(watched: Watched, row: ShownTransfer, state: State): number {
    const { output } = this.#parts;
    const { t } = output;
    const { id: transferId, stage, trouble } = row;
    // The screen without its line, before what stays.
    this.#draw(watched);
    const told = this.#toldEnds[0];
    if (told !== undefined && stage !== 'done' && (trouble === null || trouble.code.startsWith('pairing.'))) {
      this.#toldEnds = this.#toldEnds.slice(1);
      return exitOf(told.code);
    }
    switch (stage) {
      case 'done':
        return typeof watched.text === 'object' && watched.text !== null
          ? this.#read(row, watched.text)
          : this.#done(row, state);
      case 'declined':
        if (row.direction === 'send')
          return output.fail(trouble ?? errorInfo('transfer.declined', { name: row.device?.name ?? '' }), transferId);
        output.tell(t.cli.declined(deviceName(row, t)), { event: 'declined', transferId });
        return EXIT.declined;
      case 'stopped':
        if (trouble !== null) output.warn(trouble, transferId);
        output.tell(t.cli.stoppedResume(resumeCommand(transferId)), { event: 'stopped', transferId });
        return trouble === null ? EXIT.stopped : exitOf(trouble.code);
      default:
        if (trouble !== null) return output.fail(trouble, transferId);
        output.complain(t.cli.canceled(deviceName(row, t)), { event: 'canceled', transferId });
        return EXIT.failed;
    }
  }

  #done(row: ShownTransfer, state: State): number {
    const { output } = this.#parts;
    // Programs read to the end; people read the end first.
    if (output.json) {
      listNotes(row, output);
      // No sentence is made for them: what writes its numbers takes tens of milliseconds to get ready.
      output.tell(null, doneFacts(row));
    } else {
      this.#sayDone(row, state);
      listNotes(row, output);
    }
    return row.done.skipped > 0 ? EXIT.skipped : EXIT.ok;
  }

  #sayDone(row: ShownTransfer, state: State): void {
    const { output } = this.#parts;
    const { t } = output;
    const { total, done } = row;
    const device = deviceName(row, t);
    if (isNothingTaken(row)) {
      output.tell(t.activity.tookNothing(device), null);
      return;
    }
    const what = whatText(row, { ...total, files: done.files + done.alreadyThere, bytes: done.bytes }, t);
    const folder = showHidden(row.into ?? state.self.receivesInto ?? t.settings.downloads);
    const isOutput = row.into === null && row.direction === 'receive';
    const received = isOutput ? t.cli.receivedOut(what, device) : t.cli.receivedFrom(what, device, folder);
    output.tell(row.direction === 'send' ? t.cli.sentTo(what, device) : received, null);
    if (done.notWanted > 0) output.tell(t.cli.taken(total.files, total.files + done.notWanted), null);
    if (done.alreadyThere > 0) output.tell(t.cli.alreadyThere(done.alreadyThere), null);
  }

  #read(row: ShownTransfer, read: Outcome<{ readonly text: string }>): number {
    const { output, out } = this.#parts;
    const { id: transferId, device } = row;
    if (!read.ok) return output.fail(read.error, transferId);
    const { text } = read.value;
    if (!output.json) output.tell(output.t.cli.textFrom(deviceName(row, output.t)), null);
    sayText(output, out, { transferId, device: device?.name ?? null, text });
    // What is said next begins a line.
    if (!output.quiet && !out.isTerminal && !text.endsWith('\n')) output.tell('', null);
    if (output.json) output.tell(null, doneFacts(row));
    return EXIT.ok;
  }

  /** The lines of those that are under way, without the one that is just ending. */
  #draw(without?: Watched): void {
    const { isRedrawn, screen, output, columns } = this.#parts;
    if (!isRedrawn) return;
    const under = [...this.#watched.values()].filter((watched) => watched.exit === null && watched !== without);
    screen.bars(under.flatMap(({ progress }) => (progress === null ? [] : [progress.bar(output.t, columns())])));
  }
}

/** One that is gone was discarded elsewhere; or what it ended with is known. */
const withoutRow = (last: ShownTransfer): ShownTransfer =>
  last.stage === 'done' ? last : { ...last, stage: 'canceled', trouble: null };

export const doneFacts = ({ id, total, done }: ShownTransfer) => ({
  event: 'done' as const,
  transferId: id,
  files: total.files,
  skipped: done.skipped,
  alreadyThere: done.alreadyThere,
  bytes: total.bytes,
  notWanted: done.notWanted,
});

export const resumeCommand = (id: TransferId): string => `ferry transfers resume ${shortId(id)}`;

export const progressFacts = ({ id, done, total, bytesPerSecond, secondsLeft }: ShownTransfer) => ({
  event: 'progress' as const,
  transferId: id,
  filesDone: done.files,
  files: total.files,
  bytesDone: done.bytes,
  bytes: total.bytes,
  bytesPerSecond,
  secondsLeft,
});
