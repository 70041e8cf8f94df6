// What somebody hostile may try with the port that LocalSend apps come to. The numbers are those of tests/hostile.md.
import { once } from 'node:events';
import { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { Handlers } from '../../src/engine/interop/localsend/handlers.ts';
import {
  API,
  callDoor,
  certificateOf,
  type Line,
  OFFER,
  openDoorTo,
  THEIRS,
  UPLOAD,
  written,
} from '../support/localsend-door.ts';

const MIB = 1024 * 1024;
const INFO = `GET ${API}/info`;
const OFFERING = `POST ${API}/prepare-upload`;
/** For whoever is told why before the connection ends. */
const SHORT = { lingerMs: 50 };

const statusOf = (heard: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(heard)?.[1] ?? 0);

/** What is answered to that, by the time that the connection has ended; 0 where it is nothing. */
async function answerTo(text: string, isPlain = true): Promise<{ readonly status: number; readonly heard: string }> {
  const door = await openDoorTo({}, { isPlain, limits: SHORT });
  const line = await callDoor(door.port, { isPlain });
  await line.say(text);
  line.socket.end();
  const heard = await line.closed;
  if (statusOf(heard) !== 200) expect(door.heard).toEqual([]);
  return { status: statusOf(heard), heard };
}

/** Sends pieces for as long as they are taken; how many bytes that were. */
async function pour(line: Line, piece: Buffer, most: number): Promise<number> {
  let bytes = 0;
  while (bytes < most && (await line.say(piece))) bytes += piece.length;
  return bytes;
}

const chunkOf = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.toString(16)}\r\n`), Buffer.alloc(bytes, '1'), Buffer.from('\r\n')]);

describe('[151] a host that isn’t this device', () => {
  it.each([
    'evil.example',
    'evil.example:53317',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '0.0.0.0',
    '[::]',
    '[127.0.0.1]',
    '127.1',
    '2130706433',
    '127.0.0.1@evil.example',
    '127.0.0.1:53317:1',
    'evils3.scoped.localsend.internal',
    'fe80--1.scoped.localsend.internal',
    'fe80--1--2s3.scoped.localsend.internal',
    '2001-db8--1s3.scoped.localsend.internal',
    'fe80--1s3.scoped.localsend.internal.evil.example',
    '',
  ])('is refused: %s', async (host) => {
    expect(await answerTo(written(INFO, { host }))).toMatchObject({ status: 421 });
  });

  it('is refused where it isn’t said, or said twice', async () => {
    expect(await answerTo(`${INFO} HTTP/1.1\r\n\r\n`)).toMatchObject({ status: 400 });
    expect(await answerTo(`${INFO} HTTP/1.0\r\n\r\n`)).toMatchObject({ status: 421 });
    expect(await answerTo(`${INFO} HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n`)).toMatchObject({
      status: 421,
    });
  });

  it.each([
    '127.0.0.1:53317',
    'LocalHost:1',
    '192.0.2.7',
    '[::1]:53317',
    '[fe80::1%25eth0]:53317',
    // As 1.18 calls a link-local address of interface 3.
    'fe80--77-ff-fe00-102s3.scoped.localsend.internal:53317',
  ])('isn’t %s', async (host) => {
    expect(await answerTo(written(INFO, { host }))).toMatchObject({ status: 200 });
  });
});

describe('[152] a web page', () => {
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'content-type': 'text/plain', origin: 'http://127.0.0.1' },
  ])('may ask nothing: %o', async (headers) => {
    const { status, heard } = await answerTo(written(OFFERING, headers, JSON.stringify(OFFER)));
    expect(status).toBe(403);
    expect(heard.toLowerCase()).not.toContain('access-control');
  });

  it('is told nothing before it asks, and opens no WebSocket', async () => {
    expect(await answerTo(written(`OPTIONS ${API}/info`, { origin: 'null' }))).toMatchObject({ status: 403 });
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', origin: 'null' };
    expect(await answerTo(written(INFO, upgrade))).toMatchObject({ heard: '' });
  });
});

describe('[154] a path', () => {
  it.each([
    '/../../etc/passwd',
    `${API}/../v2/info`,
    `${API}/%69nfo`,
    `${API}/info/`,
    `${API}/info;a=b`,
    `${API}/info%00`,
    `/${API}/info`,
    `${API}//info`,
    `${API}\\info`,
    `http://127.0.0.1${API}/info`,
    'relative',
    '*',
  ])('that isn’t one of ours leads nowhere: %s', async (path) => {
    const { status, heard } = await answerTo(written(`GET ${path}`, { connection: 'close' }));
    expect([400, 404]).toContain(status);
    expect(heard).not.toContain('Shelf');
  });
});

