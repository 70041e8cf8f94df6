// One transfer that this device receives, whatever becomes of its connections: what is kept of it, and what is only known
// while this program runs.
import type { ErrorInfo } from '../../contract/errors.ts';
import type { FileKind, Target, TransferId } from '../../contract/transfers.ts';
import type { Via } from '../../contract/vias.ts';
import type { ContentOutlet } from '../net/content-pipe.ts';
import { type Amount, Choice } from '../transfer/choice.ts';
import type { FileStates } from '../transfer/file-states.ts';
import type { IncomingRow } from '../transfer/kept-transfers.ts';
import type { Offer } from '../transfer/offer-list.ts';
import { Staging } from '../transfer/staging.ts';
import type { IncomingWork } from './incoming-work.ts';
import { Pace } from './pace.ts';
import type { ReceiveEnd, Refusal } from './receive-machine.ts';
import { Receiving } from './receiving.ts';

/** A device that speaks another product's protocol. What it sends goes on in no other run. */
export interface Guest {
  /** As good as one: who has another is another device. */
  readonly key: Uint8Array;
  readonly name: string;
  readonly via: Via;
  /** Anybody on the way can read and change what it sends. */
  readonly isPlain?: boolean;
}

const REFUSED_HERE: ReadonlySet<ReceiveEnd['kind']> = new Set(['declined', 'canceledHere', 'canceledThere', 'refused']);

export class IncomingTransfer {
  readonly id: TransferId;
  readonly key: Uint8Array;
  readonly deviceName: string;
  /** Where its device waits, if this one has to call it. */
  readonly from: Target | null;
  /** The number of who is there to answer, among those that receive in this run. */
  receiver: number | null;
  /** Null: ours. */
  readonly via: Via | null;
  readonly isPlain: boolean;
  readonly startedAt: number;
  readonly pace = new Pace();
  /** The usual one, until its person chooses another. */
  folder: string;
  offer: Offer;
  kind: FileKind = 'file';
  hasActiveTypes = false;
  /** Null: all of it. */
  choice: Choice | null = null;
  /** Of what was chosen. */
  chosen: Amount | null = null;
  row: IncomingRow | null = null;
  receiving: IncomingWork | null = null;
  isStopped = false;
  isStoppedByPerson = false;
  /** By a pause of everything, with which that ends. */
  isHeld = false;
  /** The round that it had come to when it was stopped. */
  lastRound = 0;
  /** Until then what was stopped may still give what was whole its name: nobody else does anything with what lies here. */
  stopping: Promise<unknown> = Promise.resolve();
  isAsking = false;
  /** Its person has heard of it, or those who answer for them. */
  wasAsked = false;
  /** There isn't room for all of it: what is answered is looked at once more. */
  isTight = false;
  /** Why it couldn't be taken when it was to be. */
  unable: Refusal | null = null;
  /** A command that hands one on has asked for what is offered. */
  mayBeOutput = false;
  /** That command, once it has accepted this one. */
  outlet: ContentOutlet | null = null;
  /** So often its device is called once more after the end, to hear of it. */
  callsLeft = 5;
  /** It is whole, and stands among what is over before its sender hears so: until then nothing more is said of it. */
  isRemembered = false;
  /** It was to be a text, and isn't. */
  isUnreadable = false;
  end: ReceiveEnd | null = null;
  endedAt: number | null = null;
  /** Once everybody has heard of its end. */
  readonly over = Promise.withResolvers<void>();
  trouble: ErrorInfo | null = null;
  /** Of what is here while nobody works on it. */
  keptBytes = 0;
  /** As far as something was to be said of its files in this run. */
  fileStates: FileStates | null = null;

  constructor(
    made: { readonly id: string } & Pick<
      IncomingTransfer,
      'key' | 'deviceName' | 'folder' | 'from' | 'receiver' | 'via' | 'isPlain' | 'offer' | 'startedAt'
    >,
  ) {
    // Sixteen bytes in hexadecimal: as it came on the wire, or checked by the row's schema.
    this.id = made.id as TransferId;
    this.key = made.key;
    this.deviceName = made.deviceName;
    this.folder = made.folder;
    this.from = made.from;
    this.receiver = made.receiver;
    this.via = made.via;
    this.isPlain = made.isPlain;
    this.offer = made.offer;
    this.startedAt = made.startedAt;
  }

