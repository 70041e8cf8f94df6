// Every decoder that takes bytes from the network: what is valid for it, and what must be true of whatever it takes.
import { isIP } from 'node:net';
import { hasUnshowable } from '../../src/base/text.ts';
import { DEVICE_KINDS, type DeviceId } from '../../src/contract/devices.ts';
import { FILE_REASONS } from '../../src/contract/transfers.ts';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { announcementIn, textOf } from '../../src/engine/discovery/announcement.ts';
import { answer, answered, choose, offer, offerRest, PREFACE_HEAD_BYTES } from '../../src/engine/noise/preface.ts';
import {
  HEAD_BYTES,
  MOST_CONTROL_BODY,
  type Record,
  RecordOpener,
  RecordSealer,
} from '../../src/engine/noise/records.ts';
import { encodeLink, encodeQr, parseQr } from '../../src/engine/pairing/link.ts';
import { type CborMap, type CborValue, decodeControl, encodeControl } from '../../src/engine/wire/control.ts';
import {
  AGAIN,
  againPieces,
  DATA,
  dataPieces,
  decodeData,
  MOST_SEGMENTS,
  type Segment,
} from '../../src/engine/wire/data.ts';
import { decodeHello, encodeHello } from '../../src/engine/wire/hello.ts';
import { decodeLanes, encodeLanes, MOST_CONNECTIONS } from '../../src/engine/wire/lanes-message.ts';
import { type Entry, EntryPacker, EntryPath, EntryReader, ManifestError } from '../../src/engine/wire/manifest.ts';
import { decodePairMessage, encodePairMessage, PAIR_TYPES } from '../../src/engine/wire/pair-messages.ts';
import {
  BLOCK_BYTES,
  decodeTransferMessage,
  encodeTransferMessage,
  type HaveItem,
  TRANSFER_TYPES,
  type TransferMessage,
} from '../../src/engine/wire/transfer-messages.ts';
import { network, shakeHands, suite } from './channel.ts';
import { NUMBERS, type Random } from './fuzz.ts';

export interface Decoder {
  readonly name: string;
  /** How many of all inputs. */
  readonly share: number;
  valid(random: Random): Buffer;
  /** Random bytes with as much around them as it takes to be looked at. */
  dress(random: Random, bytes: Buffer): Buffer;
  /** Whether it decodes. Throws where that isn't as it should be. */
  decodes(bytes: Buffer): boolean;
  /** Where in it a control record stands. */
  readonly controlFrom?: number;
}

const encode = (map: CborMap): Buffer => Buffer.from(encodeControl(map));

const same = (made: Uint8Array, bytes: Uint8Array): void => {
  if (Buffer.compare(made, bytes) !== 0) throw new Error(`is written as ${Buffer.from(made).toString('hex')}`);
};

/** Random bytes as the body of a padded record. */
function padded(body: Buffer): Buffer {
  const some = body.subarray(0, 60_000);
  const bytes = Buffer.alloc(Math.ceil((some.length + 2) / 256) * 256);
  bytes.writeUInt16BE(some.length);
  some.copy(bytes, 2);
  return bytes;
}

const known = (body: Uint8Array, keys: number): CborMap =>
  new Map([...(decodeControl(body) ?? [])].filter(([key]) => key >= 0 && key < keys));

const someValue = (random: Random, depth: number): CborValue =>
  random.pick<() => CborValue>([
    () => random.pick(NUMBERS.filter(Number.isSafeInteger)),
    () => random.pick(['', 'a', 'Küche', '\u202e', 'x'.repeat(30)]),
    () => random.bytes(random.below(40)),
    () => random.isOneIn(2),
    () => (depth === 0 ? 1 : random.several(3, () => someValue(random, depth - 1))),
  ])();

