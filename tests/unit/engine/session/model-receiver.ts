// The receiving side of a modelled transfer: does what receiving.ts and its desk do, with one file that is one record.
import {
  type ReceiveEffect,
  type ReceiveEvent,
  type ReceiveState,
  resumeReceive,
  roundOf,
  startReceive,
  type Trouble,
} from '../../../../src/engine/session/receive-machine.ts';
import { type Attached, Fault, type Ground, messageOf, type Packet, packet } from './model-parts.ts';

const NO_NUMBERS = { neededBytes: 0, freeBytes: 0 };
const TROUBLE: Trouble = { reason: 'folderGone', numbers: NO_NUMBERS };
const REFUSED: ReadonlySet<string> = new Set(['declined', 'canceledHere', 'canceledThere', 'refused']);
const LAST_WORDS: ReadonlySet<string> = new Set(['cancel', 'hold', 'gone']);

export class ReceiverSide {
  /** Null where nothing was offered, and while it is stopped: by its person, or since the program began. */
  machine: ReceiveState | null = null;
  /** Its desk has it, going on or not. */
  isKnown = false;
  row: 'none' | 'open' | 'done' = 'none';
  link: Attached = 'none';
  isStoppedByPerson = false;
  isWaiting = false;
  /** An offer has come that isn't answered yet, though what came after it is heard. */
  isOffered = false;
  /** The list is whole, and what keeps it from being taken is looked for. */
  isLooking = false;
  /** A place for it is made. */
  isBeginning = false;
  /** Its person has said yes. */
  hasAgreed = false;
  /** The round that is to be answered. */
  start = 0;
  /** The last before it was stopped. */
  lastRound = 0;
  /** The answers of this connection are counted; `of`: the one of the round under way. */
  answers = 0;
  of = 0;
  settling: 'no' | 'ending' | 'writing' = 'no';
  content: 'none' | 'damaged' | 'here' = 'none';

  constructor(from?: ReceiverSide) {
    if (from === undefined) return;
    this.machine = from.machine;
    this.isKnown = from.isKnown;
    this.row = from.row;
    this.link = from.link;
    this.isStoppedByPerson = from.isStoppedByPerson;
    this.isWaiting = from.isWaiting;
    this.isOffered = from.isOffered;
    this.isLooking = from.isLooking;
    this.isBeginning = from.isBeginning;
    this.hasAgreed = from.hasAgreed;
    this.start = from.start;
    this.lastRound = from.lastRound;
    this.answers = from.answers;
    this.of = from.of;
    this.settling = from.settling;
    this.content = from.content;
  }

  get isEnded(): boolean {
    return this.machine?.name === 'ended';
  }

  get isStopped(): boolean {
    return this.machine === null && this.row === 'open';
  }

  get isAsking(): boolean {
    return this.machine?.name === 'asking';
  }

  get name(): string {
    const { machine } = this;
    if (machine === null) return this.isStopped ? 'stopped' : `none, ${this.row}`;
    if (machine.name === 'ended') return `ended ${machine.end.kind}`;
    const round = 'round' in machine ? ` ${machine.round}` : '';
    return `${machine.name}${round}${machine.name === 'receiving' && machine.isBegun ? ' begun' : ''}`;
  }