  /** As a former run left it. */
  static of(row: IncomingRow): IncomingTransfer {
    const { id, folder, from, startedAt } = row;
    const transfer = new IncomingTransfer({
      id,
      key: Buffer.from(row.key, 'hex'),
      deviceName: row.deviceName ?? '',
      folder,
      from,
      receiver: null,
      via: row.via ?? null,
      isPlain: false,
      offer: offerOf(row),
      startedAt,
    });
    transfer.row = row;
    transfer.isStopped = true;
    transfer.isStoppedByPerson = row.isPaused ?? false;
    transfer.kind = row.kind ?? 'file';
    transfer.hasActiveTypes = row.hasActiveTypes ?? false;
    transfer.chosen = row.chosen ?? null;
    const ranges = row.only?.map(([first, count]) => ({ first, count }));
    transfer.choice = ranges === undefined ? null : new Choice(ranges, row.entries);
    transfer.keptBytes = new Staging(folder, id).contentBytes();
    return transfer;
  }

  /** The same, where it comes over a connection of ours. */
  get linked(): Receiving | null {
    return this.receiving instanceof Receiving ? this.receiving : null;
  }

  /** By its person: now, or in a former run. */
  get isAccepted(): boolean {
    return this.row !== null || this.receiving?.state.name === 'beginning';
  }

  /** It goes on to a command, and lies nowhere here. */
  get isForOutput(): boolean {
    return this.outlet !== null || this.row?.isForOutput === true;
  }

  /** Of what is to come, or has come. */
  get amount(): Amount {
    return this.chosen ?? this.offer;
  }

  /** A text is read elsewhere. */
  get isOneFile(): boolean {
    const { entries, files, isText } = this.offer;
    return entries === 1 && files === 1 && !isText;
  }

  /** Whoever brings it again hears so. */
  get isRefusedHere(): boolean {
    return this.end !== null && REFUSED_HERE.has(this.end.kind);
  }

  /** Nobody works on it, and its person hasn't wanted that. */
  get isLeft(): boolean {
    return this.isStopped && !this.isStoppedByPerson && this.end === null && this.row !== null;
  }

  /** Taken back before anybody was asked: there is nothing to remember. */
  get isUnheardOf(): boolean {
    const { end, row, wasAsked } = this;
    return (
      !wasAsked && row === null && (end?.kind === 'canceledThere' || end?.kind === 'withdrawn' || end?.kind === 'gone')
    );
  }

  /** What its person didn't want of it. */
  get leftOut(): Amount {
    const { files, folders, bytes } = this.amount;
    const { offer } = this;
    return { files: offer.files - files, folders: offer.folders - folders, bytes: offer.bytes - bytes };
  }
}

export const rowOf = (transfer: IncomingTransfer, folder: string): IncomingRow => {
  const { id, key, deviceName, from, offer, startedAt, kind, hasActiveTypes, choice, chosen } = transfer;
  const { files, folders, bytes, entries, names, digest } = offer;
  return {
    id,
    key: Buffer.from(key).toString('hex'),
    deviceName,
    folder,
    from,
    digest: Buffer.from(digest).toString('hex'),
    files,
    folders,
    bytes,
    entries,
    names: [...names],
    kind,
    hasActiveTypes,
    ...(offer.isText ? { isText: true, isPrivate: offer.isPrivate ?? false } : {}),
    ...(offer.isStream ? { isStream: true } : {}),
    ...(transfer.isForOutput ? { isForOutput: true } : {}),
    ...(transfer.via === null ? {} : { via: transfer.via }),
    startedAt,
    done: null,
    ...(chosen === null ? {} : { chosen }),
    ...(choice === null ? {} : { only: choice.ranges.map(({ first, count }) => [first, count]) }),
  };
};

const offerOf = ({ id, digest, names, files, folders, bytes, entries, ...is }: IncomingRow): Offer => ({
  kind: 'offer',
  id: Buffer.from(id, 'hex'),
  run: new Uint8Array(8),
  digest: Buffer.from(digest, 'hex'),
  names,
  files,
  folders,
  bytes,
  entries,
  skipped: 0,
  ...(is.isText ? { isText: true } : {}),
  ...(is.isPrivate ? { isPrivate: true } : {}),
  ...(is.isStream ? { isStream: true } : {}),
});
