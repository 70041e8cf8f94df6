import { randomBytes } from 'node:crypto';
import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nativeAesGcm } from '../../src/engine/crypto/aes-gcm.ts';
import { nobleAesGcm } from '../../src/engine/crypto/aes-gcm-noble.ts';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { Channel, ChannelError, CLOSE_REASON } from '../../src/engine/noise/channel.ts';
import { initiate, respond } from '../../src/engine/noise/handshake.ts';
import type { Record } from '../../src/engine/noise/records.ts';
import {
  CLOSE,
  HEAD_BYTES,
  MOST_BODY,
  REKEY_EVERY,
  RecordOpener,
  RecordSealer,
} from '../../src/engine/noise/records.ts';
import { aesGcmNonce, ferrySuite } from '../../src/engine/noise/suite.ts';
import { isTagOf, tagKey, tagOf } from '../../src/engine/noise/tag.ts';
import { StreamTransport } from '../../src/engine/noise/transport.ts';
import {
  connected,
  means,
  network,
  newKeyPair,
  shakeHands,
  suite,
  TRUSTING_INITIATOR,
  TRUSTING_RESPONDER,
} from '../support/channel.ts';

describe('a transport', () => {
  it('that many wait for listens for all of them at once', async () => {
    const [ours, theirs] = duplexPair();
    const transport = new StreamTransport(ours);
    transport.write([Buffer.alloc(4 * 1024 * 1024)]);
    const waiting = Array.from({ length: 100 }, () => transport.drained());
    expect(ours.listenerCount('drain')).toBe(1);
    theirs.resume();
    await Promise.all(waiting);
    expect(ours.listenerCount('drain')).toBe(0);
  });
});

