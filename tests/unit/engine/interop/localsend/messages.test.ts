import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasUnshowable } from '../../../../../src/base/text.ts';
import { MOST_FILES } from '../../../../../src/engine/interop/http/json-shape.ts';
import {
  type Announcement,
  encodeAnnouncement,
  encodeInfo,
  encodePeerInfo,
  encodePrepareAnswer,
  encodePrepareUpload,
  encodeTrouble,
  jsonIn,
  MOST_DATAGRAM_BYTES,
  MOST_FILE_NAME,
  type OfferedFile,
  type PeerInfo,
  readAnnouncement,
  readInfo,
  readPeerInfo,
  readPrepareAnswer,
  readPrepareUpload,
  readTrouble,
} from '../../../../../src/engine/interop/localsend/messages.ts';
import * as app from '../../../../support/localsend/messages.ts';

const HASH = 'AB'.repeat(32);

const pear: PeerInfo = {
  alias: 'Nice Pear',
  version: '2.2',
  deviceModel: 'Linux',
  deviceType: 'desktop',
  fingerprint: HASH,
  hasDownloads: false,
  port: 53_317,
  protocol: 'https',
};

const photo: OfferedFile = {
  id: 'one',
  fileName: 'Photos/a.jpg',
  size: 5,
  fileType: 'image/jpeg',
  sha256: 'cd'.repeat(32),
  preview: null,
  modifiedMs: 1_700_000_000_000,
};

const bytesOf = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));
/** As it is on the other side. */
const sent = (json: unknown): unknown => jsonIn(bytesOf(json));

describe('a device', () => {
  const said = { alias: 'Nice Pear', version: '2.0', fingerprint: HASH, port: 1234, protocol: 'https' };
  const read = (change: object): PeerInfo | null => readPeerInfo({ ...said, ...change });

  it('is read as each version from 2.0 to 2.2 says it', () => {
    expect(readPeerInfo(encodePeerInfo(pear))).toEqual(pear);
    const of117 = { ...said, deviceModel: null, deviceType: null, download: null, announcement: null, other: {} };
    expect(readPeerInfo(of117)).toEqual({ ...pear, version: '2.0', deviceModel: null, deviceType: null, port: 1234 });
    expect(readInfo({ alias: 'Old' })).toEqual({
      alias: 'Old',
      version: '1.0',
      deviceModel: null,
      deviceType: null,
      fingerprint: null,
      hasDownloads: false,
    });
  });

  it.each<[string, object, Partial<PeerInfo>]>([
    ['a kind that isn’t known', { deviceType: 'watch' }, { deviceType: null }],
    ['a version that is none', { version: 'latest' }, { version: '1.0' }],
    ['a model that is no text', { deviceModel: 7 }, { deviceModel: null }],
    ['no port and no protocol', { port: null, protocol: undefined }, { port: 53_317, protocol: 'https' }],
    ['port 0', { port: 0 }, { port: null }],
    ['a hash in lower case', { fingerprint: HASH.toLowerCase() }, { fingerprint: HASH }],
    ['another fingerprint', { fingerprint: 'web-1a' }, { fingerprint: 'web-1a' }],
    ['a fingerprint that is too long', { fingerprint: 'a'.repeat(257) }, { fingerprint: null }],
    ['downloads', { download: true }, { hasDownloads: true }],
    ['a name that hides something', { alias: ' a\u202Egpj\n' }, { alias: 'a<U+202E>gpj' }],
    ['a long name', { alias: '😀'.repeat(99) }, { alias: '😀'.repeat(64) }],
    ['a long name, cut behind a space', { alias: `${'x'.repeat(63)}\u00A0y` }, { alias: 'x'.repeat(63) }],
    ['a long name of what is hidden', { alias: '\u202E'.repeat(99) }, { alias: '<U+202E>'.repeat(8) }],
  ])('may have %s', (_what, change, expected) => {
    expect(read(change)).toMatchObject(expected);
  });

  it.each<[string, object]>([
    ['no name', { alias: undefined }],
    ['a name that is no text', { alias: ['a'] }],
    ['a port beyond all', { port: 65_536 }],
    ['a port that is no number', { port: '80' }],
    ['half a port', { port: 1.5 }],
    ['a protocol that isn’t known', { protocol: 'ftp' }],
  ])('has not %s', (_what, change) => {
    expect(read(change)).toBeNull();
  });

  it('is written without nulls', () => {
    const bare = { ...pear, deviceModel: null, deviceType: null, fingerprint: null };
    expect(encodeInfo(bare)).toEqual({ alias: 'Nice Pear', version: '2.2', download: false });
    expect(JSON.stringify(encodePeerInfo({ ...bare, port: null }))).not.toContain('null');
  });
});

