// Receives one transfer: does what receive-machine.ts asks for, on whichever connection there is. What has come waits here
// only as far as the sender was allowed to go, so that a slow disk slows down this transfer and nothing else.

import { isEqual } from '../crypto/hash.ts';
import { CLOSE_REASON } from '../noise/channel.ts';
import type { Record } from '../noise/records.ts';
import { bodyLength } from '../noise/records.ts';
import type { Incoming } from '../transfer/incoming.ts';
import { type Listed, pathOf, shownPath } from '../transfer/list-cursor.ts';
import { OfferList } from '../transfer/offer-list.ts';
import { OfferThumbs } from '../transfer/offer-thumbs.ts';
import type { Round } from '../transfer/receive-round.ts';
import type { Data } from '../wire/data.ts';
import { encodeTransferMessage, type Outcome, type TransferMessage } from '../wire/transfer-messages.ts';
import { Credit } from './credit.ts';
import { Frames } from './frames.ts';
import { Intake, type Waiting } from './intake.ts';
import type { Link } from './link.ts';
import { FOLDER_TROUBLE, isHostile, obstacleOf, refusalOf } from './obstacle.ts';
import {
  type ReceiveEffect,
  type ReceiveEvent,
  type ReceiveState,
  type Refusal,
  resumeReceive,
  roundOf,
  startReceive,
  stepReceive,
} from './receive-machine.ts';
import { acks, answer, hold, NO_NUMBERS, result } from './receive-words.ts';
import type { ReceivingNeeds } from './receiving-needs.ts';
import { roundFor } from './round-for.ts';

/** How often it is looked whether what was in the way has gone. */
const LOOK_AGAIN_MS = 2000;
/** Asked for again so often, a file that came damaged is given up. */
const MOST_MENDING = 1;

export class Receiving {
  readonly #needs: ReceivingNeeds;
  readonly #frames: Frames;
  readonly #list: OfferList;
  readonly #thumbs = new OfferThumbs();
  #state: ReceiveState;
  #link: Link | null = null;
  #incoming: Incoming | null = null;
  #round: Round | null = null;
  /** The round before, ending. */
  #stopping: Promise<unknown> = Promise.resolve();
  /** The making of its place, or the opening of what lies there: once at a time. */
  #making: Promise<unknown> = Promise.resolve();
  #coming: Waiting | null = null;
  #isWorking = false;
  readonly #credit: Credit;
  readonly #intake: Intake;
  #outcomes: Outcome[] = [];
  #cancelWait: () => void = () => undefined;
  #cancelLook: () => void = () => undefined;
  #run: Uint8Array;
  #isOtherRun = false;
  #mendings = 0;
  /** The disk was away: what is open leads nowhere, and what came back may be something else. */
  #wasGone = false;
  #settleRound: number | null = null;
  #bytes = 0;
  /** What came last. */
  #current: Listed | null = null;

