import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILE_REASONS } from '../../../../src/contract/transfers.ts';
import { type CborMap, type CborValue, encodeControl } from '../../../../src/engine/wire/control.ts';
import { MOST_ENTRIES, MOST_FILE_BYTES, PAGE_BYTES } from '../../../../src/engine/wire/manifest.ts';
import {
  BLOCK_BYTES,
  BLOCK_TAG_BYTES,
  decodeTransferMessage,
  encodeTransferMessage,
  type HaveItem,
  haveBytes,
  isTransferType,
  MOST_HAVE_BYTES,
  MOST_MESSAGE_BYTES,
  MOST_OUTCOMES,
  MOST_TAG_BYTES,
  MOST_THUMB_BYTES,
  TRANSFER_TYPES,
  type TransferMessage,
} from '../../../../src/engine/wire/transfer-messages.ts';

const LONG = Boolean(process.env.FERRY_LONG);
const bytes = (length: number, fill = 7): Uint8Array => new Uint8Array(length).fill(fill);
const id = bytes(16, 0xaa);
const NO_NUMBERS = { neededBytes: 0, freeBytes: 0 };
const NUMBERS = { neededBytes: 9, freeBytes: 4 };
const none = bytes(0);

const OFFER: TransferMessage = {
  kind: 'offer',
  id,
  run: bytes(8, 1),
  files: 2,
  folders: 1,
  bytes: 300,
  entries: 3,
  digest: bytes(32, 2),
  names: ['Küche', '😀'],
  skipped: 4,
};
const TEXT: TransferMessage = { ...OFFER, files: 1, folders: 0, entries: 1, names: [], skipped: 0, isText: true };
const STREAM: TransferMessage = { ...OFFER, files: 1, folders: 0, bytes: 0, entries: 1, skipped: 0, isStream: true };
const SAMPLES: readonly TransferMessage[] = [
  OFFER,
  TEXT,
  STREAM,
  { ...TEXT, isPrivate: true },
  { kind: 'list', id },
  { kind: 'entries', id, first: 258, page: bytes(20) },
  { kind: 'answer', id, verdict: 'accepted', round: 1, ...NO_NUMBERS },
  { kind: 'answer', id, verdict: 'declined', round: 0, ...NO_NUMBERS },
  { kind: 'answer', id, verdict: 'diskFull', round: 0, ...NUMBERS },
  { kind: 'answer', id, verdict: 'notReceiving', round: 0, ...NO_NUMBERS },
  { kind: 'answer', id, verdict: 'notUnderstood', round: 0, ...NO_NUMBERS },
  { kind: 'answer', id, verdict: 'folderTrouble', round: 0, ...NO_NUMBERS },
  {
    kind: 'have',
    id,
    upTo: 12,
    items: [
      { index: 0, what: 'unwanted', length: 3, tags: none, offset: 0 },
      { index: 3, what: 'sure', length: 5, tags: none, offset: 0 },
      { index: 7, what: 'sure', length: BLOCK_BYTES, tags: none, offset: 0 },
      { index: 7, what: 'check', length: 2 * BLOCK_BYTES + 1, tags: bytes(32), offset: BLOCK_BYTES },
      { index: 8, what: 'there', length: 0, tags: none, offset: 0 },
      { index: 9, what: 'there', length: 1, tags: bytes(16), offset: 0 },
    ],
  },
  {
    kind: 'ack',
    id,
    settledUpTo: 5,
    credit: 6,
    safeBytes: 7,
    files: 3,
    outcomes: [
      { index: 9, what: 'renamed', reason: null },
      { index: 3, what: 'alreadyThere', reason: null },
      { index: 4, what: 'skipped', reason: 'notWritable' },
    ],
  },
  { kind: 'begin', id, round: 1 },
  { kind: 'end', id, round: 65_535, records: 2 ** 32 - 1 },
  { kind: 'result', id, files: 1, skipped: 2, alreadyThere: 3 },
  { kind: 'result', id, files: 1, skipped: 2, alreadyThere: 3, notWanted: 4 },
  { kind: 'hold', id, reason: 'diskFull', ...NUMBERS },
  { kind: 'hold', id, reason: 'folderGone', ...NO_NUMBERS },
  { kind: 'hold', id, reason: 'folderUnwritable', ...NO_NUMBERS },
  { kind: 'hold', id, reason: 'stoppedByPerson', ...NO_NUMBERS },
  { kind: 'cancel', id, reason: 'byPerson' },
  { kind: 'cancel', id, reason: 'notUnderstood' },
  { kind: 'ask', id },
  { kind: 'gone', id },
  { kind: 'thumb', id, index: 7, jpeg: jpegOf(MOST_THUMB_BYTES) },
];

