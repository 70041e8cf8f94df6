import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import type { Fingerprint } from '../../src/engine/interop/localsend/certificate.ts';
import { AskError, Client, PinError, type Place } from '../../src/engine/interop/localsend/client.ts';
import type { Handlers } from '../../src/engine/interop/localsend/handlers.ts';
import { readPrepareAnswer } from '../../src/engine/interop/localsend/messages.ts';
import { made } from '../support/localsend/acting.ts';
import { type AppOptions, startApp } from '../support/localsend/app.ts';
import { makeCertificate } from '../support/localsend/certificate.ts';
import {
  API,
  callDoor,
  certificateOf,
  OFFER,
  OURS,
  OWN_INFO,
  openDoorTo,
  type Shown,
  THEIRS,
  UPLOAD,
  written,
} from '../support/localsend-door.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { clock } = SYSTEM_PORTS;

function clientOf(certificate: Shown = THEIRS): Client {
  const client = new Client({ certificate, clock, log: () => undefined });
  onTestFinished(() => client.close());
  return client;
}

const at = (port: number, protocol: Place['protocol'] = 'https', host = '127.0.0.1'): Place => ({
  host,
  port,
  protocol,
});

/** For what nobody waits for long. */
const PINNED = { pin: OURS.fingerprint, timeoutMs: 20_000 };
const ANYBODY = { pin: null, timeoutMs: 20_000 };
const info = { method: 'GET', path: `${API}/info` } as const;
const sentFile = { method: 'POST', path: `${API}/upload`, query: { sessionId: 's', fileId: 'f', token: 't' } } as const;

/** What comes in pieces, and how much of it was asked for. */
function pieces(count: number, bytes = 64 * 1024) {
  const given = { bytes: 0 };
  const content = Readable.from(
    (async function* () {
      for (let piece = 0; piece < count; piece++) {
        given.bytes += bytes;
        yield Buffer.alloc(bytes, piece);
      }
    })(),
    { highWaterMark: 1 },
  );
  return { content, given };
}

