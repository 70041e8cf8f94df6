// What `ferry serve` says of transfers and pairings, whoever began them: their begin, their end, and each trouble once.
import { showHidden } from '../base/text.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import type { ShownPairing, ShownTransfer, TransferId, TransferStage } from '../contract/transfers.ts';
import { isOver } from '../contract/transfers.ts';
import type { Clock } from '../engine/index.ts';
import { shortId, whatText } from './amounts.ts';
import { listNotes } from './file-notes.ts';
import type { Journal } from './journal.ts';
import type { LogBound } from './log-bound.ts';
import { sentencesOf } from './output.ts';
import { deviceName, Progress } from './progress.ts';
import { doneFacts, progressFacts, resumeCommand } from './watch-transfers.ts';

interface Followed {
  stage: TransferStage | null;
  hasBegun: boolean;
  /** It was interrupted, and that was said. */
  isHeld: boolean;
  /** What was said of it last: the same isn't said again, however often the connection is lost. */
  said: string;
  readonly progress: Progress;
}

interface SeenPairing {
  stage: ShownPairing['stage'];
  trouble: string;
}

interface ServeLogParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly bound: LogBound;
  /** Nothing is said of its end, either. */
  readonly isMuted: (id: TransferId) => boolean;
}

export class ServeLog {
  readonly #parts: ServeLogParts;
  readonly #journal: Journal;
  readonly #transfers = new Map<string, Followed>();
  readonly #pairings = new Map<string, SeenPairing>();
  readonly #notices = new Set<string>();
  #isFirst = true;

  constructor(parts: ServeLogParts) {
    this.#parts = parts;
    this.#journal = parts.journal;
  }