const control: Decoder = {
  name: 'a control record',
  share: 0.08,
  controlFrom: 0,
  valid: (random) =>
    encode(new Map(random.several(6, (at) => [at * random.pick([1, 1, -1, 300]), someValue(random, 3)]))),
  dress: (_random, bytes) => padded(bytes),
  decodes(bytes) {
    const map = decodeControl(bytes);
    if (map !== null) same(encodeControl(map), bytes);
    return map !== null;
  },
};

const hello: Decoder = {
  name: 'HELLO',
  share: 0.06,
  controlFrom: 0,
  valid: (random) =>
    Buffer.from(
      encodeHello({
        versions: random.several(8, (at) => at + 1),
        name: random.pick(['Calm Pier', 'Küche 🏡', 'x'.repeat(64)]),
        kind: random.pick(['unknown', 'desktop', 'laptop', 'phone', 'tablet', 'server']),
        ...(random.isOneIn(2) ? { port: 1 + random.below(65_535) } : {}),
        ...(random.isOneIn(2) ? { rank: 1 + random.below(65_535) } : {}),
        ...(random.isOneIn(4) ? { isAside: true } : {}),
      }),
    ),
  dress: (_random, bytes) => padded(bytes),
  decodes(bytes) {
    const read = decodeHello(bytes);
    if (read === null) return false;
    if (hasUnshowable(read.name)) throw new Error('a name that hides something');
    const map = known(bytes, 6);
    // What was hidden is visible now, and a kind of a later version unknown: those are not written as they came.
    if (map.get(1) === read.name && Number(map.get(2)) < 6) same(encodeHello(read), encodeControl(map));
    return true;
  },
};

const pair: Decoder = {
  name: 'a pairing message',
  share: 0.08,
  valid(random) {
    const byte = () => random.bytes(32);
    const { type, body } = encodePairMessage(
      random.pick([
        () => ({ kind: 'start', role: 'typer', form: random.pick(['code', 'qr', 'sas'] as const) }) as const,
        () => ({ kind: 'share', point: byte() }) as const,
        () => ({ kind: 'confirm', tag: byte() }) as const,
        () => ({ kind: 'wrong', triesLeft: random.below(3) }) as const,
        () => ({ kind: 'closed', reason: random.pick(['canceled', 'busy', 'different'] as const) }) as const,
        () => ({ kind: 'sasCommit', commitment: byte() }) as const,
        () => ({ kind: random.pick(['sasNonce', 'sasReveal'] as const), nonce: byte() }),
        () => ({ kind: 'keep', announceKey: byte(), signingKey: byte(), signature: random.bytes(64) }) as const,
        () => ({ kind: 'forget' }) as const,
      ])(),
    );
    return Buffer.concat([Buffer.of(type), body]);
  },
  dress: (random, bytes) =>
    Buffer.concat([
      Buffer.of(random.pick(Object.values(PAIR_TYPES))),
      bytes.subarray(0, random.pick([0, 1, 2, 32, 128])),
    ]),
  decodes(bytes) {
    const read = decodePairMessage(bytes[0] ?? 0, bytes.subarray(1));
    if (read === null) return false;
    const { type, body } = encodePairMessage(read);
    same(Buffer.concat([Buffer.of(type), body]), bytes);
    return true;
  },
};

function someItem(random: Random, index: number): HaveItem {
  const blocks = 1 + random.below(3);
  const tags = random.bytes(16 * blocks);
  const none = Buffer.alloc(0);
  return random.pick<HaveItem>([
    { index, what: 'unwanted', length: 1, tags: none, offset: 0 },
    { index, what: 'sure', length: random.pick([0, 1, 2 ** 48 - 1]), tags: none, offset: 0 },
    { index, what: 'check', length: (blocks + 1) * BLOCK_BYTES, tags, offset: random.below(2) * BLOCK_BYTES },
    { index, what: 'there', length: blocks * BLOCK_BYTES, tags, offset: 0 },
  ]);
}

const JPEG = Buffer.of(0xff, 0xd8, 0xff);
const JPEG_END = Buffer.of(0xff, 0xd9);