  constructor(needs: ReceivingNeeds) {
    this.#needs = needs;
    this.#frames = new Frames(needs.clock, needs.onChange);
    this.#run = needs.offer.run;
    const isByLanes = (): boolean => (this.#link?.lanes.open ?? 1) > 1;
    this.#credit = new Credit({ ...needs, isByLanes, say: () => this.#ack() });
    this.#intake = new Intake(this.#credit);
    this.#list = new OfferList(needs.offer, needs.listRoom);
    this.#state = needs.isAccepted ? resumeReceive(needs.lastRound) : { name: 'listing' };
  }

  get state(): ReceiveState {
    return this.#state;
  }

  get link(): Link | null {
    return this.#link;
  }

  get incoming(): Incoming | null {
    return this.#incoming;
  }

  get list(): OfferList {
    return this.#list;
  }

  /** Never falls: what came twice counts once it is more than before. */
  get bytes(): number {
    return Math.max(this.#bytes, this.#incoming?.journal.counts.bytes ?? 0);
  }

  get currentFile(): string | null {
    return this.#current === null ? null : shownPath(pathOf(this.#current));
  }

  get thumbs(): OfferThumbs {
    return this.#thumbs;
  }

  /** An offer has come on this connection: a new one, or again what was accepted before. */
  offered(link: Link, run: Uint8Array): void {
    this.#link = link;
    this.#isOtherRun ||= !isEqual(run, this.#run);
    this.#run = run;
    if (this.#state.name !== 'listing') {
      this.#tell({ type: 'offeredAgain' });
      return;
    }
    for (const effect of startReceive()[1]) this.#perform(effect);
  }

  detach(): void {
    this.#link = null;
    this.#tell({ type: 'lost' });
  }

  hear(message: TransferMessage): void {
    this.#tell({ type: 'received', message });
  }

  /** `isByLane`: not by the connection that everything else is said on, which it may overtake. */
  hearContent(data: Data, record: Record, isByLane: boolean): void {
    this.#coming = { data, record, bytes: bodyLength(record) - (data.firstTag?.length ?? 0) };
    this.#tell({ type: 'content', round: data.round, isByLane });
    // It wasn't taken.
    this.#coming?.record.release();
    this.#coming = null;
  }

  accept(): void {
    this.#thumbs.close();
    this.#tell({ type: 'accepted' });
  }

  /** `why`, where it was to be taken, and can't be. */
  decline(why: Refusal | null): void {
    this.#thumbs.close();
    this.#tell({ type: 'declined', why });
  }

  #makePlace(): Promise<void> {
    return this.#needs.begin(this.#list).then(
      (incoming) => {
        this.#list.release();
        this.#incoming = incoming;
        this.#tell({ type: 'placed' });
        // Its sender has given it up meanwhile, or its person has changed their mind.
        if (this.#state.name === 'ended') incoming.remove();
      },
      (error: unknown) => {
        this.#needs.log('warn', 'transfer.not_begun', { cause: String(error) });
        this.#tell({ type: 'refused', refusal: refusalOf(error, this.#wantedBytes) });
      },
    );
  }

  cancel(): void {
    this.#tell({ type: 'userCanceled' });
  }

  /** Nothing more is taken in by this program; what is here stays. */
  async stop(): Promise<void> {
    this.#send(hold(this.#needs.id, 'stoppedByPerson'));
    // The link is kept: that all of it is here by now may still have to be said.
    this.#tell({ type: 'lost' });
    await this.#making;
    await this.#stopping;
    this.#cancelLook();
    this.#incoming?.close();
  }

  #tell(event: ReceiveEvent): void {
    const before = this.#state;
    const [state, effects] = stepReceive(before, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    if (state === before) return;
    if (state.name === 'ended') {
      this.#frames.stop();
      this.#list.release();
      this.#thumbs.close();
      // What is being handed on would be waited for until somebody reads it.
      this.#needs.outlet()?.close();
      // Shown as ended only with what is to be said of that.
      void this.#stopping.then(() => this.#needs.onEnded(state.end));
      return;
    }
    this.#frames.now();
  }

  #perform(effect: ReceiveEffect): void {
    const { id, clock } = this.#needs;
    switch (effect.type) {
      case 'askForList':
        this.#send({ kind: 'list', id });
        return;
      case 'hearEntries':
        this.#hearEntries(effect.message);
        return;
      case 'hearThumb':
        if (!this.#thumbs.add(effect.message, this.#list)) this.#tell({ type: 'malformed' });
        else if (this.#state.name === 'asking') this.#frames.soon();
        return;
      case 'askPerson':
        this.#needs.onAsked(this.#list);
        return;
      case 'refuse': {
        const { refusal } = effect;
        // By what this needs less than all, the other device could tell what lies here.
        const isNoRoom = refusal.verdict === 'diskFull';
        const numbers = isNoRoom ? { ...refusal.numbers, neededBytes: this.#needs.offer.bytes } : NO_NUMBERS;
        this.#send(answer(id, refusal.verdict, 0, numbers));
        return;
      }
      case 'decline':
        this.#send(answer(id, 'declined'));
        return;
      case 'makePlace':
        this.#making = this.#makePlace();
        return;
      case 'startRound':
        this.#guardedRound(effect.round);
        return;
      case 'stopRound':
        this.#stopRound();
        return;
      case 'takeContent':
        this.#takeContent();
        return;
      case 'settle':
        if (!this.#intake.end(effect.records)) {
          this.#tell({ type: 'malformed' });
          return;
        }
        this.#settleRound = effect.round;
        void this.#work();
        return;
      case 'hold': {
        const { reason, numbers } = effect.trouble;
        this.#send(hold(id, reason, numbers));
        this.#lookAgain();
        return;
      }
      case 'sayResult':
        this.#send(result(id, this.#incoming, this.#needs.leftOut()));
        return;
      case 'cancelThere':
        this.#send({ kind: 'cancel', id, reason: 'byPerson' });
        return;
      case 'wait':
        this.#cancelWait();
        this.#cancelWait =
          effect.ms === null ? () => undefined : clock.after(effect.ms, () => this.#tell({ type: 'timedOut' }));
        return;
      case 'violation':
        this.#needs.log('warn', 'transfer.violation', { direction: 'receive' });
        void this.#link?.close(CLOSE_REASON.violation).catch(() => undefined);
        return;
      case 'drop':
        this.#link?.destroy();
        return;
    }
  }

  #takeContent(): void {
    const coming = this.#coming;
    if (coming === null) return;
    this.#coming = null;
    if (this.#intake.add(coming)) void this.#work();
    else this.#tell({ type: 'malformed' });
  }

  #hearEntries({ first, page }: Extract<TransferMessage, { kind: 'entries' }>): void {
    try {
      if (!this.#list.add({ first, page })) return;
    } catch {
      // Not what was offered: the whole of it is refused, and nothing of it was written.
      this.#tell({ type: 'refused', refusal: { verdict: 'notUnderstood' } });
      return;
    }
    void this.#needs.objectionTo(this.#list).then(
      (refusal) => this.#tell(refusal === null ? { type: 'listWhole' } : { type: 'refused', refusal }),
      () => this.#tell({ type: 'refused', refusal: FOLDER_TROUBLE }),
    );
  }

  #guardedRound(round: number): void {
    const link = this.#link;
    this.#startRound(round).catch((error: unknown) => {
      // What went wrong with a connection that is gone is no disk's fault.
      if (link === this.#link && !link?.channel.isEnding) this.#trouble(error);
    });
  }

  async #startRound(round: number): Promise<void> {
    const link = this.#link;
    await this.#stopping;
    const isStill = (): boolean =>
      this.#link === link && this.#state.name === 'receiving' && this.#state.round === round && this.#round === null;
    if (link === null || !isStill()) return;
    const incoming = await this.#opened();
    // Only the run that has sent what is half here knows whether its files are still the same.
    if (this.#isOtherRun) incoming.doubtPartials();
    this.#isOtherRun = false;
    const obstacle = await this.#needs.obstacle(incoming);
    if (!isStill()) return;
    const { id } = this.#needs;
    this.#settleRound = null;
    this.#intake.begin();
    link.allowBulk();
    this.#send(answer(id, 'accepted', round));
    // Said after the answer, so that the sender knows what it is about.
    if (obstacle !== null) {
      this.#tell({ type: 'troubled', trouble: obstacle });
      return;
    }
    const current = this.#roundOver(link, incoming);
    this.#bytes = incoming.journal.counts.bytes;
    this.#round = current;
    this.#ack();
    for await (const page of current.haves()) {
      if (this.#round !== current) return;
      const { type, body } = encodeTransferMessage({ kind: 'have', id, ...page });
      await link.send(type, body);
    }
  }

  #opened(): Promise<Incoming> {
    const opening = this.#making.then(async () => {
      if (this.#incoming !== null && !this.#wasGone) return this.#incoming;
      const reopened = await this.#needs.reopen();
      this.#incoming?.close();
      this.#incoming = reopened;
      this.#wasGone = false;
      return reopened;
    });
    this.#making = opening.catch(() => undefined);
    return opening;
  }

