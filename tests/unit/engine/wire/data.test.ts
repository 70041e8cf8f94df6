import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AGAIN,
  againPieces,
  DATA,
  type Data,
  type DataSegment,
  dataPieces,
  decodeData,
  MOST_SEGMENTS,
  type Segment,
} from '../../../../src/engine/wire/data.ts';
import { MOST_ENTRIES, MOST_FILE_BYTES } from '../../../../src/engine/wire/manifest.ts';

const LONG = Boolean(process.env.FERRY_LONG);
const ID = new Uint8Array(16).fill(0xaa);
const ROW_BYTES = 15;
const HEAD_BYTES = 26;
const PLACE = { id: ID, round: 1, seq: 0x01020304 };

const content = (index: number, offset: number, length: number, isLast = false): Segment => ({
  kind: 'content',
  index,
  offset,
  length,
  isLast,
});
const DIGEST = new Uint8Array(16).fill(0xdd);

/** The bytes in chunks of about that size, some of them empty. */
function chunked(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [bytes.subarray(0, 0)];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size), bytes.subarray(0, 0));
  return chunks;
}

const segmentsOf = (data: Data | null): readonly DataSegment[] => [...(data?.segments ?? [])];

/** What a record says, each content in one. */
const told = (data: Data | null) =>
  data && {
    ...data,
    segments: segmentsOf(data).map((each) => ({ ...each, content: Buffer.concat(each.content) })),
  };

interface Row {
  readonly kind?: number;
  readonly index?: number;
  readonly offset?: number;
  readonly length?: number;
}

/** A body as whoever likes may write it. */
function raw(rows: readonly Row[], contentBytes: number | Uint8Array, count = rows.length): Buffer {
  const head = Buffer.alloc(HEAD_BYTES + ROW_BYTES * rows.length);
  head.set(ID);
  head.writeUInt32BE(1, 16);
  let at = head.writeUInt16BE(count, 24);
  for (const { kind = 1, index = 0, offset = 0, length = 0 } of rows) {
    at = head.writeUInt8(kind, at);
    at = head.writeUInt32BE(index, at);
    at = head.writeUIntBE(offset, at, 6);
    at = head.writeUInt32BE(length, at);
  }
  return Buffer.concat([head, typeof contentBytes === 'number' ? Buffer.alloc(contentBytes, 1) : contentBytes]);
}

const index = fc.nat({ max: MOST_ENTRIES - 1 });
const segment: fc.Arbitrary<Segment> = fc.oneof(
  fc
    .record({ index, offset: fc.maxSafeNat(), length: fc.nat({ max: 300 }), isLast: fc.boolean() })
    .map(({ offset, length, isLast, ...rest }) => ({
      kind: 'content' as const,
      offset: offset % 2 ** 47,
      length: isLast ? length : length + 1,
      isLast,
      ...rest,
    })),
  fc.record({
    kind: fc.constant('end' as const),
    index,
    size: fc.maxSafeNat().map((size) => size % 2 ** 48),
    digest: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  }),
  fc.record({
    kind: fc.constant('failed' as const),
    index,
    reason: fc.constantFrom('vanished' as const, 'unreadable' as const, 'changed' as const),
  }),
);