describe('an announcement', () => {
  const asking: Announcement = { ...pear, fingerprint: HASH, port: 53_317, isAsking: true };

  it('is written under both of its names', () => {
    expect(jsonIn(encodeAnnouncement(asking))).toEqual({
      alias: 'Nice Pear',
      version: '2.2',
      deviceModel: 'Linux',
      deviceType: 'desktop',
      fingerprint: HASH,
      download: false,
      port: 53_317,
      protocol: 'https',
      announce: true,
      announcement: true,
    });
    expect(readAnnouncement(encodeAnnouncement(asking))).toEqual(asking);
    expect(readAnnouncement(encodeAnnouncement({ ...asking, isAsking: false }))?.isAsking).toBe(false);
  });

  it.each([{ announce: true }, { announcement: true }, { announce: null, announcement: true }])('asks by %j', (by) => {
    expect(readAnnouncement(bytesOf({ ...encodePeerInfo(pear), ...by }))?.isAsking).toBe(true);
  });

  it.each<[string, Uint8Array]>([
    ['of nobody', bytesOf({ ...encodePeerInfo(pear), fingerprint: null })],
    ['of a device that doesn’t listen', bytesOf({ ...encodePeerInfo(pear), port: 0 })],
    ['too long', bytesOf({ ...encodePeerInfo(pear), other: 'x'.repeat(MOST_DATAGRAM_BYTES) })],
    [
      'that is no text',
      Buffer.from(Buffer.from(encodeAnnouncement(asking)).toString('latin1').replace('Pear', 'P\xff'), 'latin1'),
    ],
    ['cut off', encodeAnnouncement(asking).subarray(0, -1)],
    ['of nothing', Buffer.of()],
  ])('is none %s', (_what, datagram) => {
    expect(readAnnouncement(datagram)).toBeNull();
  });
});

