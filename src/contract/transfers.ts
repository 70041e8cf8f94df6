// What is known of a transfer and of a pairing under way, as every surface may see it: no local path, no key, and a code
// only while it is shown.
import * as v from 'valibot';
import { hasUnshowable } from '../base/text.ts';
import type { DeviceId } from './devices.ts';
import type { ErrorInfo } from './errors.ts';
import { BytesPerSecond } from './settings.ts';
import type { Way } from './vias.ts';

/** Chosen by the sender; stays the same however often the connection or a program is lost. */
export const TransferId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/), v.brand('TransferId'));
export type TransferId = v.InferOutput<typeof TransferId>;

/** What all files of an offer are; `file` where they are of several kinds, or of none that has a word of its own. */
export const FILE_KINDS = ['picture', 'video', 'music', 'document', 'archive', 'program', 'file'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

export const TRANSFER_STAGES = [
  /** What is to be sent is being counted. */
  'preparing',
  /** The other device is being called, or proves itself. */
  'connecting',
  /** Its device, a paired one, is away: it begins by itself when that appears. */
  'queued',
  /** Nobody is there yet: a code is shown. */
  'waitingForDevice',
  /** The other person has not answered yet. */
  'waitingForAnswer',
  /** Before the other person is asked, its device wants the PIN that is set there: our own person types it. */
  'waitingForPin',
  /** Our own person has not. */
  'asking',
  'moving',
  /** Everything has come; what is left is being made durable. */
  'checking',
  /** The connection was lost; it goes on when the device is back. */
  'away',
  /** Something is in the way here or there, which `trouble` names; it goes on when that has gone. */
  'paused',
  /** Nobody works on it: it was stopped, or the program was. It can be resumed or discarded. */
  'stopped',
  'done',
  'declined',
  'canceled',
  'failed',
] as const;
export type TransferStage = (typeof TRANSFER_STAGES)[number];

/** Why a file wasn't sent or not taken; for each there is a sentence. */
export const FILE_REASONS = [
  // At the sender.
  'link',
  'special',
  'nameNotUnicode',
  'nameNotSendable',
  'nameTooLong',
  'tooDeep',
  'unreadable',
  'vanished',
  'changed',
  // At the receiver.
  'nameUnsafe',
  'nameReserved',
  'pathTooLong',
  'pathThroughLink',
  'folderRefused',
  'tooLargeForDisk',
  'damaged',
  'notWritable',
  /** Its person took others of the same offer, and not this. */
  'notWanted',
  /** At the sender: it lies where Ferry keeps its key. */
  'ownData',
  /** Its device has gone, or given this one up. */
  'notSent',
  /** At the sender: its device takes nothing but files. */
  'emptyFolder',
] as const;
export type FileReason = (typeof FILE_REASONS)[number];

/** One file that isn't there as it was sent. */
export interface FileNote {
  /** As the sender calls it, hidden characters shown. */
  readonly path: string;
  readonly kind: 'skipped' | 'renamed';
  /** Null for one that came under another name. */
  readonly reason: FileReason | null;
  /** The name it was given here. */
  readonly newName: string | null;
}

/** So many are listed; the counts go on. */
export const MOST_FILE_NOTES = 100;

/** What sending something would come to. */
export interface SendTrial {
  /** The first names. */
  readonly names: readonly string[];
  readonly files: number;
  readonly folders: number;
  readonly bytes: number;
  /** So much would be left out; of the first, why. */
  readonly skipped: number;
  readonly notes: readonly FileNote[];
}

export interface ShownTransfer extends Way {
  readonly id: TransferId;
  readonly direction: 'send' | 'receive';
  /** Null while nobody is there. */
  readonly device: { readonly id: DeviceId; readonly name: string; readonly isPaired: boolean } | null;
  /** A text is no file: it is read in the window, and lies in no folder. */
  readonly content: 'files' | 'text';
  /** Its sender wants it in no history, on either side. */
  readonly isPrivate: boolean;
  /** Its size isn't known before its end: `total` is what has come so far. */
  readonly isStream?: true;
  readonly stage: TransferStage;
  /** Of what is to be moved; nothing yet while it is being counted. */
  readonly total: { readonly files: number; readonly folders: number; readonly bytes: number };
  /** The first names of the offer. */
  readonly names: readonly string[];
  readonly kind: FileKind;
  /** So many small pictures of what is offered can be asked for. */
  readonly thumbnails: number;
  /** Programs, scripts and what else does something when opened are among the files. */
  readonly hasActiveTypes: boolean;
  /** Settled so far: `bytes` counts what is settled of open files, too, and what was there already. */
  readonly done: {
    readonly files: number;
    readonly bytes: number;
    readonly skipped: number;
    readonly alreadyThere: number;
    /** Files that the receiver's person left out. */
    readonly notWanted: number;
  };
  readonly currentFile: string | null;
  readonly bytesPerSecond: number | null;
  /** Null in the first seconds, and while nothing moves. */
  readonly secondsLeft: number | null;
  /** Why it is paused or has ended; or that the PIN which was typed last was wrong. */
  readonly trouble: ErrorInfo | null;
  readonly notes: readonly FileNote[];
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** So long content has moved, in all its stretches together. */
  readonly activeMs: number;
  /** The receive folder, by its own name. */
  readonly into: string | null;
  /** Of an offer to somebody who receives for a while, and what comes of it: their number. Others leave it to them. */
  readonly receiver?: number;
}

/** Whether there is nothing left to do for it. */
export const isOver = ({ stage }: Pick<ShownTransfer, 'stage'>): boolean =>
  stage === 'done' || stage === 'declined' || stage === 'canceled' || stage === 'failed';

/** Who receives it has left all of it out. A folder without its files goes by Ferry alone. */
export const isNothingTaken = ({
  direction,
  via,
  total,
  done,
}: Pick<ShownTransfer, 'direction' | 'via' | 'total' | 'done'>): boolean =>
  direction === 'send' &&
  done.notWanted > 0 &&
  done.files + done.alreadyThere + done.skipped === 0 &&
  (via !== undefined || total.folders === 0);

/** What can be taken or left of an offer: a file or a folder at its top, or one step below its one folder. */
export interface OfferedItem {
  readonly name: string;
  readonly isFolder: boolean;
  /** Its entries in the offer's list: this one, and so many in all. */
  readonly first: number;
  readonly count: number;
  readonly files: number;
  readonly bytes: number;
  readonly isActiveType: boolean;
}

export interface OfferedItems {
  readonly items: readonly OfferedItem[];
  /** False: there are more than anybody would choose from, so that none is named, and only all of it can be taken. */
  readonly isWhole: boolean;
  /** Of the volume that it would go to; null where that can't be told. */
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null;
}

/** How one file of a transfer stands. */
export const FILE_STATES = ['waiting', 'moving', 'done', 'alreadyThere', 'skipped', 'renamed', 'notWanted'] as const;
export interface TransferFile {
  /** Hidden characters shown. */
  readonly path: string;
  readonly bytes: number;
  readonly state: (typeof FILE_STATES)[number];
  readonly reason: FileReason | null;
}

/** A picture of an offered file, small, as its sender made it: decoded in the window's sandbox and nowhere else. */
export interface Thumbnail {
  readonly name: string;
  /** A JPEG, in base64. */
  readonly jpeg: string;
}

/** So much a second at most, together with all that bears the same name; beside the limit in the settings. */
export const OwnLimit = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  bytesPerSecond: BytesPerSecond,
});
export type OwnLimit = Readonly<v.InferOutput<typeof OwnLimit>>;