const STREAM = { folders: 0, entries: 1, bytes: 0, isStream: true } as const;

function someMessage(random: Random): TransferMessage {
  const id = random.bytes(16);
  const index = random.below(2 ** 20);
  const numbers = { neededBytes: random.pick([0, 1, 2 ** 53 - 1]), freeBytes: index };
  const none = { neededBytes: 0, freeBytes: 0 };
  const offered = { run: random.bytes(8), files: 1, folders: index, bytes: 9, entries: index + 1, skipped: 0 };
  return random.pick<() => TransferMessage>([
    () => ({ kind: 'offer', id, ...offered, digest: random.bytes(32), names: random.several(5, (at) => `ä${at}`) }),
    () => ({ kind: 'offer', id, ...offered, ...STREAM, digest: random.bytes(32), names: ['ä'] }),
    () => ({ kind: 'list', id }),
    () => ({ kind: 'entries', id, first: index, page: random.bytes(1 + random.below(60)) }),
    () => ({ kind: 'answer', id, verdict: 'accepted', round: 1 + random.below(65_535), ...none }),
    () => ({ kind: 'answer', id, verdict: 'diskFull', round: 0, ...numbers }),
    () => ({ kind: 'answer', id, verdict: random.pick(['declined', 'folderTrouble'] as const), round: 0, ...none }),
    () => ({ kind: 'have', id, upTo: index, items: random.several(9, (at) => someItem(random, index + at)) }),
    () => ({
      kind: 'ack',
      id,
      settledUpTo: index,
      credit: 1,
      safeBytes: 2 ** 53 - 1,
      files: random.below(9),
      outcomes: [
        ...random.several(5, (at) => ({ index: at, what: 'skipped', reason: random.pick(FILE_REASONS) }) as const),
        { index, what: random.pick(['renamed', 'alreadyThere'] as const), reason: null },
      ],
      ...(random.isOneIn(2) ? { notWanted: 1 + index, notWantedBytes: 2 ** 53 - 1 } : {}),
      ...(random.isOneIn(2) ? { placed: 1 + random.below(9) } : {}),
      ...(random.isOneIn(2) ? { arrived: 1 + random.below(99) } : {}),
    }),
    () => ({ kind: 'begin', id, round: 1 }),
    () => ({ kind: 'end', id, round: 65_535, records: random.pick([0, 1, 2 ** 32 - 1]) }),
    () => ({
      kind: 'result',
      id,
      files: index,
      skipped: 1,
      alreadyThere: 2,
      ...(random.isOneIn(2) ? { notWanted: 3 } : {}),
    }),
    () => ({ kind: 'hold', id, reason: 'diskFull', ...numbers }),
    () => ({ kind: 'hold', id, reason: random.pick(['folderGone', 'stoppedByPerson'] as const), ...none }),
    () => ({ kind: 'cancel', id, reason: random.pick(['byPerson', 'notUnderstood'] as const) }),
    () => ({ kind: 'ask', id }),
    () => ({ kind: 'gone', id }),
    () => ({ kind: 'thumb', id, index, jpeg: Buffer.concat([JPEG, random.bytes(1 + random.below(99)), JPEG_END]) }),
  ])();
}

/** From `offer` on; the entries' is no map. */
const KEYS = [12, 1, 0, 5, 3, 10, 2, 3, 5, 4, 2, 1, 1, 3];

const transfer: Decoder = {
  name: 'a transfer message',
  share: 0.14,
  controlFrom: 1,
  valid(random) {
    const { type, body } = encodeTransferMessage(someMessage(random));
    return Buffer.concat([Buffer.of(type), body]);
  },
  dress(random, bytes) {
    const type = random.pick(Object.values(TRANSFER_TYPES));
    return Buffer.concat([Buffer.of(type), type === TRANSFER_TYPES.entries ? bytes : padded(bytes)]);
  },
  decodes(bytes) {
    const [type = 0] = bytes;
    const body = bytes.subarray(1);
    const read = decodeTransferMessage(type, body);
    if (read === null) return false;
    const written = encodeTransferMessage(read);
    if (written.type !== type) throw new Error('is another type');
    same(written.body, read.kind === 'entries' ? body : encodeControl(known(body, KEYS[type - 0x20] ?? 0)));
    return true;
  },
};