  /** What is over or stands still at the first look is no news. */
  look(state: State): void {
    for (const row of Object.values(state.transfers)) this.#transfer(row);
    for (const row of Object.values(state.pairings)) this.#pairing(row);
    for (const { id, error } of Object.values(state.notices)) this.#notice(id, error);
    // What has gone is forgotten here, too: this goes on for months.
    for (const id of this.#transfers.keys()) if (state.transfers[id] === undefined) this.#transfers.delete(id);
    for (const id of this.#pairings.keys()) if (state.pairings[id] === undefined) this.#pairings.delete(id);
    for (const id of this.#notices) if (state.notices[id] === undefined) this.#notices.delete(id);
    this.#isFirst = false;
  }

  #transfer(row: ShownTransfer): void {
    const now = this.#parts.clock.now();
    const known = this.#transfers.get(row.id);
    const followed = known ?? {
      stage: null,
      hasBegun: false,
      isHeld: false,
      said: '',
      progress: new Progress(row, now),
    };
    const { stage: before } = followed;
    followed.stage = row.stage;
    if (known === undefined) {
      this.#transfers.set(row.id, followed);
      if (this.#isFirst && (isOver(row) || row.stage === 'stopped')) return;
    }
    if (row.stage === 'moving' || row.stage === 'checking') this.#moves(row, followed, now);
    else if (row.stage === 'away' || (row.stage === 'paused' && row.trouble !== null)) this.#isHeld(row, followed);
    else if (row.stage !== before && (isOver(row) || row.stage === 'stopped')) this.#ends(row, followed);
  }

  #moves(row: ShownTransfer, followed: Followed, now: number): void {
    const { output, note } = this.#journal;
    const { t } = output;
    const device = deviceName(row, t);
    followed.progress.take(row, now);
    if (followed.isHeld) {
      followed.isHeld = false;
      note('info', this.#of(row, t.cli.goingOn(device)), { event: 'resumed', transferId: row.id });
    } else if (!followed.hasBegun) {
      const begin = row.direction === 'send' ? t.cli.sendingTo : t.cli.receivingFrom;
      note('info', this.#of(row, begin(whatText(row, row.total, t), device)), null);
    }
    followed.hasBegun = true;
    if (output.json && followed.progress.isEventDue()) note('info', null, progressFacts(row));
  }

  #isHeld(row: ShownTransfer, followed: Followed): void {
    const { output, note } = this.#journal;
    const { t } = output;
    const { id: transferId, stage, trouble } = row;
    const said = `${stage} ${JSON.stringify(trouble)}`;
    if (said === followed.said || (stage !== 'away' && stage !== 'paused')) return;
    followed.said = said;
    // The other device may find something else each time.
    if (!this.#parts.bound.may(row.device)) return;
    followed.isHeld = true;
    const facts = { event: stage, transferId, code: trouble?.code ?? null, details: { ...trouble?.details } };
    if (stage === 'away') note('notice', this.#of(row, t.transfer.away(deviceName(row, t))), facts);
    else note('warning', this.#of(row, trouble === null ? t.transfer.paused : this.#words(trouble)), facts);
  }

  #ends(row: ShownTransfer, followed: Followed): void {
    const { output, note } = this.#journal;
    const { t } = output;
    const { id: transferId, stage, trouble, direction } = row;
    const device = deviceName(row, t);
    followed.isHeld = false;
    const { bound, isMuted } = this.#parts;
    if (stage === 'done') {
      this.#done(row);
      return;
    }
    // What others begin, they can end as often as they like.
    const isDeclined = stage === 'declined' && direction === 'receive';
    if (isMuted(transferId) || (direction === 'receive' && !isDeclined && !bound.may(row.device))) return;
    if (stage === 'stopped')
      note('notice', this.#of(row, t.cli.stoppedResume(resumeCommand(transferId))), { event: 'stopped', transferId });
    else if (stage === 'canceled' && trouble === null)
      note('notice', this.#of(row, t.cli.canceled(device)), { event: 'canceled', transferId });
    // Whoever declines it here says so, and why.
    else if (isDeclined) note('info', null, { event: 'declined', transferId });
    else if (trouble !== null) {
      const facts = { event: 'error', code: trouble.code, details: { ...trouble.details }, transferId } as const;
      note(stage === 'declined' ? 'notice' : 'error', this.#of(row, this.#words(trouble)), facts);
    }
  }

  #done(row: ShownTransfer): void {
    const { output, note } = this.#journal;
    const { t } = output;
    const { total, done, content, direction, id } = row;
    const device = deviceName(row, t);
    const what = whatText(row, { ...total, files: done.files + done.alreadyThere, bytes: done.bytes }, t);
    const took = t.serving.took(row.activeMs / 1000);
    if (output.json) listNotes(row, output);
    // What a text says is nobody's business who may read a log.
    const sentence =
      direction === 'send'
        ? t.serving.sent(what, device, took)
        : content === 'text'
          ? t.serving.receivedText(what, device, `ferry history show ${shortId(id)}`)
          : t.serving.received(what, device, showHidden(row.into ?? t.settings.downloads), took);
    note('info', this.#of(row, sentence), doneFacts(row));
    if (done.skipped > 0) note('warning', this.#of(row, t.serving.skipped(done.skipped)), null);
  }

  #pairing(row: ShownPairing): void {
    const { output, note } = this.#journal;
    const { t } = output;
    const { id, stage } = row;
    const seen = this.#pairings.get(id);
    const trouble = row.trouble === null ? '' : JSON.stringify(row.trouble);
    this.#pairings.set(id, { stage, trouble });
    const device = row.device === null ? t.cli.unnamed : showHidden(row.device);
    if (stage === 'paired' && seen?.stage !== 'paired')
      note('info', t.cli.paired(device), { event: 'paired', device: row.device ?? '' });
    // A code that was tried and was wrong; never the code.
    if (row.trouble !== null && trouble !== seen?.trouble) output.warn(row.trouble);
  }

  #notice(id: string, error: ErrorInfo): void {
    const isKnown = this.#notices.has(id);
    this.#notices.add(id);
    // Those of the beginning were said when it began.
    if (!isKnown && !this.#isFirst) this.#journal.output.warn(error);
  }

  #words(error: ErrorInfo): string {
    return sentencesOf(this.#journal.output.t, error).join(' ');
  }

  #of({ id }: ShownTransfer, sentence: string): string {
    return `${shortId(id)}: ${sentence}`;
  }
}
