// The records of one round on their way, by the connection or its lanes. Of what went by a lane it keeps, until that has
// come, what it was and not its bytes: what is lost with a lane is read and sent once more.

import type { Clock } from '../ports.ts';
import type { ContentRecord, SendLimit } from '../transfer/paced-records.ts';
import type { Again } from '../transfer/send-again.ts';
import { AGAIN, againPieces, DATA, dataPieces, type Segment } from '../wire/data.ts';
import type { Lane } from './lane.ts';
import type { Lanes, LaneUser } from './lanes.ts';
import { UnderWay } from './under-way.ts';

interface RoundOutNeeds {
  readonly id: Uint8Array;
  readonly round: number;
  readonly lanes: Lanes;
  readonly limit: SendLimit;
  readonly clock: Clock;
  /** Of each in turn what it said before, or failures in its place. */
  readonly readAgain: (records: readonly (readonly Segment[])[]) => AsyncGenerator<Again>;
  /** What was sent once more says so much less than it did. */
  readonly onShorter: (bytes: number) => void;
  readonly onTrouble: (error: unknown) => void;
}

interface Kept {
  readonly seq: number;
  readonly segments: readonly Segment[];
  /** Of its first sealing. */
  readonly tag: Uint8Array;
  readonly bytes: number;
  readonly lane: Lane;
}

export class RoundOut implements LaneUser {
  readonly #needs: RoundOutNeeds;
  readonly #kept = new Map<number, Kept>();
  readonly #underWay = new UnderWay();
  readonly #leave: () => void;
  #lost: Kept[] = [];
  #arrived = 0;
  #isSendingAgain = false;
  #isStopped = false;

  constructor(needs: RoundOutNeeds) {
    this.#needs = needs;
    this.#leave = needs.lanes.join(this);
  }

  send({ seq, segments, pieces }: ContentRecord): { readonly tag: Uint8Array; readonly sent: Promise<void> } {
    const { tag, sent, lane } = this.#needs.lanes.send(DATA, pieces);
    this.#underWay.sent(this.#needs.clock.now());
    if (lane !== null) this.#keep({ seq, segments, tag, bytes: lengthOf(pieces), lane });
    return { tag, sent };
  }

  /** So much has come: every record below `placed`, and so many bytes of any. */
  heard({ placed: upTo = 0, arrived = 0 }: { readonly placed?: number; readonly arrived?: number }): void {
    const { clock, lanes } = this.#needs;
    this.#underWay.heard(upTo, clock.now());
    lanes.heardOf(Math.max(0, arrived - this.#arrived));
    this.#arrived = Math.max(this.#arrived, arrived);
    for (const kept of this.#kept.values()) if (kept.seq < upTo) this.#drop(kept);
    this.#lost = this.#lost.filter(({ seq }) => seq >= upTo);
  }

  /** Until the receiver has spoken, where it must allow more: it is the connections that are waited for if it lacks much. */
  waitForWord(word: Promise<void>): Promise<void> {
    return this.#underWay.isLate ? this.#needs.lanes.wait(word) : word;
  }

  waitsFor(lane: Lane): boolean {
    return [...this.#kept.values()].some((kept) => kept.lane === lane);
  }

  lost(lane: Lane): void {
    for (const kept of this.#kept.values()) {
      if (kept.lane !== lane) continue;
      this.#drop(kept);
      this.#lost.push(kept);
    }
    if (this.#lost.length > 0) void this.#sendAgain();
  }

  stop(): void {
    this.#isStopped = true;
    this.#leave();
    for (const kept of this.#kept.values()) this.#drop(kept);
  }

  #keep(kept: Kept): void {
    kept.lane.waitingBytes += kept.bytes;
    this.#kept.set(kept.seq, kept);
  }

  #drop({ seq, lane, bytes }: Kept): void {
    lane.waitingBytes -= bytes;
    this.#kept.delete(seq);
  }

  async #sendAgain(): Promise<void> {
    if (this.#isSendingAgain) return;
    this.#isSendingAgain = true;
    try {
      while (this.#lost.length > 0 && !this.#isStopped) await this.#sendAll(this.#lost.splice(0));
    } catch (error) {
      if (!this.#isStopped) this.#needs.onTrouble(error);
    } finally {
      this.#isSendingAgain = false;
    }
  }

  async #sendAll(lost: readonly Kept[]): Promise<void> {
    const { id, round, lanes, limit, onShorter } = this.#needs;
    let at = 0;
    const isOver = (): boolean => this.#isStopped;
    for await (const { segments, content } of this.#needs.readAgain(lost.map((kept) => kept.segments))) {
      const kept = lost[at++];
      if (kept === undefined || isOver()) return;
      const { seq, tag } = kept;
      const body = dataPieces({ id, round, seq }, segments, content);
      const bytes = lengthOf(body);
      await limit.take(bytes, isOver);
      if (isOver()) return;
      if (bytes < kept.bytes) onShorter(kept.bytes - bytes);
      const { sent, lane } = lanes.send(AGAIN, againPieces(tag, body));
      if (lane !== null) this.#keep({ seq, segments, tag, bytes, lane });
      await sent;
    }
  }
}

const lengthOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0);