/** What looks like one. */
function jpegOf(length: number): Uint8Array {
  const jpeg = new Uint8Array(length).fill(1);
  jpeg.set([0xff, 0xd8, 0xff]);
  jpeg.set([0xff, 0xd9], length - 2);
  return jpeg;
}

const again = (message: TransferMessage): TransferMessage | null => {
  const { type, body } = encodeTransferMessage(message);
  return decodeTransferMessage(type, body);
};
/** A record as whoever likes may write it. */
const said = (type: number, fields: Readonly<Record<number, CborValue>>): TransferMessage | null =>
  decodeTransferMessage(
    type,
    encodeControl(new Map(Object.entries({ 0: id, ...fields }).map(([k, v]) => [Number(k), v]))),
  );

const index = fc.nat({ max: MOST_ENTRIES - 1 });
const sum = fc.maxSafeNat();
const id16 = fc.uint8Array({ minLength: 16, maxLength: 16 });
const ranged = (what: 'check' | 'there') =>
  fc
    .record({ index, first: fc.nat({ max: 3 }), blocks: fc.integer({ min: 1, max: 9 }), more: fc.nat({ max: 9000 }) })
    .map(
      ({ index: at, first, blocks, more }): HaveItem => ({
        index: at,
        what,
        offset: first * BLOCK_BYTES,
        tags: bytes(blocks * BLOCK_TAG_BYTES, blocks),
        length: (first + blocks - 1) * BLOCK_BYTES + 1 + more,
      }),
    );
const item = fc.oneof(
  fc
    .record({ index, length: fc.nat({ max: MOST_FILE_BYTES }) })
    .map((of): HaveItem => ({ ...of, what: 'sure', tags: none, offset: 0 })),
  index.map((at): HaveItem => ({ index: at, what: 'unwanted', length: 1, tags: none, offset: 0 })),
  ranged('check'),
  ranged('there'),
);
const offer = fc
  .record({
    id: id16,
    run: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    files: fc.integer({ min: 1, max: 2 ** 20 }),
    folders: fc.nat({ max: 2 ** 20 }),
    bytes: sum,
    digest: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    names: fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }), { maxLength: 5 }),
    skipped: sum,
  })
  .map((of): TransferMessage => ({ kind: 'offer', entries: of.files + of.folders, ...of }));
const have = fc
  .record({
    id: id16,
    upTo: fc.nat({ max: MOST_ENTRIES }),
    items: fc.uniqueArray(item, { selector: (each) => each.index }),
  })
  .map((of): TransferMessage => ({ kind: 'have', ...of, items: of.items.toSorted((a, b) => a.index - b.index) }));
const outcome = fc.oneof(
  fc.record({ index, what: fc.constant('skipped' as const), reason: fc.constantFrom(...FILE_REASONS) }),
  fc.record({ index, what: fc.constantFrom('renamed' as const, 'alreadyThere' as const), reason: fc.constant(null) }),
);
const ack = fc
  .record({
    id: id16,
    settledUpTo: fc.nat({ max: MOST_ENTRIES }),
    credit: sum,
    safeBytes: sum,
    outcomes: fc.array(outcome),
    files: fc.nat({ max: MOST_ENTRIES }),
  })
  .map((of): TransferMessage => ({ kind: 'ack', ...of }));
const entries = fc
  .record({ id: id16, first: index, page: fc.uint8Array({ minLength: 1, maxLength: 500 }) })
  .map((of): TransferMessage => ({ kind: 'entries', ...of }));