describe('an offer', () => {
  const offered = { fileName: 'a', size: 1, fileType: 'text/plain' };
  const read = (files: unknown, info: unknown = encodePeerInfo(pear)) => readPrepareUpload({ info, files });
  const readOne = (change: object) => read({ one: { ...offered, ...change } })?.files[0];

  it('is read as it was written, whatever its ids are called', () => {
    const ids = ['__proto__', 'constructor', 'toString', 'ü'];
    const files = ids.map((id) => ({ ...photo, id }));
    expect(readPrepareUpload(sent(encodePrepareUpload({ info: pear, files })))).toEqual({ info: pear, files });
    expect(Object.prototype).not.toHaveProperty('fileName');
  });

  it('is written as the newest reads it', () => {
    const { files } = encodePrepareUpload({ info: pear, files: [photo, { ...photo, id: 'two', sha256: null }] });
    expect(files.one).toEqual({
      id: 'one',
      fileName: 'Photos/a.jpg',
      size: 5,
      fileType: 'image/jpeg',
      sha256: 'cd'.repeat(32),
      metadata: { modified: '2023-11-14T22:13:20.000Z' },
    });
    const endless = { ...photo, modifiedMs: 8.64e15 };
    const bare = encodePrepareUpload({ info: pear, files: [{ ...endless, sha256: null }] });
    expect(Object.keys(bare.files.one ?? {})).toEqual(['id', 'fileName', 'size', 'fileType']);
  });

  it.each<[object, Partial<OfferedFile>]>([
    [{ sha256: HASH }, { sha256: HASH.toLowerCase() }],
    [{ hash: HASH }, { sha256: HASH.toLowerCase() }],
    [{ hash: HASH, sha256: null }, { sha256: HASH.toLowerCase() }],
    [{ sha256: 'abc' }, { sha256: null }],
    [
      { hash: null, preview: null, metadata: null },
      { sha256: null, preview: null, modifiedMs: null },
    ],
    [{ fileType: null }, { fileType: '' }],
    [{ preview: 'hello' }, { preview: 'hello' }],
    [{ preview: 'x'.repeat(1024 * 1024 + 1) }, { preview: null }],
    [{ size: 2 ** 48 - 1 }, { size: 2 ** 48 - 1 }],
    [{ metadata: { modified: '2023-11-14T22:13:20.123456789Z' } }, { modifiedMs: 1_700_000_000_123 }],
    [{ metadata: { modified: '2023-11-15T00:13:20+02:00' } }, { modifiedMs: 1_700_000_000_000 }],
    [{ metadata: { modified: '2023-11-14 22:13:20z' } }, { modifiedMs: 1_700_000_000_000 }],
    [{ metadata: { modified: '2023-11-14T22:13:20.000' } }, { modifiedMs: 1_700_000_000_000 }],
    [{ metadata: { modified: '2023-02-31T99:13:20Z' } }, { modifiedMs: null }],
    [{ metadata: { modified: 'May 5' } }, { modifiedMs: null }],
    [{ metadata: { modified: 5 } }, { modifiedMs: null }],
    [{ metadata: 'x' }, { modifiedMs: null }],
    [{ fileName: '../\0', other: [1] }, { fileName: '../\0' }],
  ])('may have a file of %j', (change, expected) => {
    expect(readOne(change)).toMatchObject(expected);
  });

  it.each<object>([
    { size: -1 },
    { size: 0.5 },
    { size: 2 ** 48 },
    { size: '1' },
    { size: null },
    { fileName: 'x'.repeat(MOST_FILE_NAME + 1) },
    { fileName: null },
  ])('has no file of %j', (change) => {
    expect(readOne(change)).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['no files', {}],
    ['a list instead', [offered]],
    ['null instead', null],
    ['a file that is none', { one: 'a' }],
    ['an id of nothing', { '': offered }],
    ['a long id', { ['x'.repeat(257)]: offered }],
    [
      'more than can be counted',
      Object.fromEntries(Array.from({ length: 33 }, (_, at) => [at, { ...offered, size: 2 ** 48 - 1 }])),
    ],
  ])('is none of %s', (_what, files) => {
    expect(read(files)).toBeNull();
  });

  it('has a hundred thousand files, and not one more', () => {
    const files = Object.fromEntries(Array.from({ length: MOST_FILES }, (_, at) => [`f${at}`, offered]));
    expect(read(files)?.files).toHaveLength(MOST_FILES);
    expect(read({ ...files, one: offered })).toBeNull();
  });

  it('is none of nobody', () => {
    expect(read({ one: offered }, null)).toBeNull();
    expect(read({ one: offered }, { alias: 'a' })).not.toBeNull();
  });
});

describe('the answer to an offer', () => {
  it('is read as it was written, whatever its ids are called', () => {
    const tokens = new Map([
      ['__proto__', 'token 1'],
      ['two', 'token 2'],
    ]);
    expect(readPrepareAnswer(sent(encodePrepareAnswer({ sessionId: 's', tokens })))).toEqual({
      sessionId: 's',
      tokens,
    });
  });

  it.each<[unknown]>([
    [{ files: {} }],
    [{ sessionId: '', files: {} }],
    [{ sessionId: 's', files: [] }],
    [{ sessionId: 's', files: { one: null } }],
    [{ sessionId: 's', files: { one: 'x'.repeat(257) } }],
  ])('is not %j', (json) => {
    expect(readPrepareAnswer(json)).toBeNull();
  });
});

