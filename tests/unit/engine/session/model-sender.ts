// The sending side of a modelled transfer: does what sending.ts and its desk do, with one file that is one record.
import {
  type SendEffect,
  type SendEvent,
  type SendState,
  startSend,
} from '../../../../src/engine/session/send-machine.ts';
import { type Attached, Fault, type Ground, messageOf, type Packet, packet } from './model-parts.ts';

interface Content {
  readonly round: number;
  readonly of: number;
  /** Said by the receiver, once it has. */
  readonly isWanted: boolean | null;
  readonly hasCredit: boolean;
  readonly isSent: boolean;
  readonly isOver: boolean;
}

export class SenderSide {
  /** Null while it is stopped: by its person, or since the program began. */
  machine: SendState | null = startSend();
  end: string | null = null;
  link: Attached = 'none';
  isWaiting = false;
  content: Content | null = null;

  constructor(from?: SenderSide) {
    if (from === undefined) return;
    this.machine = from.machine;
    this.end = from.end;
    this.link = from.link;
    this.isWaiting = from.isWaiting;
    this.content = from.content;
  }

  get isStopped(): boolean {
    return this.machine === null && this.end === null;
  }

  get name(): string {
    const { machine, end } = this;
    if (end !== null) return `ended ${end}`;
    if (machine === null) return 'stopped';
    return 'round' in machine ? `${machine.name} ${machine.round}` : machine.name;
  }

  attach(ground: Ground): void {
    if (!ground.isUp || this.machine === null || this.end !== null || this.link !== 'none') return;
    this.link = 'here';
    this.#tell(ground, { type: 'linked' });
  }

  notice(ground: Ground): void {
    this.link = 'none';
    this.#tell(ground, { type: 'lost' });
    if (!ground.rules.without.has('movesOver')) this.attach(ground);
  }

  hear(ground: Ground, it: Packet): void {
    if (it.kind === 'ask' && this.end !== null) ground.sayToReceiver(packet('gone'));
    else if (it.kind === 'ask' && this.machine === null) ground.sayToReceiver(packet('hold'));
    else if (it.kind === 'ask' && this.link !== 'here') {
      this.link = 'here';
      this.#tell(ground, { type: 'linked' });
    } else if (this.link === 'here') this.#tell(ground, { type: 'received', message: messageOf(it) }, it);
  }

  sendContent(ground: Ground): void {
    if (this.content === null) return;
    this.content = { ...this.content, isSent: true };
    this.#say(ground, packet('content', { round: this.content.round, of: this.content.of }));
  }

  finishContent(ground: Ground): void {
    if (this.content === null) return;
    this.content = { ...this.content, isOver: true };
    this.#tell(ground, { type: 'allSent', round: this.content.round, records: 1 });
  }

  timeOut(ground: Ground): void {
    this.#tell(ground, { type: 'timedOut' });
  }

  stop(ground: Ground): void {
    this.#say(ground, packet('hold'));
    this.link = 'none';
    this.#tell(ground, { type: 'lost' });
    this.machine = null;
  }

  resume(ground: Ground): void {
    this.machine = startSend();
    this.attach(ground);
  }

  cancel(ground: Ground): void {
    if (this.machine !== null) {
      this.#tell(ground, { type: 'userCanceled' });
      return;
    }
    this.end = 'canceledHere';
    if (!ground.rules.without.has('tellsOfDiscard')) ground.sayToReceiver(packet('gone'));
  }

  /** The program ends, and begins anew. */
  restart(ground: Ground): void {
    this.link = 'none';
    this.#tell(ground, { type: 'lost' });
    this.machine = null;
  }

  #say(ground: Ground, it: Packet): void {
    if (this.link === 'here') ground.sayToReceiver(it);
  }

  #tell(ground: Ground, event: SendEvent, heard: Packet | null = null): void {
    if (this.machine === null) return;
    const [state, effects] = ground.rules.stepSend(this.machine, event);
    this.machine = state;
    for (const effect of effects) this.#perform(ground, effect, heard);
    if (state.name === 'ended') this.end ??= state.end.kind;
  }

  #perform(ground: Ground, effect: SendEffect, heard: Packet | null): void {
    const of = heard?.of ?? 0;
    switch (effect.type) {
      case 'offer':
        this.#say(ground, packet('offer'));
        return;
      case 'sendList':
        this.#say(ground, packet('entries'));
        return;
      case 'begin':
        this.#say(ground, packet('begin', { round: effect.round, of }));
        return;
      case 'startContent':
        this.content = {
          ...{ round: effect.round, of },
          ...{ isWanted: null, hasCredit: false, isSent: false, isOver: false },
        };
        return;
      case 'stopContent':
        this.content = null;
        return;
      case 'end':
        this.#say(ground, packet('end', { round: effect.round, of: this.content?.of ?? 0 }));
        return;
      case 'hearHave':
      case 'hearAck':
        if (this.content === null || this.content.of !== of) throw new Fault('the sender hears of another round');
        this.content =
          effect.type === 'hearAck'
            ? { ...this.content, hasCredit: true }
            : { ...this.content, isWanted: heard?.note === 'wanted' };
        return;
      case 'cancelThere':
        this.#say(ground, packet('cancel'));
        return;
      case 'wait':
        this.isWaiting = effect.ms !== null;
        return;
      case 'violation':
        throw new Fault(`a violation to the sender: ${heard?.label}`);
      case 'drop':
        ground.lose();
        return;
    }
  }
}
