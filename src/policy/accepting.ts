// What is taken without asking: from devices that their person always accepts, within limits; and texts, which do nothing.
import type { ShownDevice } from '../contract/devices.ts';
import type { Settings } from '../contract/settings.ts';
import type { OfferedItems, ShownTransfer } from '../contract/transfers.ts';
import { MOST_TEXT_BYTES } from '../contract/transfers.ts';

/** Of a volume: below that a person decides what comes. */
const KEPT_FREE = 0.1;

export type ReasonToAsk =
  /** A stranger, or a device that isn't paired for good. */
  | 'notPaired'
  | 'notAlwaysAccepted'
  /** Something among it does something when opened. */
  | 'activeTypes'
  /** Enough came without asking today. */
  | 'dailyLimit'
  | 'littleSpace'
  /** It comes out of a pipe: no limit can be held against it. */
  | 'sizeUnknown'
  | 'spaceUnknown'
  /** It was to be taken, and the engine couldn't. */
  | 'notTaken';

export type Verdict = 'take' | ReasonToAsk;

export interface Accepting {
  readonly offer: Pick<ShownTransfer, 'content' | 'device' | 'hasActiveTypes' | 'total' | 'isStream'>;
  /** The row of the device that offers it, if there is one. */
  readonly device: Pick<ShownDevice, 'isPaired' | 'isAlwaysAccepted' | 'unaskedBytesToday'> | null;
  readonly settings: Pick<Settings, 'unaskedDailyBytes'>;
  /** Of other transfers that were accepted, and is still to come: the space is theirs already. */
  readonly promisedBytes: number;
  readonly disk: OfferedItems['disk'];
}

/** `spaceUnknown` comes last: with it nothing else stands in the way. */
export function judgeOffer({ offer, device, settings, promisedBytes, disk }: Accepting): Verdict {
  if (device === null || !device.isPaired || offer.device?.isPaired !== true) return 'notPaired';
  const { bytes } = offer.total;
  if (offer.content === 'text' && bytes <= MOST_TEXT_BYTES) return 'take';
  if (!device.isAlwaysAccepted) return 'notAlwaysAccepted';
  if (offer.hasActiveTypes) return 'activeTypes';
  if (offer.isStream) return 'sizeUnknown';
  if (device.unaskedBytesToday + bytes > settings.unaskedDailyBytes) return 'dailyLimit';
  if (disk === null) return 'spaceUnknown';
  return disk.freeBytes - promisedBytes - bytes < disk.totalBytes * KEPT_FREE ? 'littleSpace' : 'take';
}