/** What another device's person has set, as it was typed here. It goes there, and is kept nowhere. */
export const GuestPin = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(64),
  v.check((pin) => !hasUnshowable(pin)),
);
export const isGuestPin = (typed: string): boolean => v.is(GuestPin, typed);

export const MOST_TEXT_BYTES = 1024 * 1024;
/** What is sent is what was typed, whitespace and all. */
export const SentText = v.pipe(v.string(), v.minLength(1), v.maxBytes(MOST_TEXT_BYTES));

export const PAIRING_STAGES = [
  /** The sheet is open and nobody has come; or the other device is being called. */
  'waiting',
  /** A device that isn't paired wants something; its person hopes that ours lets the code be shown. */
  'asked',
  /** Our person types the code that the other device shows. */
  'typing',
  'checking',
  /** The same pictures should stand on both screens; both persons say whether they do. */
  'comparing',
  /** Both know the code. Nothing is kept by that. */
  'proven',
  /** Both persons chose it. */
  'paired',
  'ended',
] as const;
export type PairingStage = (typeof PAIRING_STAGES)[number];

export interface ShownPairing {
  readonly id: string;
  readonly role: 'displayer' | 'typer';
  /** What it is for: to keep each other, for one transfer, or to make sure of a paired device. */
  readonly purpose: 'pair' | 'send' | 'receive' | 'compare';
  readonly stage: PairingStage;
  /** What the other device calls itself. */
  readonly device: string | null;
  /** By its key, once there is a connection. */
  readonly deviceId: DeviceId | null;
  /** While they are compared: by their numbers in the table of pictures. */
  readonly pictures: readonly number[] | null;
  /** Six digits, while they are shown. */
  readonly code: string | null;
  /** The text of the QR code, which holds a secret; while it is shown. */
  readonly qr: string | null;
  /** What was wrong with the code before, or why it ended. */
  readonly trouble: ErrorInfo | null;
  /** The transfer that it is for, where that is known. */
  readonly transferId: TransferId | null;
}

/** Whom to reach: a paired device, or whatever answers at an address that a person typed. */
export const Target = v.variant('kind', [
  v.strictObject({ kind: v.literal('device'), id: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/), v.brand('DeviceId')) }),
  v.strictObject({
    kind: v.literal('address'),
    host: v.pipe(v.string(), v.minLength(1), v.maxLength(253)),
    /** A typed port means that port only. */
    port: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
  }),
]);
export type Target = Readonly<v.InferOutput<typeof Target>>;