const lanes: Decoder = {
  name: 'LANES',
  share: 0.04,
  controlFrom: 0,
  valid: (random) => Buffer.from(encodeLanes(1 + random.below(MOST_CONNECTIONS))),
  dress: (_random, bytes) => padded(bytes),
  decodes(bytes) {
    const wanted = decodeLanes(bytes);
    if (wanted === null) return false;
    if (!Number.isInteger(wanted) || wanted < 1 || wanted > MOST_CONNECTIONS) throw new Error('so many there can’t be');
    return true;
  },
};

const data: Decoder = {
  name: 'DATA',
  share: 0.1,
  valid(random) {
    const segments = random.several(random.pick([1, 3, 40]), (index): Segment => {
      const [length, isLast] = [1 + random.below(50), random.isOneIn(2)];
      return random.pick<Segment>([
        { kind: 'content', index, offset: random.pick([0, 5, 2 ** 40]), length, isLast },
        { kind: 'end', index, size: length, digest: random.bytes(16) },
        { kind: 'failed', index, reason: random.pick(['vanished', 'unreadable', 'changed']) },
      ]);
    });
    const length = segments.reduce((sum, each) => sum + (each.kind === 'content' ? each.length : 0), 0);
    const place = { id: random.bytes(16), round: 1 + random.below(3), seq: random.pick([0, 1, 2 ** 32 - 1]) };
    const body = dataPieces(place, segments, [random.bytes(length)]);
    const isAgain = random.isOneIn(2);
    return Buffer.concat([
      Buffer.of(isAgain ? AGAIN : DATA),
      ...(isAgain ? againPieces(random.bytes(16), body) : body),
    ]);
  },
  dress: (random, bytes) =>
    Buffer.concat([
      Buffer.of(DATA),
      random.bytes(16),
      Buffer.of(0, 0, 0, 1 + random.below(2), ...random.bytes(4), 0, 1 + random.below(2), 1 + random.below(4)),
      bytes,
    ]),
  decodes(bytes) {
    const [type = 0] = bytes;
    const body = bytes.subarray(1);
    const chunks = [body.subarray(0, 1), body.subarray(1, 30), body.subarray(30, 31), body.subarray(31)];
    const read = decodeData(chunks, type);
    if (read === null) return false;
    const segments = [...read.segments];
    if (segments.length > MOST_SEGMENTS) throw new Error('too many');
    const content = segments.flatMap((each) => each.content);
    if (!content.every(({ buffer }) => buffer === bytes.buffer)) throw new Error('content was copied');
    const again = dataPieces(read, segments, content);
    same(Buffer.concat(read.firstTag === null ? again : againPieces(read.firstTag, again)), body);
    return true;
  },
};

function pack(entries: Iterable<Entry>): readonly Uint8Array[] {
  const packer = new EntryPacker();
  return [...Array.from(entries, (entry) => packer.add(entry)), packer.end()].filter((page) => page !== null);
}