describe('a DATA record', () => {
  it('comes back as it was, however the content and the record lay in pieces', () => {
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 500 }),
        (segments, sentIn, cameIn) => {
          const length = segments.reduce((sum, each) => sum + (each.kind === 'content' ? each.length : 0), 0);
          const bytes = Uint8Array.from({ length }, (_, at) => at * 7);
          const body = Buffer.concat(dataPieces(PLACE, segments, chunked(bytes, sentIn)));
          let at = 0;
          const expected = segments.map((each) => {
            const own = each.kind === 'content' ? each.length : 0;
            at += own;
            return { ...each, content: Buffer.from(bytes.subarray(at - own, at)) };
          });
          expect(told(decodeData(chunked(body, cameIn)))).toEqual({ ...PLACE, firstTag: null, segments: expected });
        },
      ),
      { numRuns: LONG ? 20_000 : 400 },
    );
  });

  it('has the layout of the specification', () => {
    expect(DATA).toBe(0x40);
    const pieces = dataPieces(
      PLACE,
      [
        content(1, 2, 3, true),
        content(4, 0x0102030405, 1),
        { kind: 'end', index: 5, size: 6, digest: DIGEST },
        { kind: 'failed', index: 7, reason: 'vanished' },
        { kind: 'failed', index: 8, reason: 'unreadable' },
        { kind: 'failed', index: 9, reason: 'changed' },
      ],
      [Buffer.from('abcd')],
    );
    expect(Buffer.concat(pieces).toString('hex')).toBe(
      [
        ['aa'.repeat(16), '00000001', '01020304', '0006'],
        ['02', '00000001', '000000000002', '00000003'],
        ['01', '00000004', '000102030405', '00000001'],
        ['03', '00000005', '000000000006', '00000010'],
        ['04', '00000007', '000000000000', '00000001'],
        ['04', '00000008', '000000000000', '00000001'],
        ['04', '00000009', '000000000000', '00000001'],
        ['61626364', 'dd'.repeat(16), '01', '02', '03'],
      ]
        .flat()
        .join(''),
    );
  });

  it('copies no content, neither when it is written nor when it is read', () => {
    const files = Buffer.alloc(256 * 4096, 5);
    const segments = Array.from({ length: 256 }, (_, at) => content(at, 0, 4096, true));
    const pieces = dataPieces(PLACE, segments, [files]);
    expect(pieces).toHaveLength(2);
    expect(pieces[1]?.buffer).toBe(files.buffer);
    const body = Buffer.concat(pieces);
    const read = decodeData(chunked(body, 65_536));
    const views = segmentsOf(read).flatMap((each) => each.content);
    expect(views.length).toBeLessThan(256 + 20);
    expect(views.every(({ buffer }) => buffer === body.buffer)).toBe(true);
  });

  it('keeps its other values when its memory is used again', () => {
    const segments: readonly Segment[] = [content(1, 0, 2), { kind: 'end', index: 1, size: 2, digest: DIGEST }];
    const body = Buffer.concat(dataPieces(PLACE, segments, [Buffer.from('hi')]));
    const read = decodeData([body]);
    const [, end] = segmentsOf(read);
    body.fill(0);
    expect(read?.id).toEqual(ID);
    expect(end).toMatchObject({ digest: DIGEST });
  });

  it('is AGAIN behind the tag it was sealed with first', () => {
    expect(AGAIN).toBe(0x41);
    const body = Buffer.concat(againPieces(DIGEST, dataPieces(PLACE, [content(1, 2, 3)], [Buffer.from('abc')])));
    expect(body.subarray(0, 36).toString('hex')).toBe(`${'dd'.repeat(16)}${'aa'.repeat(16)}00000001`);
    for (const size of [1, 7, 1000])
      expect(told(decodeData(chunked(body, size), AGAIN))).toMatchObject({
        ...PLACE,
        firstTag: DIGEST,
        segments: [{ index: 1, offset: 2, length: 3, content: Buffer.from('abc') }],
      });
    expect(decodeData([body.subarray(0, 15)], AGAIN)).toBeNull();
    expect(decodeData([body.subarray(16)], AGAIN)).toBeNull();
    expect(decodeData([body.subarray(16)], 0x42)).toBeNull();
    expect(() => againPieces(DIGEST.subarray(1), [])).toThrow();
  });

  it('is of a round from 1 to 65,535, and any place in it', () => {
    const of = (round: number, seq: number) =>
      decodeData(dataPieces({ id: ID, round, seq }, [content(0, 0, 0, true)], []));
    expect(of(1, 0)).toMatchObject({ round: 1, seq: 0 });
    expect(of(65_535, 2 ** 32 - 1)).toMatchObject({ round: 65_535, seq: 2 ** 32 - 1 });
    for (const round of [0, 65_536, 2 ** 32 - 1]) expect(of(round, 0)).toBeNull();
  });

  it('takes 4,096 segments and not one more', () => {
    const rows = Array.from({ length: MOST_SEGMENTS }, (_, at) => ({ kind: 2, index: at }));
    expect(segmentsOf(decodeData([raw(rows, 0)]))).toHaveLength(MOST_SEGMENTS);
    expect(decodeData([raw([...rows, { kind: 2 }], 0)])).toBeNull();
  });

  it('takes an empty file, the end of the longest, and nothing beyond it', () => {
    expect(segmentsOf(decodeData([raw([{ kind: 2 }], 0)]))[0]).toMatchObject({ length: 0, isLast: true, content: [] });
    expect(decodeData([raw([{ kind: 1, offset: MOST_FILE_BYTES - 5, length: 5 }], 5)])).not.toBeNull();
    expect(decodeData([raw([{ kind: 1, offset: MOST_FILE_BYTES - 4, length: 5 }], 5)])).toBeNull();
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['half a head', raw([{ kind: 2 }], 0).subarray(0, 25)],
    ['half a row', raw([{ kind: 2 }], 0).subarray(0, -1)],
    ['no segment', raw([], 0)],
    ['more segments than there are', raw([{ length: 5 }], 5, 2)],
    ['65,535 segments that aren’t there', raw([{ length: 5 }], 5, 65_535)],
    ['a byte too few', raw([{ length: 5 }], 4)],
    ['a byte too many', raw([{ length: 5 }], 6)],
    ['four thousand million bytes that aren’t there', raw([{ length: 2 ** 32 - 1 }], 5)],
    ['lengths that only add up beyond 2^32', raw([{ length: 2 ** 32 - 1 }, { length: 6 }], 5)],
    ['a kind of 0', raw([{ kind: 0, length: 1 }], 1)],
    ['a kind of 5', raw([{ kind: 5, length: 1 }], 1)],
    ['an entry that no list has', raw([{ index: MOST_ENTRIES, length: 1 }], 1)],
    ['nothing of a file', raw([{ kind: 1, length: 0 }], 0)],
    ['a digest of 15 bytes', raw([{ kind: 3, length: 15 }], 15)],
    ['a digest of 17 bytes', raw([{ kind: 3, length: 17 }], 17)],
    ['a failure somewhere', raw([{ kind: 4, offset: 1, length: 1 }], 1)],
    ['a failure without a reason', raw([{ kind: 4, length: 0 }], 0)],
    ['a failure of two reasons', raw([{ kind: 4, length: 2 }], 2)],
    ['a reason of 0', raw([{ kind: 4, length: 1 }], Uint8Array.of(0))],
    ['a reason of 4', raw([{ kind: 4, length: 1 }], Uint8Array.of(4))],
  ])('is refused with %s', (_what, body) => {
    for (const size of [1, 7, 1000]) expect(decodeData(chunked(body, size))).toBeNull();
  });

  it.each<[string, Uint8Array, readonly Segment[], readonly Uint8Array[]]>([
    ['no segments', ID, [], []],
    ['too many segments', ID, Array.from({ length: MOST_SEGMENTS + 1 }, () => content(0, 0, 0, true)), []],
    ['an id of 15 bytes', ID.subarray(1), [content(0, 0, 0, true)], []],
    ['a digest of 32 bytes', ID, [{ kind: 'end', index: 0, size: 0, digest: new Uint8Array(32) }], []],
    ['less content than it says', ID, [content(0, 0, 2)], [Buffer.from('a')]],
    ['more content than it says', ID, [content(0, 0, 2)], [Buffer.from('abc')]],
  ])('isn’t written with %s', (_what, id, segments, pieces) => {
    expect(() => dataPieces({ ...PLACE, id }, segments, pieces)).toThrow();
  });
});