  get #isAccepted(): boolean {
    return this.row === 'open' || this.machine?.name === 'beginning';
  }

  ask(ground: Ground): void {
    if (this.machine !== null && !this.isEnded && this.#isAccepted && this.link === 'none')
      ground.sayToSender(packet('ask'));
  }

  notice(ground: Ground): void {
    this.link = 'none';
    this.#tell(ground, { type: 'lost' });
    if (!ground.rules.without.has('movesOver')) this.ask(ground);
  }

  hear(ground: Ground, it: Packet): void {
    if (it.kind === 'offer') {
      this.isOffered = true;
      if (!ground.rules.without.has('inOrder')) this.takeOffer(ground);
      return;
    }
    if (!this.isKnown) {
      if (LAST_WORDS.has(it.kind) && !ground.rules.without.has('passesOverUnknown')) return;
      throw new Fault(`of a transfer that nobody knows: ${it.label}`);
    }
    if (this.machine === null || (this.link !== 'here' && it.kind !== 'gone')) return;
    if (it.kind === 'content') this.#tell(ground, { type: 'content', round: it.round, isByLane: false }, it);
    else this.#tell(ground, { type: 'received', message: messageOf(it) }, it);
  }

  takeOffer(ground: Ground): void {
    this.isOffered = false;
    const reply = this.#replyToOffer(ground);
    if (reply !== null) {
      ground.sayToSender(reply);
      return;
    }
    this.link = 'here';
    if (this.#isAccepted) {
      this.machine ??= resumeReceive(this.lastRound);
      this.#tell(ground, { type: 'offeredAgain' });
      return;
    }
    const [state, effects] = startReceive();
    this.machine = state;
    this.isKnown = true;
    this.content = 'none';
    this.#forget();
    for (const effect of effects) this.#perform(ground, effect, null);
  }

  /** Null where the machine speaks for itself. */
  #replyToOffer({ rules: { without } }: Ground): Packet | null {
    const { machine, row } = this;
    if (row === 'done') return packet('result');
    if (machine?.name === 'ended' && REFUSED.has(machine.end.kind) && !without.has('staysRefused'))
      return packet('cancel');
    const isOpen = this.isKnown && !this.isEnded;
    const isOnceMore = this.#isAccepted || (this.link !== 'here' && !without.has('movesOver'));
    if (isOpen ? !isOnceMore : row === 'open') return packet('answer', { note: 'notReceiving' });
    return isOpen && this.isStoppedByPerson ? packet('hold') : null;
  }

  look(ground: Ground): void {
    this.isLooking = false;
    this.#tell(ground, { type: 'listWhole' });
  }

  refuse(ground: Ground): void {
    this.isLooking = false;
    this.#tell(ground, { type: 'refused', refusal: { verdict: 'diskFull', numbers: NO_NUMBERS } });
  }

  accept(ground: Ground): void {
    this.hasAgreed = true;
    this.#tell(ground, { type: 'accepted' });
  }

  begin(ground: Ground): void {
    this.isBeginning = false;
    if (!this.isEnded || ground.rules.without.has('takesBackRow')) this.row = 'open';
    this.#tell(ground, { type: 'placed' });
  }

  decline(ground: Ground): void {
    this.#tell(ground, { type: 'declined', why: null });
  }

  answer(ground: Ground): void {
    const of = ++this.answers;
    this.of = of;
    this.#say(ground, packet('answer', { round: this.start, of, note: 'accepted' }));
    this.#say(ground, packet('ack', { of }));
    this.#say(ground, packet('have', { of, note: this.content === 'here' ? '' : 'wanted' }));
    this.start = 0;
  }

  settle(ground: Ground): void {
    this.settling = this.content === 'here' ? 'writing' : 'no';
    if (this.content === 'here') return;
    if (this.content === 'none') throw new Fault('content was not sent, or not taken');
    this.content = 'none';
    this.#tell(ground, { type: 'settled', isWhole: false });
  }

  write(ground: Ground): void {
    this.settling = 'no';
    // It was canceled meanwhile.
    if (this.row === 'none') return;
    this.row = 'done';
    // Stopped meanwhile: that it has taken for a loss.
    this.machine ??= resumeReceive();
    this.#tell(ground, { type: 'settled', isWhole: true });
  }

  meetTrouble(ground: Ground): void {
    this.#tell(ground, { type: 'troubled', trouble: TROUBLE });
  }

  mend(ground: Ground): void {
    this.#tell(ground, { type: 'mended' });
  }

  timeOut(ground: Ground): void {
    this.#tell(ground, { type: 'timedOut' });
  }

  stop(ground: Ground): void {
    const { without } = ground.rules;
    if (this.machine !== null && !without.has('countsOn')) this.lastRound = roundOf(this.machine);
    if (!without.has('tellsOfStop')) this.#say(ground, packet('hold'));
    this.#tell(ground, { type: 'lost' });
    if (without.has('tellsOfEnd')) this.link = 'none';
    this.machine = null;
    this.isStoppedByPerson = true;
  }

  resume(ground: Ground): void {
    this.machine = resumeReceive(this.lastRound);
    this.isStoppedByPerson = false;
    this.link = 'none';
    this.ask(ground);
  }

  cancel(ground: Ground): void {
    if (this.machine !== null) {
      this.#tell(ground, { type: 'userCanceled' });
      return;
    }
    this.machine = { name: 'ended', end: { kind: 'canceledHere' } };
    this.row = 'none';
    if (!ground.rules.without.has('tellsOfDiscard')) ground.sayToSender(packet('cancel'));
  }

  /** The program ends, and begins anew with what stands in its rows. */
  restart(ground: Ground): void {
    this.#tell(ground, { type: 'lost' });
    this.machine = null;
    this.link = 'none';
    this.isKnown = this.row === 'open';
    // It was killed before anything was written down.
    this.hasAgreed &&= this.row !== 'none';
    this.lastRound = 0;
    if (this.row === 'none') this.content = 'none';
    this.#forget();
  }

  #forget(): void {
    this.isStoppedByPerson = false;
    this.isLooking = false;
    this.isBeginning = false;
    this.start = 0;
    this.of = 0;
    this.settling = 'no';
  }

  #say(ground: Ground, it: Packet): void {
    if (this.link === 'here') ground.sayToSender(it);
  }

  #tell(ground: Ground, event: ReceiveEvent, heard: Packet | null = null): void {
    if (this.machine === null) return;
    const before = this.machine;
    const [state, effects] = ground.rules.stepReceive(before, event);
    this.machine = state;
    for (const effect of effects) this.#perform(ground, effect, heard);
    if (state.name === 'ended' && state !== before && state.end.kind !== 'done') this.row = 'none';
  }

  #perform(ground: Ground, effect: ReceiveEffect, heard: Packet | null): void {
    switch (effect.type) {
      case 'askForList':
        this.#say(ground, packet('list'));
        return;
      case 'hearEntries':
        this.isLooking = true;
        return;
      case 'hearThumb':
        // Only shown: nothing of the course hangs on it.
        return;
      case 'askPerson':
        if (this.hasAgreed) throw new Fault('its person is asked twice');
        return;
      case 'refuse':
        this.#say(ground, packet('answer', { note: effect.refusal.verdict }));
        return;
      case 'decline':
        this.#say(ground, packet('answer', { note: 'declined' }));
        return;
      case 'makePlace':
        this.isBeginning = true;
        return;
      case 'startRound':
        this.start = effect.round;
        return;
      case 'stopRound':
        this.start = 0;
        this.of = 0;
        if (this.settling === 'ending') this.settling = 'no';
        return;
      case 'takeContent':
        if (this.row === 'none') throw new Fault('content is taken that nobody has accepted');
        if (heard === null || heard.of !== this.of) throw new Fault('content of another round is taken');
        this.content = heard.note === 'damaged' ? 'damaged' : 'here';
        this.#say(ground, packet('ack', { of: this.of }));
        return;
      case 'settle':
        this.settling = 'ending';
        return;
      case 'hold':
        this.#say(ground, packet('hold'));
        return;
      case 'sayResult':
        this.#say(ground, packet('result'));
        return;
      case 'cancelThere':
        this.#say(ground, packet('cancel'));
        return;
      case 'wait':
        this.isWaiting = effect.ms !== null;
        return;
      case 'violation':
        throw new Fault(`a violation to the receiver: ${heard?.label}`);
      case 'drop':
        ground.lose();
        return;
    }
  }
}
