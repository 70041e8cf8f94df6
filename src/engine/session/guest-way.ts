// How a transfer gets to a guest: a device that speaks another product's protocol. Who brings it there knows that
// protocol, and nothing of transfers; whoever sends it knows nothing of the protocol.
import type { DeviceId } from '../../contract/devices.ts';
import type { GuestFile } from '../transfer/guest-list.ts';
import type { Guest } from './incoming-transfer.ts';

/** A guest that is here now. */
export interface NearGuest extends Guest {
  /** Anybody on the way can read and change what goes there. */
  readonly isPlain: boolean;
  /** For one transfer. */
  readonly way: () => GuestWay;
}

export interface GuestFinder {
  /** Null for one that isn't near. */
  find(id: DeviceId): NearGuest | null;
  /** One that was near a while ago. */
  findGone(id: DeviceId): Pick<Guest, 'name' | 'via'> | null;
}

export interface GuestOffer {
  readonly files: readonly GuestFile[];
  /** SHA-256 of their content, of those of which it is known: by their places, in lower case. */
  readonly hashes: ReadonlyMap<number, string>;
  /** What is read with the question, where it is that and no file. */
  readonly text: string | null;
  readonly pin: string | null;
}

/** `another`: whoever answers there isn't that device, and was told nothing. */
export type Reached = 'here' | 'unreachable' | 'another';

/** The places in the list of those that are taken. */
interface Accepted {
  readonly kind: 'accepted';
  readonly wanted: ReadonlySet<number>;
}

export type NotAccepted =
  | { readonly kind: 'refused'; readonly status: number }
  /** `nothingWanted`: no to all files, or a text was read. `tooMany`: wrong PINs came from here. */
  | { readonly kind: 'declined' | 'nothingWanted' | 'busy' | 'pinNeeded' | 'tooMany' | 'unreachable' | 'another' };

export type OfferOutcome = Accepted | NotAccepted;

export type UploadOutcome =
  | 'saved'
  /** It came otherwise than it was announced, and may be sent once more. */
  | 'again'
  /** Nothing more of this transfer is taken, or of this file. */
  | 'gone'
  /** It can't be kept there; others can. */
  | 'failed'
  /** The connection ended before an answer came. */
  | 'broken'
  | 'another';

/** Its person has stopped it there; or nothing more goes by this way from here. */
export type WayEnd = 'there' | 'here';

export interface GuestWay {
  /** Aborted by a `WayEnd`. */
  readonly canceled: AbortSignal;
  /** What comes there is compared with the hash that was said of it. */
  readonly checksHashes: boolean;
  /** Finds where it answers; once more after something broke. None of these throws. */
  reach(signal: AbortSignal): Promise<Reached>;
  /** For as long as its person thinks about it, once what was begun to it before is over. */
  offer(offer: GuestOffer, signal: AbortSignal): Promise<OfferOutcome>;
  /** `content` has that many bytes, or fails. A piece of it is another's as soon as the next is asked for. */
  upload(index: number, content: AsyncIterable<Uint8Array>, bytes: number, signal: AbortSignal): Promise<UploadOutcome>;
  /** Our person has given it up. Resolves when its device knows, or can't be told. */
  cancel(): Promise<void>;
  /** It is over. */
  close(): void;
}
