// What other devices say of transfers: each message is brought to the transfer that it is about, if it may be said at all.
import type { Identity } from '../identity/identity.ts';
import { CLOSE_REASON } from '../noise/channel.ts';
import type { Record } from '../noise/records.ts';
import type { Clock, Log } from '../ports.ts';
import { decodeData, isContentType } from '../wire/data.ts';
import { decodeLanes, LANES } from '../wire/lanes-message.ts';
import {
  decodeTransferMessage,
  encodeTransferMessage,
  isTransferType,
  type TransferMessage,
} from '../wire/transfer-messages.ts';
import type { Conversation } from './conversations.ts';
import type { Dialler } from './dialler.ts';
import type { Taking } from './incoming-needs.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';
import type { IncomingTransfers } from './incoming-transfers.ts';
import { isUntold, mayOffer } from './let-in.ts';
import type { Link } from './link.ts';
import type { Outgoing } from './outgoing.ts';
import type { OutgoingTransfer } from './outgoing-transfer.ts';

/** How long a device may take to say whether it still has what we ask for. */
const ASKED_MS = 5000;

interface HearingNeeds {
  readonly identity: Identity;
  readonly outgoing: Outgoing;
  readonly incoming: IncomingTransfers;
  readonly dialler: Dialler;
  readonly clock: Clock;
  readonly log: Log;
  /** Where what is offered on this connection goes; null where nothing is taken. */
  readonly takingOf: (link: Link) => Taking | null;
}

export class Hearing {
  readonly #needs: HearingNeeds;
  /** Answers of a device that was asked for something unfinished. */
  readonly #asked = new Map<string, (isThere: boolean) => void>();
  /** Offers that are looked at: what is said next of the same is heard after that. */
  readonly #offering = new Map<string, Promise<void>>();

  constructor(needs: HearingNeeds) {
    this.#needs = needs;
  }

  /** False: nothing that may be said here. */
  take(conversation: Conversation, record: Record): boolean {
    if (isContentType(record.type)) return this.takeContent(conversation.link, record, false);
    if (record.type === LANES) return this.#hearLanes(conversation.link, record);
    if (!isTransferType(record.type)) return false;
    const message = decodeTransferMessage(record.type, record.body);
    return message !== null && this.#hear(conversation, message);
  }

  /** Whether a device that was asked for something unfinished still has it. */
  answerOf({ id }: IncomingTransfer): Promise<boolean> {
    return new Promise((resolve) => {
      const answered = (isThere: boolean): void => {
        cancel();
        this.#asked.delete(id);
        resolve(isThere);
      };
      const cancel = this.#needs.clock.after(ASKED_MS, () => answered(false));
      this.#asked.set(id, answered);
    });
  }

  /** `isByLane`: of that connection. */
  takeContent(link: Link, record: Record, isByLane: boolean): boolean {
    const data = decodeData(record.pieces, record.type);
    const transfer = data === null ? null : this.#needs.incoming.find(hex(data.id));
    if (data === null || transfer === null || !isSame(transfer.key, link.channel.remoteKey)) return false;
    // What ended or was stopped here a moment ago is still on its way.
    const { linked } = transfer;
    if (linked?.link !== link) record.release();
    else linked.hearContent(data, record, isByLane);
    return true;
  }

  #hearLanes({ lanes }: Link, { body }: Record): boolean {
    const connections = decodeLanes(body);
    return connections !== null && lanes.hearWanted(connections);
  }

  #hear(conversation: Conversation, message: TransferMessage): boolean {
    const { outgoing, incoming, log } = this.#needs;
    const { link } = conversation;
    const id = hex(message.id);
    const looking = this.#offering.get(id);
    if (looking !== undefined) {
      void looking.then(() => {
        if (!this.#hear(conversation, message)) void link.close(CLOSE_REASON.violation).catch(() => undefined);
      });
      return true;
    }
    if (message.kind === 'offer') {
      const looked = this.#offered(conversation, message)
        .catch((error: unknown) => log('error', 'offer.failed', { cause: String(error) }))
        .finally(() => this.#offering.delete(id));
      this.#offering.set(id, looked);
      return true;
    }
    // It may take us for paired where we don't: that is no reason to lose what a code was for.
    if (message.kind === 'thumb' && this.#needs.identity.devices.find(link.channel.remoteKey) === null) return true;
    const sent = outgoing.find(id);
    const received = incoming.find(id);
    const isEnd = message.kind === 'gone' || message.kind === 'cancel';
    if (isEnd || message.kind === 'hold') this.#asked.get(id)?.(message.kind === 'hold');
    if (message.kind === 'ask') {
      this.#isAskedFor(link, message.id, sent);
      return true;
    }
    // It has heard that all is here.
    if (message.kind === 'gone' && received !== null && isUntold(received)) received.callsLeft = 0;
    const own = sent ?? received;
    // Said of what was refused at the same moment.
    if (own === null && ['cancel', 'hold', 'gone', 'thumb'].includes(message.kind)) return true;
    if (own === null || own.key === null || !isSame(own.key, link.channel.remoteKey)) return false;
    if (sent?.linked?.link === link) sent.linked.hear(message);
    else if (received?.linked != null && (received.linked.link === link || isEnd)) received.linked.hear(message);
    // Stopped here, it has nobody else to hear that.
    else if (isEnd && received !== null) void incoming.endedThere(received, message.kind).catch(() => undefined);
    else if (message.kind === 'cancel' && sent !== null) void outgoing.endedThere(sent).catch(() => undefined);
    return true;
  }

  #isAskedFor(link: Link, id: Uint8Array, transfer: OutgoingTransfer | null): void {
    const isForThem = transfer?.key != null && isSame(transfer.key, link.channel.remoteKey);
    const isTheirs = isForThem && transfer.end === null;
    const sending = isTheirs ? transfer.linked : null;
    if (isForThem && transfer.end?.kind === 'canceledHere') say(link, { kind: 'cancel', id, reason: 'byPerson' });
    else if (!isTheirs) say(link, { kind: 'gone', id });
    else if (sending === null) say(link, { kind: 'hold', id, reason: 'stoppedByPerson', neededBytes: 0, freeBytes: 0 });
    else if (sending.link === link) sending.hear({ kind: 'ask', id });
    else sending.attach(link);
  }

  async #offered(conversation: Conversation, offer: Extract<TransferMessage, { kind: 'offer' }>): Promise<void> {
    const { link } = conversation;
    const id = hex(offer.id);
    // Under the id of what is sent from here it would be taken for that.
    const isAllowed =
      (await mayOffer(this.#needs.identity, conversation, offer)) && this.#needs.outgoing.find(id) === null;
    const taking = this.#needs.takingOf(link);
    // What a code has just opened goes on after a restart, too.
    if (isAllowed && conversation.method !== null) await this.#needs.dialler.remember(conversation);
    await this.#needs.incoming.dropListless(id);
    if (link.channel.isOver) return;
    const reply = this.#needs.incoming.offered(link, offer, isAllowed ? taking : null);
    if (reply !== null) say(link, reply);
    this.#asked.get(id)?.(true);
  }
}

export function say(link: Link, message: TransferMessage): void {
  const { type, body } = encodeTransferMessage(message);
  void link.send(type, body).catch(() => undefined);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