describe('[155] a request', () => {
  it.each([
    ['with two lengths', { 'content-length': '5', 'transfer-encoding': 'chunked' }, '0\r\n\r\nGET /x'],
    ['with a coding that ends nowhere', { 'transfer-encoding': 'chunked, xchunked' }, '0\r\n\r\n'],
    ['with a length that is none', { 'content-length': '+5' }, 'hello'],
    ['with a chunk of no length', { 'transfer-encoding': 'chunked' }, 'zz\r\n\r\n'],
    ['with words about a chunk', { 'transfer-encoding': 'chunked' }, `1;${'x'.repeat(40_000)}\r\na\r\n0\r\n\r\n`],
    ['with headers after the body', { 'transfer-encoding': 'chunked' }, `0\r\n${'a: b\r\n'.repeat(10_000)}\r\n`],
  ])('%s is refused', async (_what, headers, rest) => {
    const { status, heard } = await answerTo(`${written(OFFERING, headers)}${rest}`);
    expect(status === 0 || status >= 400).toBe(true);
    expect(heard.split('HTTP/1.1').length).toBeLessThanOrEqual(2);
  });

  it('with headers without end is refused', async () => {
    expect(await answerTo(written(INFO, { a: 'b'.repeat(64 * 1024) }))).toMatchObject({ status: 431 });
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`a${index}`, '']));
    expect(await answerTo(written(INFO, many))).toMatchObject({ status: 431 });
    // Nor is the one that says no lost among them.
    expect(await answerTo(written(INFO, { ...many, origin: 'null' }))).toMatchObject({ status: 431 });
  });

  it('that never gets on is ended, in TLS and in its headers', async () => {
    const door = await openDoorTo({}, { limits: { headersMs: 200, handshakeMs: 200 } });
    const silent = await callDoor(door.port, { isPlain: true });
    const slow = await callDoor(door.port);
    const quiet = await callDoor(door.port);
    await slow.say(`${INFO} HTTP/1.1\r\nHost: 127`);
    const dripping = setInterval(() => void slow.say('.'), 20);
    expect(await silent.closed).toBe('');
    expect([0, 408]).toContain(statusOf(await slow.closed));
    expect([0, 408]).toContain(statusOf(await quiet.closed));
    clearInterval(dripping);
    expect(door.heard).toEqual([]);
  });

  it('before the one before is answered ends the connection', async () => {
    let count = 0;
    const door = await openDoorTo({
      prepareUpload: () => {
        count++;
        return new Promise(() => undefined);
      },
    });
    const line = await callDoor(door.port);
    await line.say(written(OFFERING, {}, JSON.stringify(OFFER)).repeat(50));
    expect(await line.closed).toBe('');
    expect(count).toBeLessThanOrEqual(1);
  });

  it('is one of so many connections of one address: the first that wait for nothing make room', async () => {
    let offers = 0;
    const prepareUpload: Handlers['prepareUpload'] = () => {
      offers++;
      return new Promise(() => undefined);
    };
    const door = await openDoorTo({ prepareUpload }, { limits: { connectionsOfOne: 3 } });
    const busy = await callDoor(door.port);
    await busy.say(written(OFFERING, {}, JSON.stringify(OFFER)));
    const idle = [await callDoor(door.port), await callDoor(door.port)];
    const late = await callDoor(door.port);
    await idle[0]?.closed;
    for (const line of [idle[1], late]) await line?.say(written(OFFERING, {}, JSON.stringify(OFFER)));
    await expect.poll(() => offers, { interval: 5 }).toBe(3);
    expect(await (await callDoor(door.port)).closed).toBe('');
    expect([busy, idle[1], late].map((line) => line?.socket.destroyed)).toEqual([false, false, false]);
  });

  it('keeps nobody else out by being slow at many ends at once', async () => {
    const door = await openDoorTo({}, { limits: { connections: 4 } });
    const started = written(`POST ${API}/register`, { 'content-length': '500' }, '{"alias":');
    const slow = await Promise.all([2, 2, 3, 3].map((at) => callDoor(door.port, { localAddress: `127.0.0.${at}` })));
    for (const line of slow) await line.say(started);
    // Heard by the other side before anything else is asked of it.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const late = await callDoor(door.port, { localAddress: '127.0.0.4' });
    await late.say(written(`GET ${API}/info`));
    await expect.poll(late.heard, { interval: 5 }).toContain('Shelf');
    await expect.poll(() => slow.filter(({ socket }) => socket.destroyed).length, { interval: 5 }).toBe(1);
  });

  it('is one of so many connections that are made at once', async () => {
    const door = await openDoorTo({}, { limits: { callsAtOnce: 5, callsPerSecond: 0.001 } });
    const lines = await Promise.all(Array.from({ length: 12 }, () => callDoor(door.port)));
    expect(lines.filter(({ socket }) => !socket.destroyed).length).toBe(5);
  });
});