  #roundOver({ channel }: Link, incoming: Incoming): Round {
    const round: Round = roundFor(this.#needs, channel, {
      incoming,
      onFile: (found) => {
        this.#current = found;
      },
      onBytes: (bytes) => {
        this.#bytes += bytes;
      },
      onSafe: () => this.#credit.sayLater(),
      onSettled: (outcomes) => this.#settledWith(outcomes),
      onFailed: (error) => {
        if (this.#round === round) this.#trouble(error);
      },
    });
    return round;
  }

  #stopRound(): void {
    const round = this.#round;
    this.#round = null;
    this.#intake.stop();
    this.#cancelLook();
    if (round === null) return;
    this.#stopping = this.#stopping
      .then(() => round.stop())
      // What was whole has its name by now.
      .then(() => (this.#state.name === 'ended' ? undefined : this.#frames.now()))
      .catch((error: unknown) => {
        this.#needs.log('warn', 'transfer.not_settled', { cause: String(error) });
      });
  }

  /** One record after the other. */
  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    let round: Round | null = null;
    try {
      for (round = this.#round; round !== null; round = this.#round) {
        const next = this.#intake.next();
        if (next === undefined) {
          if (this.#settleRound === null || !this.#intake.isWhole) return;
          this.#settleRound = null;
          const isWhole = await round.end();
          if (this.#round === round) await this.#settled(isWhole);
          continue;
        }
        if (!(await this.#credit.pay(next.bytes))) {
          next.record.release();
          continue;
        }
        const { data, record } = next;
        await round.take(data.segments, data.firstTag ?? record.tag, record.release);
        if (this.#round !== round) continue;
        this.#credit.taken(next.bytes, this.#intake.hasNext);
      }
    } catch (error) {
      // What goes wrong in a round that was stopped already is no news.
      if (this.#round === round) this.#trouble(error);
    } finally {
      this.#isWorking = false;
    }
  }

  #settledWith(outcomes: readonly Outcome[]): void {
    this.#outcomes = this.#outcomes.concat(outcomes);
    this.#needs.onOutcomes(outcomes);
    // Of many small files each group would be a word, which either side has to make something of.
    this.#credit.sayLater();
  }

  async #settled(isWhole: boolean): Promise<void> {
    const isGivenUp = !isWhole && this.#mendings++ >= MOST_MENDING;
    if (isGivenUp) {
      this.#settledWith((await this.#incoming?.giveUpDamaged()) ?? []);
    }
    // All that is to be said of its files comes before its end.
    this.#ack();
    if (this.#incoming !== null && (isWhole || isGivenUp)) {
      const finishing = this.#needs.finish(this.#incoming);
      // A round on another connection, where this one is lost meanwhile, begins behind it.
      this.#stopping = Promise.allSettled([this.#stopping, finishing]);
      await finishing;
    }
    this.#tell({ type: 'settled', isWhole: isWhole || isGivenUp });
  }

  #trouble(error: unknown): void {
    if (isHostile(error)) {
      this.#tell({ type: 'malformed' });
      return;
    }
    const [link, round] = [this.#link, roundOf(this.#state)];
    // What is here can be counted when nothing is being written any more.
    this.#stopRound();
    void this.#stopping.then(async () => {
      const missing = Math.max(0, this.#wantedBytes - this.bytes);
      const trouble = await obstacleOf(error, missing, () => this.#needs.obstacle(this.#incoming));
      this.#wasGone ||= trouble.reason === 'folderGone';
      // Of a round that has ended by itself meanwhile.
      if (this.#link !== link || roundOf(this.#state) !== round) return;
      this.#needs.log('warn', 'transfer.held', { reason: trouble.reason, cause: String(error) });
      this.#tell({ type: 'troubled', trouble });
    });
  }

  get #wantedBytes(): number {
    return this.#needs.offer.bytes - this.#needs.leftOut().bytes;
  }

  #lookAgain(): void {
    this.#cancelLook = this.#needs.clock.after(LOOK_AGAIN_MS, () => {
      void this.#needs.obstacle(this.#wasGone ? null : this.#incoming).then((obstacle) => {
        if (this.#state.name !== 'held') return;
        if (obstacle === null) this.#tell({ type: 'mended' });
        else this.#lookAgain();
      });
    });
  }

  #ack(): void {
    this.#credit.said();
    const incoming = this.#incoming;
    if (incoming === null || this.#round === null) return;
    const { id, leftOut } = this.#needs;
    const { placed } = this.#intake;
    const { granted: credit, arrived } = this.#credit;
    const is = { id, incoming, credit, safeBytes: this.bytes, leftOut: leftOut(), placed, arrived };
    for (const message of acks(is, this.#outcomes.splice(0))) this.#send(message);
    this.#frames.soon();
  }

  #send(message: TransferMessage): void {
    const { type, body } = encodeTransferMessage(message);
    // A connection that breaks says so by itself.
    void this.#link?.send(type, body).catch(() => undefined);
  }
}
