// Two devices with one transfer between them, as small as they can be thought: the machines are the real ones, and what
// can happen to them is a list of steps.
import { stepReceive } from '../../../../src/engine/session/receive-machine.ts';
import { stepSend } from '../../../../src/engine/session/send-machine.ts';
import { type Ground, type Packet, packet, type Rules } from './model-parts.ts';
import { ReceiverSide } from './model-receiver.ts';
import { SenderSide } from './model-sender.ts';

export const RULES: Rules = { stepSend, stepReceive, without: new Set() };

/** What may happen, though not without end. */
export const MISCHIEF = [
  'lose',
  'senderStops',
  'receiverStops',
  'senderCancels',
  'receiverCancels',
  'decline',
  'refuse',
  'damage',
  'trouble',
  'senderTimesOut',
  'receiverTimesOut',
  'senderRestarts',
  'receiverRestarts',
] as const;
export type Mischief = (typeof MISCHIEF)[number];

export class World implements Ground {
  readonly rules: Rules;
  isUp = false;
  toReceiver: readonly Packet[] = [];
  toSender: readonly Packet[] = [];
  readonly sender: SenderSide;
  readonly receiver: ReceiverSide;
  /** How often, in the order of MISCHIEF. */
  used: readonly number[];

  constructor(from: World | Rules) {
    const before = from instanceof World ? from : null;
    this.rules = from instanceof World ? from.rules : from;
    this.sender = new SenderSide(before?.sender);
    this.receiver = new ReceiverSide(before?.receiver);
    this.used = before?.used ?? MISCHIEF.map(() => 0);
    if (before === null) return;
    this.isUp = before.isUp;
    this.toReceiver = before.toReceiver;
    this.toSender = before.toSender;
  }

  /** The same for worlds from which the same can follow; short, since there are many. */
  get key(): string {
    const { sender: s, receiver: r } = this;
    const c = s.content;
    let flags = 0;
    for (const isSo of [
      ...[this.isUp, s.isWaiting, s.machine === null, c === null, c?.isWanted, c?.isWanted === null, c?.hasCredit],
      ...[c?.isSent, c?.isOver, r.isKnown, r.isStoppedByPerson, r.isWaiting, r.isOffered, r.isLooking, r.isBeginning],
      r.hasAgreed,
    ])
      flags = 2 * flags + (isSo ? 1 : 0);
    const parts = [flags, codeOf(s.name), codeOf(s.link), codeOf(r.name), codeOf(r.row), codeOf(r.link)];
    parts.push(codeOf(r.settling), codeOf(r.content), c?.round ?? 0, c?.of ?? 0, r.start, r.lastRound, r.answers, r.of);
    for (const count of this.used) parts.push(count);
    for (const { label } of this.toReceiver) parts.push(codeOf(label));
    parts.push(0);
    for (const { label } of this.toSender) parts.push(codeOf(label));
    return String.fromCharCode(...parts);
  }

  get isOver(): boolean {
    const { sender, receiver } = this;
    const isNothingThere = receiver.machine === null && receiver.row === 'none';
    return sender.end !== null && (receiver.isEnded || receiver.row === 'done' || isNothingThere);
  }

  hasUsed(...kinds: readonly Mischief[]): boolean {
    return kinds.some((kind) => (this.used[MISCHIEF.indexOf(kind)] ?? 0) > 0);
  }

  sayToReceiver(it: Packet): void {
    if (this.isUp) this.toReceiver = [...this.toReceiver, it];
  }

  sayToSender(it: Packet): void {
    if (this.isUp) this.toSender = [...this.toSender, it];
  }

  /** Either side notices in its own time. */
  lose(): void {
    this.isUp = false;
    this.toReceiver = [];
    this.toSender = [];
    this.receiver.answers = 0;
    this.receiver.isOffered = false;
    for (const side of [this.sender, this.receiver]) if (side.link === 'here') side.link = 'old';
  }

  connect(): void {
    this.isUp = true;
    this.sender.attach(this);
    this.receiver.ask(this);
  }

  deliverToReceiver(): void {
    const [it, ...rest] = this.toReceiver;
    this.toReceiver = rest;
    if (it !== undefined) this.receiver.hear(this, it);
  }

  deliverToSender(): void {
    const [it, ...rest] = this.toSender;
    this.toSender = rest;
    if (it !== undefined) this.sender.hear(this, it);
  }

  damage(): void {
    this.toReceiver = this.toReceiver.map((it) =>
      it.kind === 'content' ? packet('content', { round: it.round, of: it.of, note: 'damaged' }) : it,
    );
  }

  /** What must not be, in whatever way it came about. */
  get wrong(): string | null {
    const { end } = this.sender;
    const { machine, row, content } = this.receiver;
    const endThere = machine?.name === 'ended' ? machine.end.kind : null;
    const isNo = this.hasUsed('decline', 'receiverCancels', 'refuse');
    if (end === 'done' && row !== 'done') return 'done for the sender only';
    if (row === 'open' && machine?.name === 'ended') return 'a row is left of what has ended';
    if (row === 'done' && content !== 'here') return 'done without its content';
    if (row === 'done' && endThere !== 'done' && machine !== null) return 'done, and not ended so';
    // Its own person may give it up before the result has come.
    if (row === 'done' && end !== null && end !== 'done' && end !== 'canceledHere') return `${end} after it was done`;
    if (end === 'refused' && !this.hasUsed('refuse')) return 'refused by nobody';
    if (end === 'declined' && !this.hasUsed('decline')) return 'declined by nobody';
    if (end === 'canceledThere' && !isNo) return 'canceled by nobody';
    if (endThere === 'canceledThere' && !this.hasUsed('senderCancels')) return 'canceled by nobody';
    if (endThere === 'gone' && !this.hasUsed('senderCancels') && !isNo) return 'gone by itself';
    return null;
  }
}

const codes = new Map<string, number>();

/** A number for each word. */
function codeOf(word: string): number {
  const known = codes.get(word);
  if (known !== undefined) return known;
  codes.set(word, codes.size + 1);
  return codes.size;
}