describe('the messages of a transfer', () => {
  it.each(SAMPLES.map((message) => [message.kind, message] as const))(
    'come back as they went: %s',
    (_kind, message) => {
      expect(again(message)).toEqual(message);
      expect(encodeTransferMessage(message).type).toBe(TRANSFER_TYPES[message.kind]);
    },
  );

  it('come back as they went, whatever is in them', () => {
    fc.assert(
      fc.property(fc.oneof(offer, have, ack, entries), (message) => {
        expect(again(message)).toEqual(message);
      }),
      { numRuns: LONG ? 20_000 : 400 },
    );
  });

  it('have the keys and numbers of the specification', () => {
    const mapOf = (message: TransferMessage): unknown => encodeTransferMessage(message).body;
    const map = (...values: readonly CborValue[]): Uint8Array =>
      encodeControl(new Map(values.map((each, key) => [key, each])));
    expect(mapOf(OFFER)).toEqual(map(id, bytes(8, 1), 2, 1, 300, 3, bytes(32, 2), ['Küche', '😀'], 4));
    const answered = SAMPLES.filter(({ kind }) => kind === 'answer').map(mapOf);
    const full: CborMap = new Map<number, CborValue>([
      [0, id],
      [1, 3],
      [3, 9],
      [4, 4],
    ]);
    expect(answered).toEqual([map(id, 1, 1), map(id, 2), encodeControl(full), map(id, 4), map(id, 5), map(id, 6)]);
    expect(SAMPLES.filter(({ kind }) => kind === 'have').map(mapOf)).toEqual([
      map(id, 12, [
        [0, 1, 3, none, 0],
        [3, 2, 5, none, 0],
        [7, 2, BLOCK_BYTES, none, 0],
        [7, 3, 2 * BLOCK_BYTES + 1, bytes(32), BLOCK_BYTES],
        [8, 4, 0, none, 0],
        [9, 4, 1, bytes(16), 0],
      ]),
    ]);
    expect(SAMPLES.filter(({ kind }) => kind === 'ack').map(mapOf)).toEqual([
      map(
        id,
        5,
        6,
        7,
        [
          [9, 2, 0],
          [3, 3, 0],
          [4, 1, 17],
        ],
        3,
      ),
    ]);
    expect(mapOf({ kind: 'begin', id, round: 3 })).toEqual(map(id, 3));
    const result = { kind: 'result', id, files: 1, skipped: 2, alreadyThere: 3 } as const;
    expect(mapOf(result)).toEqual(map(id, 1, 2, 3));
    expect(mapOf({ ...result, notWanted: 0 })).toEqual(map(id, 1, 2, 3));
    expect(mapOf({ ...result, notWanted: 4 })).toEqual(map(id, 1, 2, 3, 4));
    const ack = { kind: 'ack', id, settledUpTo: 5, credit: 6, safeBytes: 7, outcomes: [], files: 3 } as const;
    expect(mapOf({ ...ack, notWanted: 8, notWantedBytes: 9 })).toEqual(map(id, 5, 6, 7, [], 3, 8, 9));
    const held = SAMPLES.filter(({ kind }) => kind === 'hold').map(mapOf);
    expect(held).toEqual([map(id, 1, 9, 4), map(id, 2), map(id, 3), map(id, 4)]);
    expect(SAMPLES.filter(({ kind }) => kind === 'cancel').map(mapOf)).toEqual([map(id, 1), map(id, 2)]);
    expect(mapOf({ kind: 'gone', id })).toEqual(map(id));
    const list = encodeTransferMessage({ kind: 'entries', id, first: 258, page: bytes(3) });
    expect(Buffer.from(list.body).toString('hex')).toBe(`${'aa'.repeat(16)}00000102070707`);
  });

  it('number the reasons as they have always been', () => {
    // A new reason goes to the end, and into this list; none goes away.
    expect(FILE_REASONS.join(' ')).toBe(
      'link special nameNotUnicode nameNotSendable nameTooLong tooDeep unreadable vanished changed nameUnsafe ' +
        'nameReserved pathTooLong pathThroughLink folderRefused tooLargeForDisk damaged notWritable notWanted ownData ' +
        'notSent emptyFolder',
    );
  });

  it('pass what a later version adds', () => {
    expect(said(TRANSFER_TYPES.begin, { 1: 3, 9: 'new' })).toEqual({ kind: 'begin', id, round: 3 });
    expect(said(TRANSFER_TYPES.list, { 7: [1], [-1]: true })).toEqual({ kind: 'list', id });
  });

  it('write a name that was cut within a character so that it can be read', () => {
    expect(again({ ...OFFER, names: [`${'a'.repeat(254)}😀`.slice(0, 255)] })).toMatchObject({
      names: [`${'a'.repeat(254)}\ufffd`],
    });
  });

  const {
    offer: OFFERED,
    entries: LISTED,
    answer,
    have: HAVE,
    ack: ACK,
    begin,
    result,
    hold,
    cancel,
    gone,
    thumb,
  } = TRANSFER_TYPES;
  const offered = { 1: bytes(8), 2: 2, 3: 1, 4: 300, 5: 3, 6: bytes(32), 7: ['a'], 8: 0 };
  const text = { ...offered, 2: 1, 3: 0, 5: 1, 7: [], 9: true };
  const stream = { ...offered, 2: 1, 3: 0, 4: 0, 5: 1, 11: true };
  const has = (...items: readonly CborValue[]) => [HAVE, { 1: 9, 2: items }] as const;
  const acked = (...outcomes: readonly CborValue[]) => [ACK, { 1: 1, 2: 2, 3: 3, 4: outcomes, 5: 0 }] as const;
  const MIB = BLOCK_BYTES;
  const refused: readonly (readonly [string, number, Readonly<Record<number, CborValue>>])[] = [
    ['an id of 15 bytes', gone, { 0: bytes(15) }],
    ['an id that is text', gone, { 0: 'x'.repeat(16) }],
    ['a run of 9 bytes', OFFERED, { ...offered, 1: bytes(9) }],
    ['entries that don’t add up', OFFERED, { ...offered, 5: 4 }],
    ['no entry', OFFERED, { ...offered, 2: 0, 3: 0, 5: 0 }],
    ['too many entries', OFFERED, { ...offered, 2: MOST_ENTRIES, 5: MOST_ENTRIES + 1 }],
    ['a number of files below 0', OFFERED, { ...offered, 2: -1, 3: 4 }],
    ['a number of bytes below 0', OFFERED, { ...offered, 4: -1 }],
    ['a digest of 31 bytes', OFFERED, { ...offered, 6: bytes(31) }],
    ['six names', OFFERED, { ...offered, 7: ['a', 'b', 'c', 'd', 'e', 'f'] }],
    ['an empty name', OFFERED, { ...offered, 7: [''] }],
    ['a name of 256', OFFERED, { ...offered, 7: ['x'.repeat(256)] }],
    ['a name that is a number', OFFERED, { ...offered, 7: [1] }],
    ['names that are a text', OFFERED, { ...offered, 7: 'abc' }],
    ['a text that is said to be none', OFFERED, { ...text, 9: false }],
    ['a text of two files', OFFERED, { ...text, 2: 2, 5: 2 }],
    ['a text in a folder', OFFERED, { ...text, 3: 1, 5: 2 }],
    ['a text with a name', OFFERED, { ...text, 7: ['a'] }],
    ['a text that is empty', OFFERED, { ...text, 4: 0 }],
    ['a text of more than 1 MiB', OFFERED, { ...text, 4: MIB + 1 }],
    ['a text of which something was left out', OFFERED, { ...text, 8: 1 }],
    ['files that nobody may keep', OFFERED, { ...offered, 10: true }],
    ['a stream that is said to be none', OFFERED, { ...stream, 11: false }],
    ['a stream of two files', OFFERED, { ...stream, 2: 2, 5: 2 }],
    ['a stream in a folder', OFFERED, { ...stream, 3: 1, 5: 2 }],
    ['a stream with a size', OFFERED, { ...stream, 4: 1 }],
    ['a stream of which something was left out', OFFERED, { ...stream, 8: 1 }],
    ['a stream that is a text', OFFERED, { ...stream, 7: [], 9: true }],
    ['a verdict of 0', answer, { 1: 0 }],
    ['a verdict of 7', answer, { 1: 7 }],
    ['a verdict that is text', answer, { 1: 'accepted' }],
    ['an acceptance without a round', answer, { 1: 1 }],
    ['a round of 0', answer, { 1: 1, 2: 0 }],
    ['a round of 65,536', answer, { 1: 1, 2: 65_536 }],
    ['an acceptance with numbers of a disk', answer, { 1: 1, 2: 1, 3: 5, 4: 5 }],
    ['a full disk without numbers', answer, { 1: 3 }],
    ['a refusal with a round', answer, { 1: 2, 2: 1 }],
    ['an entry that no list has', ...has([MOST_ENTRIES, 2, 5, none, 0])],
    ['a kind of 0', ...has([1, 0, 5, none, 0])],
    ['a kind of 5', ...has([1, 5, 5, none, 0])],
    ['an item of four', ...has([1, 2, 5, none])],
    ['an item of six', ...has([1, 2, 5, none, 0, 0])],
    ['an item that is none', ...has(7)],
    ['none unwanted', ...has([1, 1, 0, none, 0])],
    ['unwanted ones beyond every list', ...has([1, 1, MOST_ENTRIES, none, 0])],
    ['unwanted ones with tags', ...has([1, 1, 1, bytes(16), 0])],
    ['something sure with tags', ...has([1, 2, 5, bytes(16), 0])],
    ['something sure from somewhere on', ...has([1, 2, 5, none, MIB])],
    ['something sure beyond every file', ...has([1, 2, MOST_FILE_BYTES + 1, none, 0])],
    ['something to check without a tag', ...has([1, 3, 5, none, 0])],
    ['half a tag', ...has([1, 3, 5, bytes(24), 0])],
    ['a tag of nothing', ...has([1, 3, 0, bytes(16), 0])],
    ['more tags than blocks', ...has([1, 3, MIB, bytes(32), 0])],
    ['tags from within a block', ...has([1, 3, 3 * MIB, bytes(16), 5])],
    ['tags from behind the end', ...has([1, 4, 3 * MIB, bytes(16), 3 * MIB])],
    ['an empty file that begins somewhere', ...has([1, 4, 0, none, MIB])],
    ['entries in another order', ...has([2, 2, 5, none, 0], [1, 2, 5, none, 0])],
    ['the same range twice', ...has([1, 3, 5, bytes(16), 0], [1, 3, 5, bytes(16), 0])],
    ['ranges in another order', ...has([1, 3, 2 * MIB, bytes(16), MIB], [1, 3, 2 * MIB, bytes(16), 0])],
    ['something of an entry that is unwanted', ...has([1, 1, 3, none, 0], [3, 2, 5, none, 0])],
    ['more spoken of than can be', HAVE, { 1: MOST_ENTRIES + 1, 2: [] }],
    ['no items', HAVE, { 1: 1 }],
    ['something skipped for no reason', ...acked([1, 1, 0])],
    ['something renamed for a reason', ...acked([1, 2, 3])],
    ['a reason that isn’t one', ...acked([1, 1, FILE_REASONS.length + 1])],
    ['an outcome of 4', ...acked([1, 4, 0])],
    ['more settled than can be', ACK, { 1: MOST_ENTRIES + 1, 2: 0, 3: 0, 4: [], 5: 0 }],
    ['more files than can be', ACK, { 1: 0, 2: 0, 3: 0, 4: [], 5: MOST_ENTRIES + 1 }],
    ['a credit below 0', ACK, { 1: 0, 2: -1, 3: 0, 4: [], 5: 0 }],
    ['a beginning of round 0', begin, { 1: 0 }],
    ['a beginning of a round that is no number', begin, { 1: [1] }],
    ['a result below 0', result, { 1: 0, 2: -1, 3: 0 }],
    ['a hold of 0', hold, { 1: 0 }],
    ['a hold of 5', hold, { 1: 5 }],
    ['a lost folder with numbers', hold, { 1: 2, 2: 1, 3: 1 }],
    ['a cancel of 3', cancel, { 1: 3 }],
    ['nobody left out', result, { 1: 0, 2: 0, 3: 0, 4: 0 }],
    ['more left out than can be', result, { 1: 0, 2: 0, 3: 0, 4: MOST_ENTRIES + 1 }],
    ['a picture that is none', thumb, { 1: 0, 2: Buffer.from('GIF89a, and more') }],
    ['a picture that is cut off', thumb, { 1: 0, 2: jpegOf(100).subarray(0, 99) }],
    ['a picture without anything in it', thumb, { 1: 0, 2: jpegOf(5) }],
    ['a picture that is too large', thumb, { 1: 0, 2: jpegOf(MOST_THUMB_BYTES + 1) }],
    ['a picture of no place', thumb, { 1: MOST_ENTRIES, 2: jpegOf(100) }],
    ['a picture in words', thumb, { 1: 0, 2: 'jpeg' }],
    ['the first type that isn’t used', 0x2e, {}],
    ['the last type of the range', 0x2f, {}],
    ['a type below', 0x1f, {}],
  ];
  it.each(refused)('are refused with %s', (_what, type, fields) => {
    expect(said(type, fields)).toBeNull();
  });

  it.each(SAMPLES.map((message) => [message.kind, message] as const))(
    'are refused where a key is missing: %s',
    (kind, message) => {
      if (kind === 'entries') return;
      const { type, body } = encodeTransferMessage(message);
      for (const other of Object.values(TRANSFER_TYPES)) {
        // Taken for another type, it is another message or none; it never is itself.
        expect(decodeTransferMessage(other, body)?.kind === kind).toBe(other === type);
      }
      expect(decodeTransferMessage(type, encodeControl(new Map()))).toBeNull();
    },
  );

  it('are refused as a page with too little and with too much', () => {
    const page = (length: number, first = 0): Buffer => {
      const body = Buffer.alloc(20 + length);
      body.writeUInt32BE(first, 16);
      return body;
    };
    expect(decodeTransferMessage(LISTED, page(1))).not.toBeNull();
    expect(decodeTransferMessage(LISTED, page(PAGE_BYTES))).not.toBeNull();
    expect(decodeTransferMessage(LISTED, page(PAGE_BYTES + 1))).toBeNull();
    expect(decodeTransferMessage(LISTED, page(0))).toBeNull();
    expect(decodeTransferMessage(LISTED, Buffer.alloc(3))).toBeNull();
    expect(decodeTransferMessage(LISTED, page(1, MOST_ENTRIES))).toBeNull();
  });

  it('have room for as many items, tags and outcomes as they say, and refuse to be larger than any record', () => {
    const index21 = MOST_ENTRIES - 1;
    const sizeOf = (message: TransferMessage): number => encodeTransferMessage(message).body.length;
    const tagged = (tagBytes: number): HaveItem => {
      const blocks = tagBytes / BLOCK_TAG_BYTES;
      const offset = 2 ** 47;
      return { index: index21, what: 'check', length: offset + blocks * BLOCK_BYTES, tags: bytes(tagBytes), offset };
    };
    const one: TransferMessage = { kind: 'have', id, upTo: index21, items: [tagged(MOST_TAG_BYTES)] };
    expect(again(one)).toEqual(one);
    const items: HaveItem[] = [];
    for (let used = 0, at = 0; ; at++) {
      const next = { ...tagged(16), index: 100_000 + at };
      used += haveBytes(next);
      if (used > MOST_HAVE_BYTES) break;
      items.push(next);
    }
    expect(items.length).toBeGreaterThan(1000);
    const many: TransferMessage = { kind: 'have', id, upTo: index21, items };
    expect(again(many)).toEqual(many);
    const outcomes = Array.from(
      { length: MOST_OUTCOMES },
      () => ({ index: index21, what: 'skipped', reason: 'notWritable' }) as const,
    );
    const most = Number.MAX_SAFE_INTEGER;
    const acks: TransferMessage = {
      kind: 'ack',
      id,
      settledUpTo: index21,
      credit: most,
      safeBytes: most,
      outcomes,
      files: index21,
    };
    expect(again(acks)).toEqual(acks);
    for (const message of [one, many, acks]) expect(sizeOf(message)).toBeLessThanOrEqual(MOST_MESSAGE_BYTES);
    expect(() => sizeOf({ ...one, items: [tagged(MOST_TAG_BYTES + 16 * 20)] })).toThrow();
  });

  it('are refused as a control record that is larger than they may be', () => {
    const large = encodeControl(
      new Map<number, CborValue>([
        [0, id],
        [9, bytes(65_400)],
      ]),
    );
    expect(large.length).toBeGreaterThan(MOST_MESSAGE_BYTES);
    expect(decodeTransferMessage(gone, large)).toBeNull();
    const within = encodeControl(
      new Map<number, CborValue>([
        [0, id],
        [9, bytes(65_200)],
      ]),
    );
    expect(decodeTransferMessage(gone, within)).toEqual({ kind: 'gone', id });
  });

  it('keep no memory of the buffer they were read from', () => {
    for (const message of SAMPLES) {
      const { type, body } = encodeTransferMessage(message);
      const buffer = Buffer.from(body);
      const read = decodeTransferMessage(type, buffer);
      buffer.fill(0xff);
      expect(read).toEqual(message);
    }
  });

  it('own the types from 0x20 to 0x2f', () => {
    expect([0x1f, 0x20, 0x2f, 0x30].map(isTransferType)).toEqual([false, true, true, false]);
    expect(Object.values(TRANSFER_TYPES)).toEqual(Array.from({ length: 14 }, (_, at) => 0x20 + at));
  });
});
