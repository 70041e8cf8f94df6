// What is done for one transfer that is received, whatever brings it.
import type { Incoming } from '../transfer/incoming.ts';
import type { OfferList } from '../transfer/offer-list.ts';
import type { OfferThumbs } from '../transfer/offer-thumbs.ts';
import type { Link } from './link.ts';
import type { ReceiveState, Refusal } from './receive-machine.ts';

export interface IncomingWork {
  readonly state: ReceiveState;
  /** The connection that it comes over; null where there is none at the moment, or it comes by another way. */
  readonly link: Link | null;
  readonly incoming: Incoming | null;
  readonly list: OfferList;
  readonly thumbs: OfferThumbs;
  /** Never falls. */
  readonly bytes: number;
  readonly currentFile: string | null;
  accept(): void;
  /** `why`, where it was to be taken, and can't be. */
  decline(why: Refusal | null): void;
  /** By its person. */
  cancel(): void;
  /** Nothing more is taken in by this program. */
  stop(): Promise<void>;
}