describe('[156] what is no GET and no POST', () => {
  it.each(['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'])('is refused: %s', async (method) => {
    for (const path of [`${API}/info`, '/nothing']) {
      const { status, heard } = await answerTo(written(`${method} ${path}`));
      expect(status).toBe(405);
      expect(heard).toMatch(/^connection: close\r$/im);
    }
  });

  it('is refused: the one where the other is meant', async () => {
    expect(await answerTo(written(`GET ${UPLOAD}`))).toMatchObject({ status: 405 });
    expect(await answerTo(written(`POST ${API}/info`, {}, '{}'))).toMatchObject({ status: 405 });
  });

  it('is ended: a tunnel, another protocol, HTTP/2', async () => {
    expect(await answerTo('CONNECT 192.0.2.1:80 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')).toMatchObject({ heard: '' });
    const upgrade = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': '' };
    expect(await answerTo(written(INFO, upgrade))).toMatchObject({ heard: '' });
    expect(await answerTo('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).toMatchObject({ status: 400 });
    const door = await openDoorTo();
    const line = await callDoor(door.port, { ALPNProtocols: ['h2'] });
    expect(await line.closed).toBe('');
  });
});

describe('a visitor', () => {
  it('without a certificate is told that it needs one, unless it needs none', async () => {
    const strict = await openDoorTo();
    const line = await callDoor(strict.port, { as: null });
    await line.say(written(OFFERING, {}, JSON.stringify(OFFER)));
    expect(statusOf(await line.closed)).toBe(403);
    expect(strict.heard).toEqual([]);
    const lenient = await openDoorTo({}, { needsCertificate: false });
    const other = await callDoor(lenient.port, { as: null });
    await other.say(written(INFO, { connection: 'close' }));
    expect(statusOf(await other.closed)).toBe(200);
    expect(lenient.heard[0]?.visitor).toEqual({ address: '127.0.0.1', fingerprint: null, isEncrypted: true });
  });

  it.each([
    ['expired', { until: new Date(Date.UTC(2020, 0, 1)) }],
    ['not valid yet', { from: new Date(Date.UTC(4000, 0, 1)) }],
    ['not signed by itself', { signedBy: 'three' }],
    ['of version 1', { isFirstVersion: true }],
  ] as const)('whose certificate is %s is cut off', async (_what, shape) => {
    const door = await openDoorTo({}, { needsCertificate: false });
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const line = await callDoor(door.port, { as: certificateOf('two', shape), maxVersion });
      await line.say(written(INFO));
      expect(await line.closed).toBe('');
    }
    expect(door.heard).toEqual([]);
  });

  it('that isn’t among those who may is cut off without a byte', async () => {
    const only = () => new Set([THEIRS.fingerprint]);
    const door = await openDoorTo({}, { onlyFingerprints: only, needsCertificate: false });
    for (const as of [certificateOf('three'), null]) {
      // Nor has it to ask for anything first.
      expect(await (await callDoor(door.port, { as })).closed).toBe('');
    }
    const friend = await callDoor(door.port);
    await friend.say(written(INFO, { connection: 'close' }));
    expect(statusOf(await friend.closed)).toBe(200);
    const plain = await openDoorTo({}, { onlyFingerprints: only, isPlain: true });
    const line = await callDoor(plain.port, { isPlain: true });
    await line.say(written(INFO));
    expect(await line.closed).toBe('');
    expect(plain.heard).toEqual([]);
  });

  it('from elsewhere doesn’t get as far as a handshake', async () => {
    const door = await openDoorTo({}, { isNeighbour: (address) => address !== '127.0.0.1' });
    const line = await callDoor(door.port);
    await line.closed;
    expect(line.socket.bytesRead).toBe(0);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is known where its session of %s goes on', async (version) => {
    const door = await openDoorTo();
    const reused: boolean[] = [];
    let kept = {};
    for (let time = 1; time <= 2; time++) {
      const line = await callDoor(door.port, { minVersion: version, maxVersion: version, ...kept });
      if (!(line.socket instanceof TLSSocket)) throw new Error('without TLS');
      await line.say(written(INFO));
      await expect.poll(line.heard, { interval: 5 }).not.toBe('');
      reused.push(line.socket.isSessionReused());
      kept = { session: line.socket.getSession() };
    }
    expect(reused).toEqual([false, true]);
    expect(door.heard.map(({ visitor }) => visitor.fingerprint)).toEqual([THEIRS.fingerprint, THEIRS.fingerprint]);
  });

  it('can’t become somebody else in the middle', async () => {
    const door = await openDoorTo();
    const line = await callDoor(door.port, { maxVersion: 'TLSv1.2' });
    const { socket } = line;
    if (!(socket instanceof TLSSocket)) throw new Error('without TLS');
    const outcome = await new Promise((resolve) => {
      socket.renegotiate({}, (error) => resolve(error === null ? 'renegotiated' : 'refused'));
      socket.once('close', () => resolve('closed'));
    });
    expect(outcome).not.toBe('renegotiated');
  });
});

describe('a body', () => {
  it('of 500 MB of JSON is refused by its length, or ended where it is too long', async () => {
    const door = await openDoorTo();
    const said = await callDoor(door.port);
    await said.say(written(OFFERING, { 'content-length': '500000000' }));
    await expect.poll(() => statusOf(said.heard())).toBe(413);
    const unsaid = await callDoor(door.port);
    await unsaid.say(written(OFFERING, { 'transfer-encoding': 'chunked' }));
    const before = process.memoryUsage();
    let most = 0;
    const watching = setInterval(() => {
      const { external, heapUsed } = process.memoryUsage();
      most = Math.max(most, external + heapUsed - before.external - before.heapUsed);
    }, 5);
    const bytes = await pour(unsaid, chunkOf(MIB), 500 * MIB);
    clearInterval(watching);
    expect(statusOf(await unsaid.closed)).toBe(413);
    expect(bytes).toBeLessThan(80 * MIB);
    expect(most).toBeLessThan(150 * MIB);
    expect(door.heard).toEqual([]);
  });

  it('shares what there is with those of others, and gives it back', async () => {
    const limits = { ...SHORT, infoBytes: 1000, offerBytes: 100_000, offerBytesInAll: 150_000 };
    const door = await openDoorTo({}, { limits });
    const lines = [await callDoor(door.port), await callDoor(door.port)];
    for (const line of lines) {
      await line.say(written(OFFERING, { 'transfer-encoding': 'chunked' }));
      await line.say(chunkOf(90_000));
    }
    await expect.poll(() => lines.map(({ heard }) => statusOf(heard())).toSorted()).toEqual([0, 413]);
    // Small ones need nothing of it.
    const small = await callDoor(door.port);
    await small.say(written(OFFERING, { connection: 'close' }, JSON.stringify(OFFER)));
    expect(statusOf(await small.closed)).toBe(200);
    for (const line of lines) line.socket.destroy();
    await Promise.all(lines.map(({ closed }) => closed));
    const large = JSON.stringify({ ...OFFER, more: 'x'.repeat(90_000) });
    await expect
      .poll(async () => {
        const again = await callDoor(door.port);
        await again.say(written(OFFERING, { connection: 'close' }, large));
        return statusOf(await again.closed);
      })
      .toBe(200);
  });

  it('that takes a parser seconds isn’t parsed', async () => {
    const deep = '['.repeat(20) + ']'.repeat(20);
    const body = JSON.stringify(OFFER).replace('{', `{"x":${deep},`);
    expect(await answerTo(written(OFFERING, { connection: 'close' }, body))).toMatchObject({ status: 400 });
    expect(await answerTo(written(OFFERING, { connection: 'close' }, body.replace(deep, '[]')))).toMatchObject({
      status: 200,
    });
  });

  it('that stops is ended, and so is one that drips', async () => {
    const limits = { ...SHORT, offerSilenceMs: 150, offerBytesPerSecond: 1000 };
    const door = await openDoorTo({}, { limits });
    const [stopping, dripping] = [await callDoor(door.port), await callDoor(door.port)];
    for (const line of [stopping, dripping])
      await line.say(written(OFFERING, { 'content-length': '1000' }, '{"info":'));
    const drops = setInterval(() => void dripping.say(' '), 20);
    expect(statusOf(await stopping.closed)).toBe(408);
    expect(statusOf(await dripping.closed)).toBe(408);
    clearInterval(drops);
    expect(door.heard).toEqual([]);
  });

  it('of a file that stops is ended, and its reader is told', async () => {
    const told: string[] = [];
    const door = await openDoorTo(
      {
        upload: async (_visitor, _ids, body, signal) => {
          body.on('error', ({ message }) => told.push(message)).resume();
          await once(signal, 'abort');
          told.push('aborted');
          return { status: 500, message: '' };
        },
      },
      { limits: { uploadSilenceMs: 150 } },
    );
    const line = await callDoor(door.port);
    await line.say(written(`POST ${UPLOAD}`, { 'content-length': '10' }, 'some'));
    await line.closed;
    await expect.poll(() => told.toSorted()).toEqual(['aborted', 'the body: too slow']);
  });

  it('of a file that comes by single bytes is ended', async () => {
    const limits = { uploadSilenceMs: 5000, uploadBehindMs: 150, uploadBytesPerSecond: 256 };
    const door = await openDoorTo({}, { limits });
    const line = await callDoor(door.port);
    await line.say(written(`POST ${UPLOAD}`, { 'content-length': '100000' }));
    const began = performance.now();
    const dripping = setInterval(() => void line.say('.'), 10);
    await line.closed;
    clearInterval(dripping);
    expect(performance.now() - began).toBeGreaterThan(140);
    expect(door.uploads).toEqual([]);
  });

  it('that is encoded is refused', async () => {
    const headers = { 'content-encoding': 'gzip', connection: 'close' };
    expect(await answerTo(written(`POST ${UPLOAD}`, headers, 'x'))).toMatchObject({ status: 415 });
  });

  it('with ids without end is refused before it is read', async () => {
    const path = `${API}/upload?sessionId=${'s'.repeat(300)}&fileId=f&token=t`;
    expect(await answerTo(written(`POST ${path}`, { connection: 'close' }, 'x'))).toMatchObject({ status: 400 });
  });
});
