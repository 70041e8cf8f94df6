// What the two sides of a transfer say to each other besides the content: an offer, its list, the answer, what is here
// already, how far things are. The specification is the section "Transfers" of docs/PROTOCOL.md.
import * as v from 'valibot';
import { FILE_REASONS, type FileReason, MOST_TEXT_BYTES } from '../../contract/transfers.ts';
import { type CborMap, type CborValue, decodeControl, encodeControl } from './control.ts';
import { MOST_ENTRIES, MOST_FILE_BYTES, PAGE_BYTES } from './manifest.ts';

/** The record types from 0x20 to 0x2f belong to transfers; those that are not in this table end the connection. */
export const TRANSFER_TYPES = {
  offer: 0x20,
  list: 0x21,
  entries: 0x22,
  answer: 0x23,
  have: 0x24,
  ack: 0x25,
  begin: 0x26,
  end: 0x27,
  result: 0x28,
  hold: 0x29,
  cancel: 0x2a,
  ask: 0x2b,
  gone: 0x2c,
  thumb: 0x2d,
} as const;

export const isTransferType = (type: number): boolean => type >= 0x20 && type <= 0x2f;

/** Their places, from 1, are what stands on the wire. */
const VERDICTS = ['accepted', 'declined', 'diskFull', 'notReceiving', 'notUnderstood', 'folderTrouble'] as const;
const HAVES = ['unwanted', 'sure', 'check', 'there'] as const;
const OUTCOMES = ['skipped', 'renamed', 'alreadyThere'] as const;
const HOLDS = ['diskFull', 'folderGone', 'folderUnwritable', 'stoppedByPerson'] as const;
const CANCELS = ['byPerson', 'notUnderstood'] as const;

export type Verdict = (typeof VERDICTS)[number];
export type HoldReason = (typeof HOLDS)[number];
export type CancelReason = (typeof CANCELS)[number];

/**
 * What the receiver has of an entry. unwanted: nothing is to be sent of `length` entries from this one on. sure: the
 * first `length` bytes are here. check: the same, if the tags are those of the source. there: a whole file of `length`
 * bytes lies under its name already, if the tags are.
 */
export interface HaveItem {
  readonly index: number;
  readonly what: (typeof HAVES)[number];
  readonly length: number;
  /** One after the other, of the blocks from `offset` on; none where there is nothing to check. */
  readonly tags: Uint8Array;
  readonly offset: number;
}

/** How an entry ended that isn't simply there. */
export interface Outcome {
  readonly index: number;
  readonly what: (typeof OUTCOMES)[number];
  /** Of what was skipped only. */
  readonly reason: FileReason | null;
}

interface Numbers {
  /** Of `diskFull`; else 0. */
  readonly neededBytes: number;
  readonly freeBytes: number;
}

type Body =
  | {
      readonly kind: 'offer';
      /** Of the program's run that offers, so that an offer made again is known as such. */
      readonly run: Uint8Array;
      readonly files: number;
      readonly folders: number;
      readonly bytes: number;
      readonly entries: number;
      readonly digest: Uint8Array;
      /** As the sender wrote them: for showing only, and not without `showHidden`. */
      readonly names: readonly string[];
      readonly skipped: number;
      /** What a person wrote, for a person to read: one file under `TEXT_NAME`, which becomes none. */
      readonly isText?: true;
      /** A text that neither side keeps when it is over. */
      readonly isPrivate?: true;
      /** One file whose size isn't known before its end; `bytes` is 0. */
      readonly isStream?: true;
    }
  | { readonly kind: 'list' }
  /** `first` is the index of the page's first entry. */
  | { readonly kind: 'entries'; readonly first: number; readonly page: Uint8Array }
  /** `round` of `accepted`; else 0. */
  | ({ readonly kind: 'answer'; readonly verdict: Verdict; readonly round: number } & Numbers)
  | { readonly kind: 'have'; readonly upTo: number; readonly items: readonly HaveItem[] }
  | {
      readonly kind: 'ack';
      readonly settledUpTo: number;
      readonly credit: number;
      readonly safeBytes: number;
      readonly outcomes: readonly Outcome[];
      /** That have their names. */
      readonly files: number;
      /** What the receiver's person has left out of the list; said where that is something. */
      readonly notWanted?: number;
      readonly notWantedBytes?: number;
      /** All records of the round below this one are here; said where that is something. */
      readonly placed?: number;
      /** Of bodies of DATA in this round, in whatever order; absent for 0. */
      readonly arrived?: number;
    }
  | { readonly kind: 'begin'; readonly round: number }
  /** `records`: how many it had. */
  | { readonly kind: 'end'; readonly round: number; readonly records: number }
  | {
      readonly kind: 'result';
      readonly files: number;
      readonly skipped: number;
      readonly alreadyThere: number;
      readonly notWanted?: number;
    }
  | ({ readonly kind: 'hold'; readonly reason: HoldReason } & Numbers)
  | { readonly kind: 'cancel'; readonly reason: CancelReason }
  | { readonly kind: 'ask' }
  | { readonly kind: 'gone' }
  /** A small picture of a file of the list: whoever decodes it must be prepared for anything. */
  | { readonly kind: 'thumb'; readonly index: number; readonly jpeg: Uint8Array };

