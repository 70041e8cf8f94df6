import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fingerprint } from '../../src/engine/interop/localsend/certificate.ts';
import type { Handlers } from '../../src/engine/interop/localsend/handlers.ts';
import { readPrepareAnswer } from '../../src/engine/interop/localsend/messages.ts';
import { made } from '../support/localsend/acting.ts';
import { type AppOptions, startApp } from '../support/localsend/app.ts';
import { makeCertificate } from '../support/localsend/certificate.ts';
import { at, clientOf, faultOf, info, PINNED, pieces, sentFile } from '../support/localsend-calls.ts';
import {
  API,
  callDoor,
  certificateOf,
  OFFER,
  OURS,
  openDoorTo,
  type Shown,
  THEIRS,
  UPLOAD,
  written,
} from '../support/localsend-door.ts';
import { tempFolder } from '../support/temp-folder.ts';

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
