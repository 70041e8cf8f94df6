// What a page may take up of this device, and how long it is there.
import { USUAL_LIMITS } from '../http/door.ts';
import { MOST_FILES } from '../http/json-shape.ts';
import { UPLOAD_PACE } from '../http/upload-pace.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

export const PAGE_LIMITS = {
  /** Of one address a browser opens six connections. */
  ...USUAL_LIMITS,
  headers: 100,
  idleMs: 15 * SECOND,
  /** A PIN, in a form. */
  formBytes: KIB,
  /** Names and sizes of what a visitor would like to upload. */
  offerBytes: 16 * MIB,
  offerBytesInAll: 32 * MIB,
  wordsSilenceMs: 15 * SECOND,
  wordsBytesPerSecond: 32 * KIB,
  ...UPLOAD_PACE,
  /** So often a file may break off: a browser tries six times. */
  uploadTries: 10,
  /** Nothing of what was sent is taken: a browser goes on later where it was. */
  downloadSilenceMs: 2 * MINUTE,
  lingerMs: SECOND,
  lingerBytes: 16 * MIB,
  /** A page that nobody uses. */
  unusedMs: 15 * MINUTE,
  /** However much it is used. */
  lifeMs: 6 * 60 * MINUTE,
  pinTries: 5,
  /** Visitors who have typed the PIN. */
  letIn: 64,
  /** Offers that wait for their person: of all visitors, and of one address. */
  waiting: 8,
  waitingOfOne: 2,
  /** A visitor who waits asks twice a second. */
  askingSilenceMs: 20 * SECOND,
  /** Uploads of which something can still be asked. */
  uploads: 64,
  /** Files and folders on one page. */
  entries: MOST_FILES,
  /** Of them, those that are listed by name; all are in the ZIP file. */
  listed: 1000,
} as const;

export type PageLimits = { readonly [Name in keyof typeof PAGE_LIMITS]: number };
/** Of one device at a time. */
export const MOST_PAGES = 8;