export type TransferMessage = Body & { readonly id: Uint8Array };

export interface TransferRecord {
  readonly type: number;
  readonly body: Uint8Array;
}

/** The largest body of these, whatever a connection allows to content. */
export const MOST_MESSAGE_BYTES = 64 * 1024 - 17;
/** Of its CBOR: what is left of whole units of padding, less the length that stands before it. */
const MOST_CBOR_BYTES = Math.floor(MOST_MESSAGE_BYTES / 256) * 256 - 2;
/** More than stands before the items of a `have` or the outcomes of an `ack`. */
const FIXED_BYTES = 128;
/** More than an item takes besides its tags. */
const ITEM_BYTES = 32;
const OUTCOME_BYTES = 8;

/** A file's content is compared in blocks of this size, each of which has one tag. */
export const BLOCK_BYTES = 1024 * 1024;
export const BLOCK_TAG_BYTES = 16;

/** So much, by `haveBytes`, has room in one `have`. */
export const MOST_HAVE_BYTES = MOST_CBOR_BYTES - FIXED_BYTES;
export const haveBytes = ({ tags }: Pick<HaveItem, 'tags'>): number => ITEM_BYTES + tags.length;
/** In one item, alone in its `have`. */
export const MOST_TAG_BYTES = Math.floor((MOST_HAVE_BYTES - ITEM_BYTES) / BLOCK_TAG_BYTES) * BLOCK_TAG_BYTES;
/** In one `ack`. */
export const MOST_OUTCOMES = Math.floor((MOST_CBOR_BYTES - FIXED_BYTES) / OUTCOME_BYTES);

/** Of one offer, and each of them. */
export const MOST_THUMBS = 5;
export const MOST_THUMB_BYTES = 12 * 1024;
/** How a JPEG begins and ends. Nothing more is known of it here. */
const JPEG_HEAD = Buffer.of(0xff, 0xd8, 0xff);
const JPEG_TAIL = Buffer.of(0xff, 0xd9);

export const MOST_ROUND = 65_535;
/** Of a round. */
export const MOST_RECORDS = 2 ** 32 - 1;

const ID_BYTES = 16;
/** Of `entries`: transfer id, u32 index. */
const ENTRIES_HEAD_BYTES = ID_BYTES + 4;
const MOST_NAMES = 5;
const MOST_NAME = 255;
/** The only name in the list of a text. */
export const TEXT_NAME = 'text.txt';