describe('the handshake', () => {
  it('gives both sides the same secrets, each other’s key, and different keys for each direction', async () => {
    const [alice, bob] = [means(), means()];
    const { initiator, responder } = await shakeHands(network(), { initiator: alice, responder: bob });
    expect(initiator.keys.handshakeHash).toEqual(responder.keys.handshakeHash);
    expect(initiator.exporter.reveal()).toEqual(responder.exporter.reveal());
    expect(initiator.keys.send.reveal()).toEqual(responder.keys.receive.reveal());
    expect(initiator.keys.receive.reveal()).toEqual(responder.keys.send.reveal());
    expect(initiator.keys.send.reveal()).not.toEqual(initiator.keys.receive.reveal());
    expect(Buffer.from(initiator.remoteKey)).toEqual(Buffer.from(bob.own.publicKey));
    expect(Buffer.from(responder.remoteKey)).toEqual(Buffer.from(alice.own.publicKey));
    expect(initiator.version).toBe(1);
  });

  it('is never the same twice, with the same keys', async () => {
    const of = { initiator: means(), responder: means() };
    const [first, second] = [await shakeHands(network(), of), await shakeHands(network(), of)];
    expect(first.initiator.keys.handshakeHash).not.toEqual(second.initiator.keys.handshakeHash);
    expect(first.initiator.exporter.reveal()).not.toEqual(second.initiator.exporter.reveal());
  });

  it('sends our own key to nobody but the one who was expected', async () => {
    let bytesUp = 0;
    const { a, b } = network((chunk) => {
      bytesUp += chunk.length;
      return [chunk];
    });
    const responder = respond(new StreamTransport(b), means(), TRUSTING_RESPONDER).catch(() => 'ended');
    const initiator = initiate(new StreamTransport(a), means(), { ...TRUSTING_INITIATOR, isExpected: () => false });
    await expect(initiator).rejects.toMatchObject({ reason: 'wrong key' });
    expect(await responder).toBe('ended');
    // The preface and the first message, and not a byte of the third.
    expect(bytesUp).toBe(10 + 2 + 1232 + 16);
  });

  it('refuses a version below the one this device has spoken before', async () => {
    const floor = { ...TRUSTING_RESPONDER, versionFloor: () => 2 };
    const { a, b } = network();
    const initiator = initiate(new StreamTransport(a), means(), TRUSTING_INITIATOR);
    await expect(respond(new StreamTransport(b), means(), floor)).rejects.toMatchObject({
      reason: 'version below floor',
    });
    await initiator.catch(() => undefined);
  });

  it('fails where the list of versions was changed on the way', async () => {
    const versions = [1, 2];
    // As after an answer of version 1, true or forged: both are offered again, and the first message is of version 1.
    const of = { initiator: means({ versions, version: 1 }), responder: means({ versions }) };
    // Left alone, the responder insists on the higher one.
    await expect(shakeHands(network(), of)).rejects.toMatchObject({ reason: 'other version' });
    // With the higher one struck from the list it takes the lower one, and the handshake fails by that.
    const strike = (chunk: Buffer, index: number): Uint8Array[] =>
      index === 0 ? [Buffer.from('FRRY'), Uint8Array.of(1, 0, 1, 0, 1, 1), chunk.subarray(12)] : [chunk];
    const { initiator, responder } = of;
    const net = network(strike);
    const outcomes = await Promise.allSettled([
      initiate(new StreamTransport(net.a), initiator, TRUSTING_INITIATOR),
      respond(new StreamTransport(net.b), responder, TRUSTING_RESPONDER),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('says so where there is no version in common', async () => {
    const net = network();
    const responder = respond(new StreamTransport(net.b), means({ versions: [2] }), TRUSTING_RESPONDER);
    const initiator = initiate(new StreamTransport(net.a), means(), TRUSTING_INITIATOR);
    await expect(responder).rejects.toMatchObject({ reason: 'other version' });
    await expect(initiator).rejects.toMatchObject({ reason: 'other version' });
  });

  it('answers nobody without the tag of a paired device, where it is not visible', async () => {
    const [alice, bob] = [means(), means()];
    const ofAlice = tagKey(suite.dh, alice.own, bob.own.publicKey);
    const ofBob = tagKey(suite.dh, bob.own, alice.own.publicKey);
    const attempt = async (tag: (parts: readonly Uint8Array[]) => Uint8Array, up?: Parameters<typeof network>[0]) => {
      let bytesDown = 0;
      const net = network(up, (chunk) => {
        bytesDown += chunk.length;
        return [chunk];
      });
      const responder = respond(new StreamTransport(net.b), bob, {
        ...TRUSTING_RESPONDER,
        admits: (first) => isTagOf(first.tag, ofBob, alice.own.publicKey, first.parts),
      });
      const initiator = initiate(new StreamTransport(net.a), alice, { ...TRUSTING_INITIATOR, tag });
      const outcomes = await Promise.allSettled([initiator, responder]);
      return { bytesDown, isConnected: outcomes.every(({ status }) => status === 'fulfilled') };
    };
    const right = (parts: readonly Uint8Array[]) => tagOf(ofAlice, alice.own.publicKey, parts);
    expect((await attempt(right)).isConnected).toBe(true);
    expect(await attempt(() => randomBytes(16))).toEqual({ bytesDown: 0, isConnected: false });
    // Bob's own tag, sent back to him; and a right one over another first message.
    expect(await attempt((parts) => tagOf(ofAlice, bob.own.publicKey, parts))).toEqual({
      bytesDown: 0,
      isConnected: false,
    });
    expect(await attempt(() => right([Buffer.from('earlier')]))).toEqual({ bytesDown: 0, isConnected: false });
  });

  it('fails when any byte of any of its messages was changed', async () => {
    const of = { initiator: means(), responder: means() };
    const flipAt = (place: number) => {
      let seen = 0;
      return (chunk: Buffer): Uint8Array[] => {
        const copy = Buffer.from(chunk);
        const at = place - seen;
        if (at >= 0 && at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << (place % 8));
        seen += chunk.length;
        return [copy];
      };
    };
    const fails = async (net: ReturnType<typeof network>): Promise<boolean> => {
      const late = setTimeout(() => {
        net.a.destroy();
        net.b.destroy();
      }, 150);
      const ends = shakeHands(net, of).then(
        async (done) => {
          // A changed third message is seen by the responder alone; the initiator hears of it by the end.
          await new Promise((resolve) => setImmediate(resolve));
          return done.responder === undefined;
        },
        () => true,
      );
      const result = await ends;
      clearTimeout(late);
      net.a.destroy();
      net.b.destroy();
      return result;
    };
    const survived: string[] = [];
    for (let place = 0; place < 10 + 1250 + 66; place++)
      if (!(await fails(network(flipAt(place))))) survived.push(`up ${place}`);
    for (let place = 0; place < 6 + 1186; place++)
      if (!(await fails(network(undefined, flipAt(place))))) survived.push(`down ${place}`);
    expect(survived).toEqual([]);
  }, 120_000);

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex')],
    ['SSH', Buffer.from('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')],
    ['random bytes', randomBytes(4096)],
    ['a preface of too many versions', Buffer.concat([Buffer.from('FRRY'), Uint8Array.of(255), Buffer.alloc(600)])],
    ['a preface and a first message of another length', Buffer.from('FRRY\x01\x00\x01\x00\x01\x01\xff\xff', 'latin1')],
  ])('answers no byte to %s', async (_what, bytes) => {
    let heard = 0;
    const net = network(undefined, (chunk) => {
      heard += chunk.length;
      return [chunk];
    });
    net.a.on('data', () => undefined).on('error', () => undefined);
    net.a.write(bytes);
    net.a.end();
    await expect(respond(new StreamTransport(net.b), means(), TRUSTING_RESPONDER)).rejects.toMatchObject({
      name: 'HandshakeError',
    });
    expect(heard).toBe(0);
  });

  it('fails against its own messages sent back, and against those of an earlier handshake', async () => {
    const of = means();
    const loop = network();
    // Everything the initiator says comes back to it.
    const [a, mirror] = [loop.a, loop.b];
    mirror.on('data', (chunk: Buffer) => mirror.write(chunk));
    const late = setTimeout(() => a.destroy(), 300);
    await expect(initiate(new StreamTransport(a), of, TRUSTING_INITIATOR)).rejects.toMatchObject({
      name: 'HandshakeError',
    });
    clearTimeout(late);

    const recorded: Buffer[] = [];
    const record = (chunk: Buffer): Uint8Array[] => {
      recorded.push(Buffer.from(chunk));
      return [chunk];
    };
    const responder = means();
    await shakeHands(network(record), { initiator: of, responder });
    const replay = network();
    replay.a.on('data', () => undefined).on('error', () => undefined);
    for (const chunk of recorded) replay.a.write(chunk);
    await expect(respond(new StreamTransport(replay.b), responder, TRUSTING_RESPONDER)).rejects.toMatchObject({
      name: 'HandshakeError',
    });
  });

  it('refuses to speak with itself', async () => {
    const self = means();
    await expect(shakeHands(network(), { initiator: self, responder: self })).rejects.toMatchObject({
      name: 'HandshakeError',
    });
  });

  it('refuses keys of low order', async () => {
    const low = { ...newKeyPair(), publicKey: new Uint8Array(32) };
    await expect(shakeHands(network(), { initiator: means({ own: low }) })).rejects.toMatchObject({
      name: 'HandshakeError',
    });
  });
});

describe('records', () => {
  const key = (): Secret => new Secret(new Uint8Array(32).fill(5));
  const sealed = (sealer: RecordSealer, type: number, body: Uint8Array): Buffer =>
    Buffer.concat(sealer.seal(type, body));
  const opened = (opener: RecordOpener, bytes: Uint8Array): readonly Record[] => {
    const records: Record[] = [];
    opener.push(bytes, (record) => records.push(record));
    return records;
  };

  it('are the same bytes by node:crypto and by noble, of every size, and either opens the other’s', () => {
    const sizes = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(4095, 4096, 65_535, 65_536, 262_144));
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 255 }), (size, type) => {
        const body = randomBytes(size);
        const [native, noble] = [ferrySuite(suite.dh, nativeAesGcm), ferrySuite(suite.dh, nobleAesGcm)];
        const one = sealed(new RecordSealer(native, key()), type, body);
        const other = sealed(new RecordSealer(noble, key()), type, body);
        expect(one.equals(other)).toBe(true);
        for (const [opener, bytes] of [
          [noble, one],
          [native, other],
        ] as const) {
          const [record] = opened(new RecordOpener(opener, key(), MOST_BODY), bytes);
          expect(record?.type).toBe(type);
          expect(Buffer.compare(record?.body ?? Buffer.alloc(0), body)).toBe(0);
        }
      }),
      { numRuns: process.env.FERRY_LONG ? 2000 : 60 },
    );
  });

  it('change keys after 16,384 of them, on both sides alike', () => {
    const [sealer, opener] = [new RecordSealer(suite, key()), new RecordOpener(suite, key(), MOST_BODY)];
    const first = nativeAesGcm(key().reveal());
    for (let index = 0; index <= REKEY_EVERY; index++) {
      const bytes = sealed(sealer, 1, Uint8Array.of(index % 256));
      const [head, rest] = [bytes.subarray(0, HEAD_BYTES), bytes.subarray(HEAD_BYTES)];
      expect(opened(opener, bytes)[0]?.body[0]).toBe(index % 256);
      const byFirstKey = () => first.open(aesGcmNonce(index), head, rest);
      if (index === REKEY_EVERY - 1) expect(byFirstKey().length).toBe(2);
      if (index === REKEY_EVERY) expect(byFirstKey).toThrow();
    }
  });

  it('make the key of REKEY that other implementations make', () => {
    const aead = nativeAesGcm(Uint8Array.from({ length: 32 }, (_, index) => index));
    const nonce = Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255);
    const next = Buffer.concat(aead.seal(nonce, new Uint8Array(0), new Uint8Array(32))).subarray(0, 32);
    expect(next.toString('hex')).toBe('0201675c87335949b909793da5bb4d92fcf6d44b92a6e0792b6ae48b1881259d');
  });

  it('are put together alike, wherever the stream is cut', () => {
    const sealer = new RecordSealer(suite, key());
    const bodies = [0, 1, 255, 256, 5000, 70_000].map((size) => randomBytes(size));
    const stream = Buffer.concat(bodies.map((body, index) => sealed(sealer, index, body)));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: stream.length - 1 }), { maxLength: 40 }), (cuts) => {
        const opener = new RecordOpener(suite, key(), MOST_BODY);
        const found: string[] = [];
        const places = [0, ...[...new Set(cuts)].sort((a, b) => a - b), stream.length];
        for (const [index, start] of places.entries()) {
          opener.push(stream.subarray(start, places[index + 1]), ({ type, body }) => {
            found.push(`${type}:${Buffer.from(body).toString('base64')}`);
          });
        }
        expect(found).toEqual(bodies.map((body, index) => `${index}:${body.toString('base64')}`));
        expect(opener.isInside).toBe(false);
      }),
      { numRuns: process.env.FERRY_LONG ? 2000 : 100 },
    );
    const opener = new RecordOpener(suite, key(), MOST_BODY);
    let count = 0;
    for (const byte of stream) count += opened(opener, Uint8Array.of(byte)).length;
    expect(count).toBe(bodies.length);
  });

  it.each([0, 1, 16, 64 * 1024 + 1, 2 ** 31, 2 ** 32 - 1])(
    'refuse a length of %i before they keep room for it',
    (length) => {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(length);
      const before = process.memoryUsage().arrayBuffers;
      const opener = new RecordOpener(suite, key(), 64 * 1024 - 17);
      expect(() => opened(opener, head)).toThrow('not allowed');
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
    },
  );
});

