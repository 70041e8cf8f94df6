// What the transfers that this device receives need of whoever owns them, and what they are told of offers.
import type { Target } from '../../contract/transfers.ts';
import type { ContentOutlet } from '../net/content-pipe.ts';
import type { Clock, Log } from '../ports.ts';
import type { EntryRange } from '../transfer/choice.ts';
import type { IncomingRow, Kept } from '../transfer/kept-transfers.ts';
import type { Texts } from '../transfer/texts.ts';
import type { ReceiveLimit } from './credit.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';

export interface IncomingNeeds {
  readonly rows: Kept<IncomingRow>;
  /** Of the data folder: nothing is received into it. */
  readonly apart: readonly string[];
  readonly texts: Texts;
  /** What the transfer of this id has to keep to. */
  readonly limitOf: (id: string) => ReceiveLimit;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: (transfer: IncomingTransfer) => void;
  /** A text is whole, and on the disk: it counts as come once this has remembered it. */
  readonly remember: (transfer: IncomingTransfer) => Promise<void>;
  readonly onEnded: (transfer: IncomingTransfer) => void;
  /** Given up for want of room, without being asked. */
  readonly onDropped: (transfer: IncomingTransfer) => void;
}

/** Where an offer may go, and from where it was fetched. */
export interface Taking {
  readonly folder: string;
  readonly from: Target | null;
  /** The number of who is there to answer; null where that is whoever looks. */
  readonly receiver: number | null;
  /** It may be handed on to a command instead. */
  readonly forOutput: boolean;
}

/** What a person says to an offer. */
export interface OfferAnswer {
  readonly isAccepted: boolean;
  /** It was to be taken, and couldn't be. */
  readonly isUnable: boolean;
  /** Null: all of it. */
  readonly only: readonly EntryRange[] | null;
  /** Null: where it would go by itself. */
  readonly into: string | null;
  /** A command that it is handed on to; null: it goes into a folder. */
  readonly outlet: ContentOutlet | null;
}