/** Their places are the keys of the map. Others are a later version's, and pass. */
const FIELDS = {
  offer: [
    'id',
    'run',
    'files',
    'folders',
    'bytes',
    'entries',
    'digest',
    'names',
    'skipped',
    'isText',
    'isPrivate',
    'isStream',
  ],
  list: ['id'],
  answer: ['id', 'verdict', 'round', 'neededBytes', 'freeBytes'],
  have: ['id', 'upTo', 'items'],
  ack: [
    'id',
    'settledUpTo',
    'credit',
    'safeBytes',
    'outcomes',
    'files',
    'notWanted',
    'notWantedBytes',
    'placed',
    'arrived',
  ],
  begin: ['id', 'round'],
  end: ['id', 'round', 'records'],
  result: ['id', 'files', 'skipped', 'alreadyThere', 'notWanted'],
  hold: ['id', 'reason', 'neededBytes', 'freeBytes'],
  cancel: ['id', 'reason'],
  ask: ['id'],
  gone: ['id'],
  thumb: ['id', 'index', 'jpeg'],
} as const;
type Kind = keyof typeof FIELDS;
const KINDS = new Map((Object.keys(FIELDS) as Kind[]).map((kind) => [TRANSFER_TYPES[kind] as number, kind]));

const number = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const bytes = (length: number) => v.pipe(v.instance(Uint8Array), v.length(length));
const named = <const T extends string>(list: readonly T[], some: readonly T[] = list) =>
  v.pipe(
    v.number(),
    v.transform((place) => list[place - 1]),
    v.picklist(some),
  );

const COUNT = number(0, MOST_ENTRIES);
const INDEX = number(0, MOST_ENTRIES - 1);
const ROUND = number(1, MOST_ROUND);
const RECORDS = number(0, MOST_RECORDS);
const SUM = number(0, Number.MAX_SAFE_INTEGER);
const LENGTH = number(0, MOST_FILE_BYTES);

const Item = v.pipe(
  v.strictTuple([INDEX, named(HAVES), LENGTH, v.instance(Uint8Array), LENGTH]),
  v.transform(([index, what, length, tags, offset]): HaveItem => ({ index, what, length, tags, offset })),
  v.check(isItem),
);

const OneOutcome = v.pipe(
  v.strictTuple([INDEX, named(OUTCOMES), number(0, FILE_REASONS.length)]),
  v.transform(([index, what, reason]): Outcome => ({ index, what, reason: FILE_REASONS[reason - 1] ?? null })),
  v.check(({ what, reason }) => (what === 'skipped') === (reason !== null)),
);

/** What is said of a full disk only, and what stands for it elsewhere. */
const NUMBERS = { neededBytes: SUM, freeBytes: SUM };
const NO_NUMBERS: Numbers = { neededBytes: 0, freeBytes: 0 };

