// The decoders of LocalSend's side: what comes there is JSON and certificates, from anybody on the network.
import { hasUnshowable } from '../../src/base/text.ts';
import { certificateTrouble, makeCertificate } from '../../src/engine/interop/localsend/certificate.ts';
import {
  type Announcement,
  encodeAnnouncement,
  encodePrepareAnswer,
  encodePrepareUpload,
  jsonIn,
  MOST_FILE_NAME,
  type OfferedFile,
  readAnnouncement,
  readPrepareAnswer,
  readPrepareUpload,
} from '../../src/engine/interop/localsend/messages.ts';
import { NUMBERS, type Random } from './fuzz.ts';
import type { Decoder } from './fuzz-decoders.ts';

const NAMES = ['a.txt', 'Küche/🏡', '../..', '\0', '__proto__', 'a//./b', 'x'.repeat(300)];

const bytesOf = (json: unknown): Buffer => Buffer.from(JSON.stringify(json));

function someDevice(random: Random): Announcement {
  return {
    alias: random.pick(['Calm Pier', 'Küche 🏡', 'x'.repeat(64)]),
    version: random.pick(['1.0', '2.0', '2.2']),
    deviceModel: random.pick([null, 'Linux']),
    deviceType: random.pick([null, 'mobile', 'headless'] as const),
    fingerprint: random.isOneIn(2) ? random.bytes(32).toString('hex').toUpperCase() : 'web-1',
    hasDownloads: random.isOneIn(2),
    port: 1 + random.below(65_535),
    protocol: random.pick(['http', 'https'] as const),
    isAsking: random.isOneIn(2),
  };
}

const someFile = (random: Random, at: number): OfferedFile => ({
  id: random.pick([`${at}`, `id ${at}`, `__proto__${at}`]),
  fileName: random.pick(NAMES),
  size: random.pick([0, 1, 2 ** 48 - 1]),
  fileType: random.pick(['text/plain', 'text', 'image/png', '']),
  sha256: random.pick([null, random.bytes(32).toString('hex')]),
  preview: random.pick([null, '', 'hello']),
  modifiedMs: random.pick([null, 0, 1_700_000_000_123]),
});

/** Anything where something else is due: what flipped bytes seldom come to, since they are no JSON then. */
function someValue(random: Random, bytes: Buffer): unknown {
  const text = bytes.toString('latin1');
  return random.pick<unknown>([text, null, true, [text], { [text]: text }, random.pick(NUMBERS), undefined]);
}

function changed(random: Random, json: object, bytes: Buffer): object {
  const key = random.pick([...Object.keys(json), bytes.toString('utf8')]);
  return { ...json, [key]: someValue(random, bytes) };
}

const same = (one: unknown, other: unknown): void => {
  if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error(`is read otherwise: ${JSON.stringify(other)}`);
};

const announcement: Decoder = {
  name: 'an announcement of LocalSend',
  share: 0.04,
  valid: (random) => Buffer.from(encodeAnnouncement(someDevice(random))),
  dress: (random, bytes) => bytesOf(changed(random, jsonIn(encodeAnnouncement(someDevice(random))) as object, bytes)),
  decodes(bytes) {
    const said = readAnnouncement(bytes);
    if (said === null) return false;
    for (const shown of [said.alias, said.deviceModel ?? ''])
      if (hasUnshowable(shown) || [...shown].length > 64) throw new Error('a name that hides something');
    if (said.port < 1 || said.port > 65_535) throw new Error('a port that is none');
    same(said, readAnnouncement(encodeAnnouncement(said)));
    return true;
  },
};

const offered: Decoder = {
  name: 'an offer of LocalSend',
  share: 0.05,
  valid: (random) =>
    bytesOf(encodePrepareUpload({ info: someDevice(random), files: random.several(5, (at) => someFile(random, at)) })),
  dress(random, bytes) {
    const { info, files } = encodePrepareUpload({ info: someDevice(random), files: [someFile(random, 0)] });
    const [id = '', file = {}] = Object.entries(files)[0] ?? [];
    return random.pick([
      () => bytesOf({ info, files: { [id]: changed(random, file, bytes) } }),
      () => bytesOf({ info, files: changed(random, files, bytes) }),
      () => bytesOf({ info: changed(random, info, bytes), files }),
    ])();
  },
  decodes(bytes) {
    const read = readPrepareUpload(jsonIn(bytes));
    if (read === null) return false;
    for (const { id, fileName, size } of read.files) {
      if (id.length < 1 || id.length > 256 || fileName.length > MOST_FILE_NAME) throw new Error('beyond its bounds');
      if (!Number.isSafeInteger(size) || size < 0 || size >= 2 ** 48) throw new Error('a size that is none');
    }
    if (new Set(read.files.map(({ id }) => id)).size !== read.files.length) throw new Error('an id twice');
    same(read, readPrepareUpload(jsonIn(bytesOf(encodePrepareUpload(read)))));
    return true;
  },
};

const answered: Decoder = {
  name: 'an answer of LocalSend',
  share: 0.02,
  valid: (random) => {
    const tokens = new Map(random.several(5, (at) => [`__proto__${at}`.slice(0, 9 + at), `token ${at}`] as const));
    return bytesOf(encodePrepareAnswer({ sessionId: random.bytes(8).toString('hex'), tokens }));
  },
  dress(random, bytes) {
    const json = { sessionId: 's', files: { one: 'token' } };
    if (random.isOneIn(2)) return bytesOf(changed(random, json, bytes));
    return bytesOf({ ...json, files: changed(random, json.files, bytes) });
  },
  decodes(bytes) {
    const read = readPrepareAnswer(jsonIn(bytes));
    if (read === null) return false;
    const again = readPrepareAnswer(jsonIn(bytesOf(encodePrepareAnswer(read))));
    same([read.sessionId, ...read.tokens], again === null ? null : [again.sessionId, ...again.tokens]);
    return true;
  },
};

const { der } = await makeCertificate();
const NOW = Date.UTC(2026, 10, 22);

const certificate: Decoder = {
  name: 'a certificate of LocalSend',
  share: 0.03,
  valid: () => Buffer.from(der),
  dress: (_random, bytes) => Buffer.concat([der.subarray(0, 4), bytes, der.subarray(4 + bytes.length)]),
  decodes: (bytes) => certificateTrouble(bytes, NOW) === null,
};

export const LOCALSEND_DECODERS = [announcement, offered, answered, certificate];
