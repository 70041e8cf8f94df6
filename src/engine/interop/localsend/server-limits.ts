// What a visitor may take up of this device, before and after it has shown who it is.
import { USUAL_LIMITS } from '../http/door.ts';
import { UPLOAD_PACE } from '../http/upload-pace.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND = 1000;

export const SERVER_LIMITS = {
  /** Of one address a sender of several files at once needs four connections. */
  ...USUAL_LIMITS,
  headers: 100,
  /** Long, for a sender that reads a whole file before it sends it: many can't send one again once they have begun. */
  idleMs: 60 * SECOND,
  /** What a device says of itself. */
  infoBytes: 64 * KIB,
  /** What it offers: a hundred thousand files. */
  offerBytes: 32 * MIB,
  /** Beyond `infoBytes` each, what all visitors together may have in memory. */
  offerBytesInAll: 64 * MIB,
  /** Nothing comes. */
  offerSilenceMs: 15 * SECOND,
  /** Too little comes: this much is expected of each second after the first 15. */
  offerBytesPerSecond: 32 * KIB,
  ...UPLOAD_PACE,
  /** For whoever still sends what was refused, so that it hears why. */
  lingerMs: SECOND,
  lingerBytes: 16 * MIB,
} as const;

export type ServerLimits = { readonly [Name in keyof typeof SERVER_LIMITS]: number };