describe.each(['1.17', '1.18'] as const)('an app of version %s', (version) => {
  const reader = new app.Reader(version);
  const tablet: app.Peer = {
    alias: 'Tablet',
    version: app.WIRE_VERSION[version],
    deviceModel: null,
    deviceType: 'mobile',
    fingerprint: HASH,
    download: false,
    port: 53_317,
    protocol: 'https',
  };

  it('reads what is written', () => {
    const announcing = { ...pear, fingerprint: HASH, port: 53_317, isAsking: true };
    expect(reader.announcement(jsonIn(encodeAnnouncement(announcing)), tablet)).toMatchObject({
      alias: 'Nice Pear',
      isAsking: true,
    });
    expect(reader.peer(sent(encodePeerInfo(pear)), tablet)).toMatchObject({ alias: 'Nice Pear', port: 53_317 });
    expect(reader.info(sent(encodeInfo(pear)))).toMatchObject({ alias: 'Nice Pear' });
    const files = [photo, { ...photo, id: '__proto__', sha256: null, preview: 'hi', modifiedMs: null }];
    const read = reader.prepareUpload(sent(encodePrepareUpload({ info: pear, files })), tablet);
    expect([...read.files.keys()]).toEqual(['one', '__proto__']);
    expect(read.files.get('one')).toMatchObject({ fileName: 'Photos/a.jpg', size: 5 });
    const tokens = new Map([['__proto__', 'token']]);
    expect(reader.accepted(sent(encodePrepareAnswer({ sessionId: 's', tokens })))).toEqual({ sessionId: 's', tokens });
  });

  it('is read', () => {
    expect(readPeerInfo(sent(app.peerFor(version, tablet)))).toMatchObject({ alias: 'Tablet', deviceType: 'mobile' });
    expect(readInfo(sent(app.infoFor(version, tablet)))).toMatchObject({ alias: 'Tablet', fingerprint: HASH });
    const asking = readAnnouncement(bytesOf(app.announcementFor(version, tablet, true)));
    expect(asking).toMatchObject({ alias: 'Tablet', isAsking: true });
    const file: app.FileInfo = {
      ...{ id: 'one', fileName: 'a', size: 5, fileType: 'text/plain', preview: 'hello', sha256: null },
      modified: '2023-11-14T22:13:20.000Z',
    };
    const files = { one: app.fileFor(version, file) };
    const read = readPrepareUpload(sent({ info: app.peerFor(version, tablet), files }));
    expect(read?.files).toMatchObject([{ id: 'one', size: 5, preview: 'hello', modifiedMs: 1_700_000_000_000 }]);
  });
});

it('shows what another program says is wrong, and hides nothing of it', () => {
  expect(readTrouble(sent(encodeTrouble('Rejected')))).toBe('Rejected');
  expect(readTrouble({ message: `\0${'x'.repeat(999)}` })).toBe(`<U+0000>${'x'.repeat(248)}`);
  expect(readTrouble({ message: 5 })).toBeNull();
});

/** Any JSON, and any of ours with something else in some place. */
const someJson = fc.oneof(
  fc.jsonValue(),
  fc
    .record({
      info: fc.constant({ ...encodePeerInfo(pear) }),
      sessionId: fc.constant('s'),
      files: fc.dictionary(fc.oneof(fc.constantFrom('__proto__', 'a'), fc.string()), fc.jsonValue()),
    })
    .map((json) => ({ ...json, ...json.info })),
);

it('takes or refuses whatever is JSON, and says nothing that can’t be shown', () => {
  const readers = [readInfo, readPeerInfo, readPrepareUpload, readPrepareAnswer, readTrouble];
  fc.assert(
    fc.property(someJson, (json) => {
      for (const read of readers) read(json);
      readAnnouncement(bytesOf(json));
      expect(hasUnshowable(readInfo(json)?.alias ?? '')).toBe(false);
    }),
  );
  for (const read of readers) expect(read(undefined)).toBeNull();
});

it('keeps a preview of one file alone, which may be a text to be read', () => {
  const read = (...files: readonly OfferedFile[]) =>
    readPrepareUpload(sent(encodePrepareUpload({ info: pear, files })))?.files.map(({ preview }) => preview);
  const note = { ...photo, preview: 'hello' };
  expect(read(note)).toEqual(['hello']);
  expect(read(note, { ...note, id: 'two' })).toEqual([null, null]);
});

it('reads each offer that it writes', () => {
  const someFile = fc.record({
    id: fc.string({ minLength: 1, maxLength: 8, unit: 'binary' }),
    fileName: fc.string({ maxLength: 8, unit: 'binary' }),
    size: fc.nat(),
    fileType: fc.constantFrom('', 'text/plain'),
    sha256: fc.constantFrom(null, 'ef'.repeat(32)),
    preview: fc.option(fc.string({ maxLength: 8 })),
    modifiedMs: fc.option(fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 })),
  });
  fc.assert(
    fc.property(fc.uniqueArray(someFile, { selector: ({ id }) => id, minLength: 1, maxLength: 4 }), (files) => {
      const read = readPrepareUpload(sent(encodePrepareUpload({ info: pear, files })));
      const byId = (one: OfferedFile, other: OfferedFile): number => (one.id < other.id ? -1 : 1);
      const kept = files.map((file) => (files.length === 1 ? file : { ...file, preview: null }));
      // Ids that look like numbers come first.
      expect(read?.files.toSorted(byId)).toEqual(kept.toSorted(byId));
    }),
  );
});