/** Takes every connection, and counts them. */
async function listenFor(answer: string, shown: Shown | null, mostAnswers = Number.POSITIVE_INFINITY) {
  const got = { text: '', connections: 0 };
  const server =
    shown === null
      ? createServer()
      : createTlsServer({
          cert: shown.certificatePem,
          key: shown.keyPem,
          requestCert: true,
          rejectUnauthorized: false,
        });
  server.on(shown === null ? 'connection' : 'secureConnection', (socket) => {
    got.connections++;
    socket.on('error', () => undefined);
    let answers = 0;
    socket.on('data', (bytes: Buffer) => {
      got.text += bytes.toString('latin1');
      if (++answers > mostAnswers) socket.destroy();
      else if (answer !== '') socket.write(answer);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as { port: number }).port, got };
}

const faultOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'none',
    (error: unknown) => (error instanceof AskError ? error.fault : String(error)),
  );

describe('a LocalSend server', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('says who it is by %s, and knows who asks', async (version) => {
    const door = await openDoorTo();
    const line = await callDoor(door.port, { minVersion: version, maxVersion: version });
    await line.say(written('GET /api/localsend/v1/info?fingerprint=x', { connection: 'close' }));
    const heard = await line.closed;
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(JSON.parse(heard.split('\r\n\r\n')[1] ?? '')).toEqual({
      alias: 'Shelf',
      version: '2.2',
      deviceType: 'desktop',
      fingerprint: OURS.fingerprint,
      download: false,
    });
    const visitor = { address: '127.0.0.1', fingerprint: THEIRS.fingerprint, isEncrypted: true };
    expect(door.heard).toEqual([{ what: 'info', visitor }]);
  });

  it('answers each of its routes, and nothing else', async () => {
    const door = await openDoorTo();
    const client = clientOf();
    const post = (path: string, json?: object, query = {}) =>
      client.request(at(door.port), { method: 'POST', path: `${API}${path}`, query, ...(json && { json }) }, PINNED);
    expect(await post('/register', OFFER.info)).toMatchObject({ status: 200, json: { alias: 'Shelf' } });
    expect(await post('/../v1/register', OFFER.info)).toMatchObject({ status: 404, json: undefined });
    expect(await post('/prepare-upload', OFFER, { pin: '12 3' })).toMatchObject({
      status: 200,
      json: { sessionId: 's', files: { a: 'token of a' } },
    });
    expect(await post('/cancel')).toMatchObject({ status: 200, json: undefined });
    expect(await post('/cancel', undefined, { sessionId: 's' })).toMatchObject({ status: 200 });
    for (const path of ['', '/show', '/prepare-download', '/../v3/nonce', '/../v3/register'])
      expect(await post(path, {})).toMatchObject({ status: 404, json: undefined });
    for (const json of [{}, { ...OFFER.info, port: '1' }])
      expect(await post('/register', json)).toMatchObject({ status: 400, json: { message: expect.any(String) } });
    expect(await post('/prepare-upload', { ...OFFER, files: {} })).toMatchObject({ status: 400 });
    expect(await post('/upload', {}, { sessionId: 's', fileId: 'f' })).toMatchObject({ status: 400 });
    expect(door.heard.map(({ what, said }) => [what, said])).toMatchObject([
      ['register', { alias: 'Theirs' }],
      ['prepareUpload', { pin: '12 3', files: [{ id: 'a', fileName: 'a.txt' }] }],
      ['cancel', null],
      ['cancel', 's'],
    ]);
  });

  it('hands refusals on as they are', async () => {
    let status = 401;
    const door = await openDoorTo({ prepareUpload: async () => ({ status, message: status === 204 ? '' : 'no' }) });
    const client = clientOf();
    const offer = () =>
      client.request(at(door.port), { method: 'POST', path: `${API}/prepare-upload`, json: OFFER }, PINNED);
    expect(await offer()).toMatchObject({ status: 401, json: { message: 'no' } });
    status = 204;
    expect(await offer()).toMatchObject({ status: 204, json: undefined });
  });

  it('reads no offer of whoever may make none', async () => {
    const door = await openDoorTo({ mayOffer: () => ({ status: 409, message: 'busy' }) });
    const asked = { method: 'POST', path: `${API}/prepare-upload`, body: { ...pieces(4000), bytes: null } } as const;
    expect(await clientOf().request(at(door.port), asked, PINNED)).toMatchObject({ status: 409 });
    expect(door.heard).toEqual([]);
  });

  it.each([
    ['with its length', 10, 10 * 64 * 1024],
    ['in pieces whose sum nobody says', 10, null],
    ['of nothing', 0, 0],
    ['that turns out to be nothing', 0, null],
  ])('takes a file %s', async (_how, count, bytes) => {
    const door = await openDoorTo();
    const { content } = pieces(count);
    expect(await clientOf().request(at(door.port), { ...sentFile, body: { content, bytes } }, PINNED)).toMatchObject({
      status: 200,
      json: undefined,
    });
    const sent = Array.from({ length: count }, (_, piece) => Buffer.alloc(64 * 1024, piece));
    expect(Buffer.concat(door.uploads)).toEqual(Buffer.concat(sent));
    expect(door.heard).toMatchObject([{ what: 'upload', said: { sessionId: 's', fileId: 'f', token: 't' } }]);
  });

  it('lets a sender wait that is faster than the disk', async () => {
    const { promise: disk, resolve: goOn } = Promise.withResolvers<void>();
    let taken = 0;
    const door = await openDoorTo(
      {
        upload: async (_visitor, _ids, body) => {
          for await (const chunk of body as AsyncIterable<Buffer>) {
            taken += chunk.length;
            await disk;
          }
          return { status: 200, message: '' };
        },
      },
      // Nor does time pass for it meanwhile.
      { limits: { uploadSilenceMs: 150 } },
    );
    const { content, given } = pieces(800);
    const before = process.memoryUsage();
    const sent = clientOf().request(at(door.port), { ...sentFile, body: { content, bytes: null } }, PINNED);
    const seen = [-1];
    // Until no more is asked of it in twice the time in which something must come.
    await expect.poll(() => given.bytes === seen[seen.push(given.bytes) - 2], { interval: 300 }).toBe(true);
    expect(taken).toBeGreaterThan(0);
    expect(given.bytes).toBeLessThan(24 * 1024 * 1024);
    const { external, arrayBuffers } = process.memoryUsage();
    expect(external + arrayBuffers - before.external - before.arrayBuffers).toBeLessThan(64 * 1024 * 1024);
    goOn();
    expect(await sent).toMatchObject({ status: 200 });
    expect(taken).toBe(given.bytes);
    expect(given.bytes).toBe(800 * 64 * 1024);
  });

  it.each([
    ['reads nothing of it', () => undefined],
    ['has ended it', (body: Readable) => body.destroy(new Error('canceled here'))],
  ])('says why to whoever is still sending where its handler %s', async (_what, act) => {
    const door = await openDoorTo({
      upload: async (_visitor, _ids, body) => {
        act(body);
        return { status: 403, message: 'not yours' };
      },
    });
    const { content, given } = pieces(100_000);
    const client = clientOf();
    const sent = client.request(at(door.port), { ...sentFile, body: { content, bytes: null } }, PINNED);
    expect(await sent).toMatchObject({ status: 403, json: { message: 'not yours' } });
    expect(given.bytes).toBeLessThan(64 * 1024 * 1024);
    await expect.poll(() => content.destroyed).toBe(true);
  });

  it('keeps the connection until the answer was read by whoever is still sending', async () => {
    const refuse = async () => ({ status: 403, message: 'not yours' });
    const door = await openDoorTo({ upload: refuse }, { limits: { lingerMs: 60_000 } });
    const line = await callDoor(door.port);
    await line.say(written(`POST ${UPLOAD}`, { 'content-length': '8' }, 'some'));
    await expect.poll(line.heard, { interval: 5 }).toContain('not yours');
    // Time enough for an end that comes with the answer.
    for (let times = 0; times < 3; times++) await clientOf().request(at(door.port), info, PINNED);
    expect(line.socket.readableEnded).toBe(false);
    await line.say('more');
    await line.closed;
  });

  it('tells its handlers of a visitor that goes away', async () => {
    const ended: string[] = [];
    let begun = 0;
    const untilAborted = (what: string, signal: AbortSignal) => {
      begun++;
      return new Promise<{ status: number; message: string }>((resolve) =>
        signal.addEventListener('abort', () => {
          ended.push(what);
          resolve({ status: 500, message: '' });
        }),
      );
    };
    const handlers: Partial<Handlers> = {
      prepareUpload: (_visitor, _asked, _pin, signal) => untilAborted('prepareUpload', signal),
      upload: async (_visitor, _ids, body, signal) => {
        body.on('error', (error) => ended.push(error.message));
        body.resume();
        return untilAborted('upload', signal);
      },
    };
    const door = await openDoorTo(handlers);
    const offering = await callDoor(door.port);
    await offering.say(written(`POST ${API}/prepare-upload`, {}, JSON.stringify(OFFER)));
    const uploading = await callDoor(door.port);
    await uploading.say(written(`POST ${UPLOAD}`, { 'content-length': '10' }, 'some'));
    await expect.poll(() => begun, { interval: 5 }).toBe(2);
    expect(ended).toEqual([]);
    offering.socket.end();
    await expect.poll(() => ended).toEqual(['prepareUpload']);
    uploading.socket.destroy();
    await expect.poll(() => ended.toSorted()).toEqual(['prepareUpload', 'the body: gone', 'upload']);
  });

  it('ends what it does when it closes, and listens no more', async () => {
    const signals: AbortSignal[] = [];
    const door = await openDoorTo({
      prepareUpload: (_visitor, _asked, _pin, signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    const client = clientOf();
    const offer = { method: 'POST', path: `${API}/prepare-upload`, json: OFFER } as const;
    const asked = faultOf(client.request(at(door.port), offer, { ...PINNED, timeoutMs: null }));
    await expect.poll(() => signals.length).toBe(1);
    await door.close();
    expect(signals[0]?.aborted).toBe(true);
    expect(await asked).toBe('broken off');
    expect(await faultOf(client.request(at(door.port), info, PINNED))).toBe('refused');
  });

  it('drops whoever wouldn’t be let in any more, and lets others finish', async () => {
    let only: ReadonlySet<Shown['fingerprint']> | null = null;
    const door = await openDoorTo({}, { onlyFingerprints: () => only });
    const [asking, silent] = [certificateOf('three'), certificateOf('three')];
    const lines = await Promise.all([asking, silent, THEIRS].map((as) => callDoor(door.port, { as })));
    for (const line of lines) await line.say(written(`GET ${API}/info`));
    for (const line of lines) await expect.poll(line.heard, { interval: 5 }).toContain('Shelf');
    only = new Set([THEIRS.fingerprint]);
    await lines[0]?.say(written(`GET ${API}/info`));
    await lines[0]?.closed;
    expect(lines[1]?.socket.destroyed).toBe(false);
    door.dropUnwelcome();
    await lines[1]?.closed;
    await lines[2]?.say(written(`GET ${API}/info`));
    await expect.poll(() => lines[2]?.heard().split('Shelf').length, { interval: 5 }).toBe(3);
    expect(door.heard.length).toBe(4);
  });
});

describe('a LocalSend client', () => {
  it('uses a connection again, and no more than four at once', async () => {
    const seen = new Set<string>();
    let isHeld = true;
    const waiting: (() => void)[] = [];
    const door = await openDoorTo(
      {
        cancel: () => ({ status: 200, message: '' }),
        prepareUpload: () =>
          new Promise((resolve) => {
            const answer = () => resolve({ status: 403, message: '' });
            if (isHeld) waiting.push(answer);
            else answer();
          }),
        info: () => OWN_INFO,
      },
      { isNeighbour: () => seen.add(`${seen.size}`).size > 0 },
    );
    const client = clientOf();
    const offer = { method: 'POST', path: `${API}/prepare-upload`, json: OFFER } as const;
    for (let times = 0; times < 3; times++) await client.request(at(door.port), info, PINNED);
    expect(seen.size).toBe(1);
    const asked = Array.from({ length: 9 }, () => client.request(at(door.port), offer, PINNED));
    await expect.poll(() => waiting.length).toBe(4);
    isHeld = false;
    for (const answer of waiting) answer();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(9).fill(403));
    expect(seen.size).toBe(4);
  });

  it('asks once more where the other side has closed a connection meanwhile, and sends no file twice', async () => {
    // Each connection is good for one answer, and is closed as soon as it is used again.
    const other = await listenFor('HTTP/1.1 200 x\r\nContent-Length: 0\r\n\r\n', OURS, 1);
    const client = clientOf();
    const ask = () => client.request(at(other.port), info, PINNED);
    expect(await ask()).toMatchObject({ status: 200 });
    expect(await ask()).toMatchObject({ status: 200 });
    expect(other.got.connections).toBe(2);
    const body = { content: Readable.from([Buffer.from('x')]), bytes: 1 };
    expect(await faultOf(client.request(at(other.port), { ...sentFile, body }, PINNED))).toBe('broken off');
    expect(other.got.connections).toBe(2);
  });

  it('says nothing to another certificate than the one it expects, not even a byte', async () => {
    const other = await listenFor('', certificateOf('three'));
    const asked = clientOf().request(at(other.port), info, PINNED);
    await expect(asked).rejects.toMatchObject({
      trouble: 'another',
      found: certificateOf('three').fingerprint,
    } satisfies Partial<PinError>);
    expect(other.got.text).toBe('');
    // To the one it expects it does, as is seen there.
    const { fingerprint } = certificateOf('three');
    expect(await faultOf(clientOf().request(at(other.port), info, { pin: fingerprint, timeoutMs: 200 }))).toBe(
      'timed out',
    );
    expect(other.got.text).toMatch(/^GET /);
  });

  it.each([
    ['expired', { until: new Date(Date.UTC(2020, 0, 1)) }],
    ['notYetValid', { from: new Date(Date.UTC(4000, 0, 1)) }],
    ['notSelfSigned', { signedBy: 'three' }],
    ['oldVersion', { isFirstVersion: true }],
  ] as const)('takes no certificate that is %s, whether it was expected or not', async (trouble, shape) => {
    const shown = certificateOf('two', shape);
    const other = await listenFor('', shown);
    for (const pin of [null, shown.fingerprint])
      await expect(clientOf().request(at(other.port), info, { ...PINNED, pin })).rejects.toMatchObject({ trouble });
    expect(other.got.text).toBe('');
  });

  it('meets anybody where it expects nobody, and says whom it met', async () => {
    const door = await openDoorTo();
    expect(await clientOf().request(at(door.port), info, ANYBODY)).toMatchObject({
      status: 200,
      fingerprint: OURS.fingerprint,
    });
  });

  it('speaks without TLS where it must, and knows nobody by that', async () => {
    const door = await openDoorTo({}, { isPlain: true });
    expect(await clientOf().request(at(door.port, 'http'), info, ANYBODY)).toMatchObject({
      status: 200,
      fingerprint: null,
    });
    expect(door.heard).toEqual([
      { what: 'info', visitor: { address: '127.0.0.1', fingerprint: null, isEncrypted: false } },
    ]);
    await expect(clientOf().request(at(door.port, 'http'), info, PINNED)).rejects.toBeInstanceOf(PinError);
    expect(door.heard.length).toBe(1);
  });

  it('reaches IPv6, too', async () => {
    const door = await openDoorTo({}, { host: '::1' });
    expect(await clientOf().request(at(door.port, 'https', '::1'), info, PINNED)).toMatchObject({ status: 200 });
    expect(door.heard[0]?.visitor.address).toBe('::1');
  });

  it.each([301, 302, 303, 307, 308])('follows no %i', async (status) => {
    const target = await openDoorTo();
    const elsewhere = `HTTP/1.1 ${status} x\r\nLocation: https://127.0.0.1:${target.port}${API}/info\r\nContent-Length: 0\r\n\r\n`;
    const other = await listenFor(elsewhere, OURS);
    expect(await clientOf().request(at(other.port), info, PINNED)).toMatchObject({ status, json: undefined });
    expect(target.heard).toEqual([]);
  });

  it('asks no proxy, whatever the environment says', async () => {
    const door = await openDoorTo();
    const proxy = await listenFor('HTTP/1.1 502 x\r\nContent-Length: 0\r\n\r\n', null);
    const url = `http://127.0.0.1:${proxy.port}`;
    const names = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
    const env = { ...process.env, NODE_USE_ENV_PROXY: '1', ...Object.fromEntries(names.map((name) => [name, url])) };
    const child = join(import.meta.dirname, '../support/localsend-asker.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [child, `${door.port}`], {
      env: { ...env, no_proxy: '', NO_PROXY: '' },
    });
    expect(stdout.trim()).toBe('200');
    expect(proxy.got.connections).toBe(0);
  });

  it.each([
    [
      'an answer that is too large',
      `HTTP/1.1 200 x\r\nContent-Length: 2000000\r\n\r\n${'x'.repeat(1_500_000)}`,
      'too much',
    ],
    ['headers without end', `HTTP/1.1 200 x\r\n${'a: b\r\n'.repeat(10_000)}`, 'malformed'],
    ['what is no HTTP', 'SSH-2.0-x\r\n', 'malformed'],
    ['one hint after the other', 'HTTP/1.1 103 x\r\n\r\n'.repeat(1000), 'malformed'],
    ['another protocol', 'HTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', 'broken off'],
    ['nothing', '', 'timed out'],
    ['an answer that doesn’t end', 'HTTP/1.1 200 x\r\nContent-Length: 20\r\n\r\n{', 'timed out'],
  ])('ends on %s', async (_what, answer, fault) => {
    const other = await listenFor(answer, OURS);
    const asked = clientOf().request(at(other.port), info, {
      ...PINNED,
      timeoutMs: fault === 'timed out' ? 300 : 9000,
    });
    expect(await faultOf(asked)).toBe(fault);
  });

  it('takes what is no JSON for no answer of use', async () => {
    const answer = (body: string) => `HTTP/1.1 200 x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    for (const body of ['{', '\xff', '['.repeat(100_000)]) {
      const other = await listenFor(answer(body), OURS);
      expect(await clientOf().request(at(other.port), info, PINNED)).toMatchObject({ status: 200, json: undefined });
    }
  });

  it('stops when it is told to, and gives up what was to be sent', async () => {
    const other = await listenFor('', OURS);
    const client = clientOf();
    const stop = new AbortController();
    const { content } = pieces(100_000);
    const body = { content, bytes: null };
    const asked = faultOf(client.request(at(other.port), { ...sentFile, body }, { ...PINNED, signal: stop.signal }));
    await expect.poll(() => other.got.connections).toBe(1);
    stop.abort();
    expect(await asked).toBe('canceled');
    expect(content.destroyed).toBe(true);
    const closing = faultOf(client.request(at(other.port), info, PINNED));
    client.close();
    expect(await closing).toBe('canceled');
    expect(await faultOf(client.request(at(other.port), info, PINNED))).toBe('canceled');
  });

  it('knows a place where nobody is from one that isn’t one', async () => {
    const door = await openDoorTo();
    await door.close();
    expect(await faultOf(clientOf().request(at(door.port), info, PINNED))).toBe('refused');
    expect(await faultOf(clientOf().request(at(1, 'https', 'localhost'), info, PINNED))).toBe('unreachable');
    expect(await faultOf(clientOf().request(at(70_000), info, PINNED))).toBe('unreachable');
  });
});

describe.each(['1.17', '1.18'] as const)('an app %s', (version) => {
  const appOf = async (options: Partial<AppOptions> = {}) => {
    const certificate = makeCertificate(version, { key: 'three' });
    const app = await startApp({ version, alias: 'App', folder: await tempFolder(), certificate, ...options });
    onTestFinished(() => app.close());
    return app;
  };

  it('sends to our server', async () => {
    const door = await openDoorTo();
    const app = await appOf();
    const place = { host: '127.0.0.1', port: door.port, protocol: 'https' as const };
    const device = { alias: 'Shelf', version: '2.2', fingerprint: OURS.fingerprint, place };
    const sending = await app.send(device, [made('a.txt'), made('b.txt')]);
    expect(await sending.ended).toBe('finished');
    expect(door.heard.map(({ what }) => what)).toEqual(['prepareUpload', 'upload', 'upload']);
    const fingerprints = door.heard.map(({ visitor }) => visitor.fingerprint);
    expect(new Set(fingerprints)).toEqual(new Set([app.certificate.fingerprint]));
  });

  it('takes what our client sends', async () => {
    const app = await appOf({ decide: 'accept' });
    const client = clientOf();
    const pinned = { pin: app.certificate.fingerprint as Fingerprint, timeoutMs: 20_000 };
    const post = { method: 'POST', path: `${API}/register`, json: OFFER.info } as const;
    const known = await client.request(app.device.place, post, pinned);
    expect(known).toMatchObject({ status: 200, json: { alias: 'App' }, fingerprint: pinned.pin });
    const offer = { ...post, path: `${API}/prepare-upload`, json: OFFER };
    const { sessionId, tokens } = readPrepareAnswer((await client.request(app.device.place, offer, pinned)).json) ?? {};
    const query = { sessionId: sessionId ?? '', fileId: 'a', token: tokens?.get('a') ?? '' };
    const body = { content: Readable.from([Buffer.from('he'), Buffer.from('llo')]), bytes: 5 };
    expect(await client.request(app.device.place, { ...sentFile, query, body }, pinned)).toMatchObject({ status: 200 });
    expect(app.receiving?.received.map(({ bytes }) => bytes)).toEqual([5]);
  });
});