describe('a channel', () => {
  it('brings records both ways, in order, and ends where one side says so', async () => {
    const { initiator, responder } = await connected();
    for (let index = 0; index < 50; index++) await initiator.send(index, Buffer.from(`up ${index}`));
    await responder.send(7, Buffer.from('down'));
    for (let index = 0; index < 50; index++) {
      const record = await responder.receive();
      expect([record?.type, String(record?.body)]).toEqual([index, `up ${index}`]);
    }
    expect(String((await initiator.receive())?.body)).toBe('down');
    await initiator.close(CLOSE_REASON.forgotten);
    expect(await responder.receive()).toBeNull();
    expect(responder.closed).toEqual({ reason: CLOSE_REASON.forgotten });
  });

  it('tells an end that was cut off from one that was said', async () => {
    const net = network();
    const { initiator, responder } = await connected(net);
    await initiator.send(1, Buffer.from('first'));
    expect(String((await responder.receive())?.body)).toBe('first');
    net.a.destroy();
    await expect(responder.receive()).rejects.toThrow(ChannelError);
    expect(responder.closed).toBeNull();
  });

  const meddled: readonly [string, (records: Buffer[]) => Buffer[]][] = [
    ['dropped', (all) => all.toSpliced(1, 1)],
    ['swapped', ([one, two, ...more]) => [two, one, ...more].filter((piece) => piece !== undefined)],
    ['repeated', ([one, two, ...more]) => [one, two, two, ...more].filter((piece) => piece !== undefined)],
    ['cut', (all) => all.map((piece, index) => (index === 1 ? piece.subarray(0, -1) : piece))],
    ['extended', (all) => all.map((piece, index) => (index === 1 ? Buffer.concat([piece, Buffer.alloc(1)]) : piece))],
  ];
  it.each(meddled)('gives nothing from where a record was %s', async (_how, meddle) => {
    const held: Buffer[] = [];
    let isHolding = false;
    const net = network((chunk) => {
      if (!isHolding) return [chunk];
      held.push(Buffer.from(chunk));
      return [];
    });
    const { initiator, responder } = await connected(net);
    isHolding = true;
    const bodies = ['one', 'two', 'three', 'four'];
    for (const text of bodies) {
      await initiator.send(1, Buffer.from(text.padEnd(40)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    isHolding = false;
    const stream = Buffer.concat(held);
    const size = HEAD_BYTES + 1 + 40 + 16;
    expect(stream.length).toBe(4 * size);
    const records = bodies.map((_, index) => stream.subarray(index * size, (index + 1) * size));
    const got: string[] = [];
    const reading = (async () => {
      for (let record = await responder.receive(); record !== null; record = await responder.receive())
        got.push(String(record.body).trim());
    })();
    const rawToResponder = net.b;
    const feed = (rawToResponder as unknown as { push(chunk: Buffer): boolean }).push.bind(rawToResponder);
    for (const piece of meddle(records)) feed(piece);
    net.a.destroy();
    await expect(reading).rejects.toThrow(ChannelError);
    expect(bodies.slice(0, got.length)).toEqual(got);
    expect(got.length).toBeLessThan(4);
  });

  it('takes nothing that comes after the end was said', async () => {
    const [a, b] = duplexPair();
    const { initiator, responder } = await shakeHands({ a, b });
    const channel = new Channel(responder);
    const sealer = new RecordSealer(suite, initiator.keys.send);
    a.write(Buffer.concat([...sealer.seal(CLOSE, Uint8Array.of(0)), ...sealer.seal(1, Buffer.from('late'))]));
    expect(await channel.receive()).toBeNull();
    await expect.poll(() => b.destroyed).toBe(true);
  });

  it('makes a flood of empty records wait, too', async () => {
    const [a, b] = duplexPair();
    const { initiator, responder } = await shakeHands({ a, b });
    const channel = new Channel(responder);
    const sealer = new RecordSealer(suite, initiator.keys.send);
    const flood = Array.from({ length: 50 }, () =>
      Buffer.concat(Array.from({ length: 1000 }, () => sealer.seal(2)).flat()),
    );
    for (const thousand of flood) a.write(thousand);
    await new Promise((resolve) => setTimeout(resolve, 200));
    // Of the fifty thousand it has taken what four megabytes may hold, and the rest waits where it came from.
    expect(a.writableLength).toBeGreaterThan(500_000);
    for (let index = 0; index < 50_000; index++) expect((await channel.receive())?.type).toBe(2);
    expect(a.writableLength).toBe(0);
  });

  it('closes in time towards a side that doesn’t read', async () => {
    const [a, b] = duplexPair();
    const { initiator, responder } = await connected({ a, b });
    responder.allowBulk();
    for (let index = 0; index < 40; index++) void initiator.send(1, Buffer.alloc(256 * 1024)).catch(() => undefined);
    const begun = performance.now();
    const closing = initiator.close();
    expect([initiator.isOver, initiator.isEnding]).toEqual([false, true]);
    await closing;
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(a.destroyed).toBe(true);
  });

  it('makes the sender wait for a receiver that doesn’t fetch, and loses nothing', async () => {
    const [a, b] = duplexPair();
    const { initiator, responder } = await connected({ a, b });
    responder.allowBulk();
    const body = Buffer.alloc(256 * 1024, 1);
    let sent = 0;
    const sending = (async () => {
      for (; sent < 200; sent++) await initiator.send(1, body);
    })();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sent).toBeLessThan(60);
    for (let index = 0; index < 200; index++) expect((await responder.receive())?.body.length).toBe(body.length);
    await sending;
    expect(sent).toBe(200);
  });
});
