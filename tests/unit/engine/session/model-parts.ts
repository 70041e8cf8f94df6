// What the two sides of a modelled transfer share: what they say to each other, and what they run on.
import type { stepReceive } from '../../../../src/engine/session/receive-machine.ts';
import type { stepSend } from '../../../../src/engine/session/send-machine.ts';
import type { TransferMessage } from '../../../../src/engine/wire/transfer-messages.ts';
import { sample } from './samples.ts';

/** One that is on its way. `of`: the receiver's answer that it belongs to, which doesn't stand on the wire. */
export interface Packet {
  readonly kind: TransferMessage['kind'] | 'content';
  readonly round: number;
  readonly of: number;
  readonly note: string;
  readonly label: string;
}

const packets = new Map<string, Packet>();

/** The same object for the same words. */
export function packet(kind: Packet['kind'], { round = 0, of = 0, note = '' } = {}): Packet {
  const label = `${kind}${round === 0 ? '' : ` ${round}`}${of === 0 ? '' : ` of ${of}`}${note === '' ? '' : ` ${note}`}`;
  const found = packets.get(label) ?? { kind, round, of, note, label };
  packets.set(label, found);
  return found;
}

const messages = new Map<Packet, TransferMessage>();

export function messageOf(it: Packet): TransferMessage {
  if (it.kind === 'content') throw new Error('content is no message');
  const found = messages.get(it) ?? sample(it.kind, it.round, it.note);
  messages.set(it, found);
  return found;
}

/** Where a side has its transfer; `old`: on a connection that is gone, which it hasn't noticed. */
export type Attached = 'none' | 'here' | 'old';

/** The connection and what the machines stand on, as either side sees it. */
export interface Ground {
  readonly isUp: boolean;
  readonly rules: Rules;
  sayToReceiver(it: Packet): void;
  sayToSender(it: Packet): void;
  lose(): void;
}

/** What must not be. */
export class Fault extends Error {}

/** The machines, and what the desks around them do so that the machines can do their part. */
export interface Rules {
  readonly stepSend: typeof stepSend;
  readonly stepReceive: typeof stepReceive;
  /** Those that are left out. */
  readonly without: ReadonlySet<DeskRule>;
}

export const DESK_RULES = {
  inOrder: 'what is said after an offer is heard after it, however long that is looked at',
  movesOver: 'what had a connection that ended goes on over the one that has taken its place',
  stopsAccepted: 'what waits for its person’s answer is answered, not stopped',
  tellsOfStop: 'a receiver that is stopped says so',
  tellsOfEnd: 'one that was stopped while it wrote down that it is done says that, too',
  countsOn: 'a receiver that goes on after a stop counts its rounds on',
  tellsOfDiscard: 'what is discarded while it is stopped is discarded on the other side, too',
  staysRefused: 'what its person has refused isn’t asked for again, but refused again',
  takesBackRow: 'what was given up while its place was made leaves no row',
  passesOverUnknown: 'a last word about what nobody knows any more is passed over',
} as const;
export type DeskRule = keyof typeof DESK_RULES;