const id = bytes(ID_BYTES);
const answer = { kind: v.literal('answer'), id };
const hold = { kind: v.literal('hold'), id };
const Checked = v.variant('kind', [
  v.pipe(
    v.strictObject({
      kind: v.literal('offer'),
      id,
      run: bytes(8),
      files: COUNT,
      folders: COUNT,
      bytes: SUM,
      entries: number(1, MOST_ENTRIES),
      digest: bytes(32),
      names: v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(MOST_NAME))), v.maxLength(MOST_NAMES)),
      skipped: SUM,
      isText: v.exactOptional(v.literal(true)),
      isPrivate: v.exactOptional(v.literal(true)),
      isStream: v.exactOptional(v.literal(true)),
    }),
    v.check(({ files, folders, entries }) => entries === files + folders),
    v.check(({ isText, isPrivate }) => isText !== undefined || isPrivate === undefined),
    v.check((offer) => offer.isText === undefined || isTextsOffer(offer)),
    v.check((offer) => offer.isStream === undefined || isStreamsOffer(offer)),
  ),
  v.pipe(
    v.strictObject({ ...answer, verdict: named(VERDICTS, ['accepted']), round: ROUND }),
    v.transform((said) => ({ ...NO_NUMBERS, ...said })),
  ),
  v.pipe(
    v.strictObject({ ...answer, verdict: named(VERDICTS, ['diskFull']), ...NUMBERS }),
    v.transform((said) => ({ round: 0, ...said })),
  ),
  v.pipe(
    v.strictObject({
      ...answer,
      verdict: named(VERDICTS, ['declined', 'notReceiving', 'notUnderstood', 'folderTrouble']),
    }),
    v.transform((said) => ({ round: 0, ...NO_NUMBERS, ...said })),
  ),
  v.strictObject({
    kind: v.literal('have'),
    id,
    upTo: COUNT,
    items: v.pipe(
      v.array(Item),
      v.check((items) => items.every((item, at) => follows(items[at - 1], item))),
    ),
  }),
  v.strictObject({
    kind: v.literal('ack'),
    id,
    settledUpTo: COUNT,
    credit: SUM,
    safeBytes: SUM,
    outcomes: v.array(OneOutcome),
    files: COUNT,
    notWanted: v.exactOptional(number(1, MOST_ENTRIES)),
    notWantedBytes: v.exactOptional(number(1, Number.MAX_SAFE_INTEGER)),
    placed: v.exactOptional(number(1, MOST_RECORDS)),
    arrived: v.exactOptional(number(1, Number.MAX_SAFE_INTEGER)),
  }),
  v.strictObject({ kind: v.literal('begin'), id, round: ROUND }),
  v.strictObject({ kind: v.literal('end'), id, round: ROUND, records: RECORDS }),
  v.strictObject({
    kind: v.literal('result'),
    id,
    files: COUNT,
    skipped: SUM,
    alreadyThere: COUNT,
    notWanted: v.exactOptional(number(1, MOST_ENTRIES)),
  }),
  v.strictObject({ ...hold, reason: named(HOLDS, ['diskFull']), ...NUMBERS }),
  v.pipe(
    v.strictObject({ ...hold, reason: named(HOLDS, ['folderGone', 'folderUnwritable', 'stoppedByPerson']) }),
    v.transform((said) => ({ ...NO_NUMBERS, ...said })),
  ),
  v.strictObject({ kind: v.literal('cancel'), id, reason: named(CANCELS) }),
  v.strictObject({ kind: v.picklist(['list', 'ask', 'gone']), id }),
  v.strictObject({
    kind: v.literal('thumb'),
    id,
    index: INDEX,
    jpeg: v.pipe(
      v.instance(Uint8Array),
      v.check((jpeg) => isThumb(jpeg)),
    ),
  }),
]);

/** Throws where it is larger than a message may be. */
export function encodeTransferMessage(message: TransferMessage): TransferRecord {
  const type = TRANSFER_TYPES[message.kind];
  const body = message.kind === 'entries' ? entriesBody(message) : encodeControl(mapOf(message));
  if (body.length > MOST_MESSAGE_BYTES) throw new Error('message too large');
  return { type, body };
}

/** Null for whatever isn't exactly one of them. What it gives is memory of its own. */
export function decodeTransferMessage(type: number, body: Uint8Array): TransferMessage | null {
  if (type === TRANSFER_TYPES.entries) return decodeEntries(body);
  const kind = KINDS.get(type);
  const map = kind === undefined || body.length > MOST_MESSAGE_BYTES ? null : decodeControl(body);
  if (kind === undefined || map === null) return null;
  const said = FIELDS[kind].flatMap((name, key) => (map.has(key) ? [[name, map.get(key)]] : []));
  // The first thing that is wrong is enough: a record may hold tens of thousands.
  const checked = v.safeParse(Checked, { kind, ...Object.fromEntries(said) }, { abortEarly: true });
  return checked.success ? checked.output : null;
}