function* someEntries(random: Random, depth: number): Generator<Entry> {
  const names = random.several(4, () => random.pick(['a', '..', 'b\\c', 'é', '😀', '\ufeff', 'x'.repeat(200), '\0']));
  for (const name of [...new Set(names)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
    const isFolder = depth < 6 && random.isOneIn(3);
    const size = isFolder ? 0 : random.pick([0, 1, 2 ** 48 - 1]);
    yield { kind: isFolder ? 'folder' : 'file', depth, name, size, modifiedMs: random.pick([0, -1, 2 ** 47 - 1]) };
    if (isFolder && !random.isOneIn(4)) yield* someEntries(random, depth + 1);
  }
}

const aStream: Entry = { kind: 'stream', depth: 0, name: 'é', size: 0, modifiedMs: -1 };

const entries: Decoder = {
  name: 'a page of a list',
  share: 0.09,
  valid: (random) => Buffer.concat(pack(random.isOneIn(8) ? [aStream] : someEntries(random, 0))),
  dress: (random, bytes) => Buffer.concat([Buffer.of(1 + random.below(3), 0, 0, 1 + random.below(3)), bytes]),
  decodes(bytes) {
    const reader = new EntryReader();
    let read: readonly Entry[];
    try {
      read = reader.read(bytes);
    } catch (error) {
      if (error instanceof ManifestError) return false;
      throw error;
    }
    same(Buffer.concat(pack(read)), bytes);
    const path = new EntryPath();
    const files = new Set<string>();
    const folders = new Set<string>(['[]']);
    for (const entry of read) {
      const names = path.enter(entry);
      const [here, above] = [JSON.stringify(names), JSON.stringify(names.slice(0, -1))];
      if (files.has(here) || folders.has(here)) throw new Error('the same path twice');
      if (!folders.has(above)) throw new Error('something in no folder');
      (entry.kind === 'folder' ? folders : files).add(here);
      if (entry.kind === 'stream' && read.length > 1) throw new Error('a stream that isn’t alone');
    }
    const { digest, ...counts } = reader.end();
    if (counts.entries !== read.length || counts.files !== files.size || digest.length !== 32)
      throw new Error('miscounted');
    return true;
  },
};

const someLink = (random: Random) => ({
  publicKey: random.bytes(32),
  addresses: random.several(8, () => ({
    host: random.pick(['192.168.1.7', '10.0.0.1', 'fe80::1', '2001:db8::5']),
    port: 1 + random.below(65_535),
  })),
});

const link: Decoder = {
  name: 'the text of a link or a QR',
  share: 0.06,
  valid(random) {
    const of = someLink(random);
    return Buffer.from(random.isOneIn(2) ? encodeLink(of) : encodeQr(of, new Secret(random.bytes(16))), 'utf8');
  },
  dress: (_random, bytes) => Buffer.concat([Buffer.from('ferry:1?k='), Buffer.from(bytes.toString('base64url'))]),
  decodes(bytes) {
    const text = bytes.toString('utf8');
    const qr = parseQr(text);
    if (!qr.ok) return false;
    const { link: of, secret } = qr.value;
    same(Buffer.from(secret === null ? encodeLink(of) : encodeQr(of, secret)), Buffer.from(text.trim()));
    if (of.addresses.some(({ host }) => isIP(host) === 0)) throw new Error('an address that is none');
    return true;
  },
};

const preface: Decoder = {
  name: 'the preface of a handshake',
  share: 0.06,
  valid(random) {
    const versions = random.several(8, (at) => at * 7 + 1 + random.below(7));
    return Buffer.from(
      random.isOneIn(4)
        ? answer(random.below(65_536))
        : offer(versions, random.pick(versions), random.pick(['control', 'lane'])),
    );
  },
  dress: (random, bytes) => Buffer.concat([Buffer.from('FRRY'), Buffer.of(1 + random.below(9)), bytes]),
  decodes(bytes) {
    if (bytes.length === 6) {
      const version = answered(bytes);
      if (version !== null) same(answer(version), bytes);
      return version !== null;
    }
    // It is asked for exactly as many bytes as it wants next.
    const head = bytes.subarray(0, PREFACE_HEAD_BYTES);
    const length = head.length < PREFACE_HEAD_BYTES ? null : offerRest(head);
    const rest = bytes.subarray(PREFACE_HEAD_BYTES, PREFACE_HEAD_BYTES + (length ?? 0));
    if (length === null || length > 19 || rest.length < length) return false;
    const choice = choose(rest, [1, 2, 3]);
    if (choice === null) return false;
    const versions = Array.from({ length: (length - 3) / 2 }, (_, at) => rest.readUInt16BE(2 * at));
    same(offer(versions, choice.used, choice.purpose), bytes.subarray(0, PREFACE_HEAD_BYTES + length));
    if (choice.version > 3 || (choice.version > 0 && !versions.includes(choice.version)))
      throw new Error('not offered');
    return true;
  },
};

const { initiator, responder } = await shakeHands(network());

const records: Decoder = {
  name: 'a stream of records',
  share: 0.09,
  valid(random) {
    const sealer = new RecordSealer(suite, initiator.keys.send);
    return Buffer.concat(
      random.several(4, () => sealer.seal(random.below(256), random.bytes(random.pick([0, 1, 40, 300])))).flat(),
    );
  },
  dress: (_random, bytes) => Buffer.concat([Buffer.of(0, 0, 0, bytes.length % 256), bytes]),
  decodes(bytes) {
    const opener = new RecordOpener(suite, responder.keys.receive, MOST_CONTROL_BODY);
    const opened: Record[] = [];
    const size = 1 + (bytes.length % 97);
    let isRefused = false;
    try {
      for (let at = 0; at < bytes.length; at += size)
        opener.push(bytes.subarray(at, at + size), (record) => opened.push(record));
    } catch (error) {
      if (!/length that is not allowed|authenticate data|invalid ghash tag/.test(String(error))) throw error;
      isRefused = true;
    }
    const again = new RecordSealer(suite, initiator.keys.send);
    const resealed = Buffer.concat(opened.flatMap(({ type, body }) => again.seal(type, body)));
    same(resealed, bytes.subarray(0, resealed.length));
    const rest = bytes.subarray(resealed.length);
    const next = rest.length < HEAD_BYTES ? null : rest.readUInt32BE();
    const isWrong = next !== null && (next < 17 || next > MOST_CONTROL_BODY + 17);
    if (isWrong && !isRefused) throw new Error('waits for a length that is not allowed');
    return opened.length > 0 && !isRefused;
  },
};

const announcement: Decoder = {
  name: 'an announcement',
  share: 0.06,
  valid(random) {
    const id = random.bytes(16).toString('hex') as DeviceId;
    const isOpen = random.isOneIn(2);
    const text = textOf({
      versions: random.several(8, (at) => at + 1),
      kind: random.pick(DEVICE_KINDS),
      id: isOpen ? id : null,
      name: isOpen ? random.pick(['Calm Pier', 'Küche 🏡', '🚀'.repeat(64)]) : null,
      tag: isOpen ? null : random.bytes(16),
      ...(isOpen && random.isOneIn(2) ? { waitsWithCode: true } : {}),
    });
    return Buffer.from(linesOf(text));
  },
  dress: (_random, bytes) => Buffer.concat([Buffer.from('v=1\nk='), bytes]),
  decodes(bytes) {
    // As the strings of a text record come: by their names, the first of each.
    const pairs = bytes
      .toString()
      .split('\n')
      .map((line) => line.split(/=(.*)/s, 2));
    const text = Object.fromEntries(pairs.toReversed().map(([key = '', value = '']) => [key, value]));
    const said = announcementIn(text);
    if (said === null) return false;
    if (said.name !== null && hasUnshowable(said.name)) throw new Error('a name that hides something');
    if (said.waitsWithCode && said.id === null) throw new Error('waits, and nobody knows who');
    const again = announcementIn(textOf(said));
    if (linesOf(textOf(said)) !== linesOf(textOf(again ?? said)) || again === null)
      throw new Error('is read otherwise');
    return true;
  },
};

const linesOf = (text: { readonly [key: string]: string }): string =>
  Object.entries(text)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');

export const DECODERS = [records, preface, control, hello, pair, transfer, lanes, data, entries, link, announcement];
