// What one transfer that is received needs of whoever owns it.
import type { Clock, Log } from '../ports.ts';
import type { Amount } from '../transfer/choice.ts';
import type { Incoming } from '../transfer/incoming.ts';
import type { ListRoom, Offer, OfferList } from '../transfer/offer-list.ts';
import type { Outlet } from '../transfer/output-round.ts';
import type { Outcome } from '../wire/transfer-messages.ts';
import type { ReceiveLimit } from './credit.ts';
import type { Obstacle } from './obstacle.ts';
import type { ReceiveEnd, Refusal } from './receive-machine.ts';

export interface ReceivingNeeds {
  readonly id: Uint8Array;
  readonly offer: Offer;
  readonly listRoom: ListRoom;
  /** How much of it may be on its way, or wait here for the disk. */
  readonly windowBytes: () => number;
  /** Of all that is received together. */
  readonly limit: ReceiveLimit;
  /** Before, by this program or a former one. */
  readonly isAccepted: boolean;
  /** Of this run: the next is a later one, since what belongs to it may still be on its way. */
  readonly lastRound: number;
  /** What keeps an offer from being taken, asked when its list is whole. */
  readonly objectionTo: (list: OfferList) => Promise<Refusal | null>;
  /** The first that is written. */
  readonly begin: (list: OfferList) => Promise<Incoming>;
  /** What its person doesn't want of it. */
  readonly leftOut: () => Amount;
  readonly reopen: () => Promise<Incoming>;
  /** All of it is here: written down before the sender hears so. */
  readonly finish: (incoming: Incoming) => Promise<void>;
  /** Null where nothing is in the way of what is still to come; asked while nothing of it is being written. */
  readonly obstacle: (incoming: Incoming | null) => Promise<Obstacle | null>;
  /** Where it is handed on in the place of being written; null where it isn't. */
  readonly outlet: () => Outlet | null;
  /** It can't be handed on: what is missing is lost, or else nobody reads it any more. */
  readonly giveUp: (isLost: boolean) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
  readonly onAsked: (list: OfferList) => void;
  /** Of entries that are settled now. */
  readonly onOutcomes: (outcomes: readonly Outcome[]) => void;
  readonly onEnded: (end: ReceiveEnd) => void;
}