function mapOf(message: Exclude<TransferMessage, { kind: 'entries' }>): CborMap {
  const values: { readonly [name: string]: CborValue | undefined } = valuesOf(message);
  return new Map(
    FIELDS[message.kind].flatMap((name, key): [number, CborValue][] => {
      const value = values[name];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function valuesOf(message: Exclude<TransferMessage, { kind: 'entries' }>) {
  switch (message.kind) {
    case 'offer':
      // What was cut within a character would come out otherwise than it went in.
      return { ...message, names: message.names.map((name) => name.toWellFormed()) };
    case 'answer': {
      const { verdict, round } = message;
      const head = { id: message.id, verdict: placeIn(VERDICTS, verdict) };
      return verdict === 'accepted' ? { ...head, round } : { ...head, ...numbersOf(message, verdict === 'diskFull') };
    }
    case 'have':
      return {
        ...message,
        items: message.items.map((item) => [
          item.index,
          placeIn(HAVES, item.what),
          item.length,
          item.tags,
          item.offset,
        ]),
      };
    case 'ack':
      return {
        ...message,
        outcomes: message.outcomes.map(({ index, what, reason }) => [
          index,
          placeIn(OUTCOMES, what),
          reason === null ? 0 : placeIn(FILE_REASONS, reason),
        ]),
        notWanted: message.notWanted || undefined,
        notWantedBytes: message.notWantedBytes || undefined,
        placed: message.placed || undefined,
        arrived: message.arrived || undefined,
      };
    case 'result':
      return { ...message, notWanted: message.notWanted || undefined };
    case 'hold': {
      const { reason } = message;
      return { id: message.id, reason: placeIn(HOLDS, reason), ...numbersOf(message, reason === 'diskFull') };
    }
    case 'cancel':
      return { ...message, reason: placeIn(CANCELS, message.reason) };
    default:
      return message;
  }
}

const placeIn = <T>(list: readonly T[], value: T): number => list.indexOf(value) + 1;

const numbersOf = ({ neededBytes, freeBytes }: Numbers, isSaid: boolean): Partial<Numbers> =>
  isSaid ? { neededBytes, freeBytes } : {};

function entriesBody({ id, first, page }: Extract<TransferMessage, { kind: 'entries' }>): Uint8Array {
  const body = Buffer.alloc(ENTRIES_HEAD_BYTES + page.length);
  body.set(id);
  body.writeUInt32BE(first, ID_BYTES);
  body.set(page, ENTRIES_HEAD_BYTES);
  return body;
}

function decodeEntries(body: Uint8Array): TransferMessage | null {
  const pageBytes = body.length - ENTRIES_HEAD_BYTES;
  if (pageBytes < 1 || pageBytes > PAGE_BYTES) return null;
  const first = Buffer.from(body.buffer, body.byteOffset, body.byteLength).readUInt32BE(ID_BYTES);
  if (first >= MOST_ENTRIES) return null;
  // Copied, since a receiver may use its buffer again.
  const [id, page] = [Uint8Array.from(body.subarray(0, ID_BYTES)), Uint8Array.from(body.subarray(ENTRIES_HEAD_BYTES))];
  return { kind: 'entries', id, first, page };
}

const isTextsOffer = ({ files, folders, bytes, names, skipped }: Extract<Body, { kind: 'offer' }>): boolean =>
  files === 1 && folders === 0 && bytes >= 1 && bytes <= MOST_TEXT_BYTES && names.length === 0 && skipped === 0;

const isStreamsOffer = ({ files, folders, bytes, skipped, isText }: Extract<Body, { kind: 'offer' }>): boolean =>
  files === 1 && folders === 0 && bytes === 0 && skipped === 0 && isText === undefined;

export function isThumb(jpeg: Uint8Array): boolean {
  const isSmall = jpeg.length > JPEG_HEAD.length + JPEG_TAIL.length && jpeg.length <= MOST_THUMB_BYTES;
  return isSmall && JPEG_HEAD.equals(jpeg.subarray(0, 3)) && JPEG_TAIL.equals(jpeg.subarray(-2));
}

function isItem({ index, what, length, tags, offset }: HaveItem): boolean {
  const blocks = tags.length / BLOCK_TAG_BYTES;
  switch (what) {
    case 'unwanted':
      return length >= 1 && index + length <= MOST_ENTRIES && blocks === 0 && offset === 0;
    case 'sure':
      return blocks === 0 && offset === 0;
    case 'check':
    case 'there': {
      const isEmpty = what === 'there' && length === 0 && offset === 0;
      if (!Number.isInteger(blocks) || offset % BLOCK_BYTES !== 0) return false;
      return (blocks >= 1 || isEmpty) && offset / BLOCK_BYTES + blocks <= Math.ceil(length / BLOCK_BYTES);
    }
  }
}

/** Entries in order; of one entry, its ranges in order. */
function follows(before: HaveItem | undefined, { index, offset }: HaveItem): boolean {
  if (before === undefined) return true;
  if (before.what === 'unwanted') return index >= before.index + before.length;
  return index > before.index || (index === before.index && offset > before.offset);
}
