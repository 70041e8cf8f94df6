// While a whole engine is there for LocalSend apps, and what becomes of what they send when it isn't any more.
import { createHook } from 'node:async_hooks';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, rmdir } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ShownTransfer } from '../../src/contract/transfers.ts';
import { openServer } from '../../src/engine/interop/localsend/server.ts';
import { SYSTEM_PORTS } from '../../src/engine/ports.ts';
import { GuestEngine, phone, sent, withCertificate } from '../support/guest-engine.ts';
import { asker, held, made } from '../support/localsend/acting.ts';
import type { App } from '../support/localsend/app.ts';
import { makeCertificate } from '../support/localsend/certificate.ts';
import type { Sending } from '../support/localsend/sending.ts';
import { callDoor, written } from '../support/localsend-door.ts';
import { tempFolder } from '../support/temp-folder.ts';

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

interface UnderWay {
  readonly engine: GuestEngine;
  readonly app: App;
  readonly sending: Sending;
  readonly id: ShownTransfer['id'];
  readonly release: () => void;
}

/** One file has come, and another is in its middle. */
async function underWay(): Promise<UnderWay> {
  const engine = await GuestEngine.start();
  const app = await phone({ version: '1.18' });
  const { item, release } = held('b');
  const sending = await app.send(engine.device, [made('a'), item]);
  const { id } = await engine.accept();
  await engine.ferry.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 1);
  return { engine, app, sending, id, release };
}

const beSeenBy = (engine: GuestEngine, visibility: 'nobody' | 'paired' | 'whileOpen') =>
  engine.ferry.ask('settings.set', { visibility });

describe('a device that is seen by everyone no more', () => {
  it.each(['paired', 'nobody'] as const)('but by %s takes nothing, and isn’t there', async (whom) => {
    const engine = await GuestEngine.start();
    const app = await phone({ version: '1.18' });
    await sent(engine, app, [made('a')]);
    await beSeenBy(engine, whom);
    await expect.poll(() => isListening(engine.port)).toBe(false);
    await engine.ferry.ask('visibility.everyone', undefined);
    await engine.untilOpen(2);
    expect(await sent(engine, app, [made('b')])).toMatchObject({ state: 'finished' });
  });

  it.each(['paired', 'nobody'] as const)(
    'but by %s lets come what it has accepted, and nobody else in',
    async (whom) => {
      const { engine, sending, id, release } = await underWay();
      await beSeenBy(engine, whom);
      const other = await phone({ version: '1.18', certificate: makeCertificate('1.18', { key: 'two' }) });
      const further = await other.send(engine.device, [made('c')]);
      expect(await further.ended).toBe('failed');
      // Nor anything else of who is still there.
      const more = asker(engine.device.place, '/v2/prepare-upload');
      const files = { one: { id: 'one', fileName: 'c', size: 1, fileType: 'x' } };
      const info = { alias: 'Phone', version: '2.1', fingerprint: 'x', port: 1, protocol: 'https', download: false };
      expect((await more({ info, files })).status).toBe(403);
      release();
      expect(await sending.ended).toBe('finished');
      await engine.ferry.untilStage(id, 'done');
      await expect.poll(() => isListening(engine.port)).toBe(false);
      expect(await readdir(engine.inbox)).toEqual(['a', 'b']);
    },
  );

  it('but by nobody asks about nothing that was still being said then', async () => {
    const { engine, sending, release } = await underWay();
    const line = await callDoor(engine.port);
    const files = { one: { id: 'one', fileName: 'c', size: 1, fileType: 'x' } };
    const info = { alias: 'Phone', version: '2.2', fingerprint: 'x', port: 1, protocol: 'https', download: false };
    const offer = JSON.stringify({ info, files });
    const headers = { host: '127.0.0.1', 'content-length': `${offer.length}`, expect: '100-continue' };
    await line.say(written('POST /api/localsend/v2/prepare-upload', headers));
    await expect.poll(line.heard).toContain('100 Continue');
    await beSeenBy(engine, 'nobody');
    await line.say(offer);
    await expect.poll(line.heard).toContain('HTTP/1.1 403 ');
    expect(engine.transfers).toHaveLength(1);
    release();
    expect(await sending.ended).toBe('finished');
  });

  it('still lets its person answer what was asked before', async () => {
    const engine = await GuestEngine.start();
    const sending = await (await phone({ version: '1.18' })).send(engine.device, [made('a')]);
    await engine.asked();
    await beSeenBy(engine, 'paired');
    await engine.accept();
    expect(await sending.ended).toBe('finished');
    await expect.poll(() => isListening(engine.port)).toBe(false);
  });
});

describe('what a LocalSend app sends', () => {
  const ends = {
    'everything is paused': ({ engine }: UnderWay) => engine.ferry.ask('visibility.pause', { minutes: 30 }),
    'LocalSend is turned off': ({ engine }: UnderWay) => engine.ferry.ask('settings.set', { localSend: false }),
    'this device becomes another': ({ engine }: UnderWay) => engine.ferry.ask('identity.reset', undefined),
  } as const;

  it.each(Object.entries(ends))('ends when %s, with a word to its person, and to ours', async (_when, end) => {
    const all = await underWay();
    const { engine, sending, id, release } = all;
    await end(all);
    expect(await sending.ended).toBe('canceledByReceiver');
    release();
    const { done, trouble } = await engine.ferry.untilStage(id, 'canceled', 'failed');
    expect(done.files).toBe(1);
    expect(trouble?.code).toBe('transfer.ended_here');
    await expect.poll(() => readdir(engine.inbox)).toEqual(['a']);
  });

  it('ends with this program, leaves nothing half, and goes on in no other', async () => {
    const { engine, sending, release } = await underWay();
    const { folder } = engine.ferry;
    await engine.ferry.stop();
    expect(await readdir(engine.inbox)).toEqual(['a']);
    expect(await isListening(engine.port)).toBe(false);
    expect(['canceledByReceiver', 'finishedWithErrors']).toContain(await sending.ended);
    release();
    const again = await GuestEngine.start({}, folder);
    const trouble = { code: 'transfer.ended_here' };
    expect(again.transfers).toMatchObject([{ stage: 'canceled', trouble, via: 'localSend', done: { files: 1 } }]);
    expect(await readdir(again.inbox)).toEqual(['a']);
  });
});

describe('the door for LocalSend apps', () => {
  it('is another device’s after a reset', async () => {
    const engine = await GuestEngine.start();
    const file = join(engine.ferry.folder, 'data/localsend.json');
    const before = await readFile(file, 'utf8');
    await engine.ferry.ask('identity.reset', undefined);
    await engine.untilOpen(2);
    expect(await readFile(file, 'utf8')).not.toBe(before);
    const app = await phone({ version: '1.18' });
    const sending = await app.send(engine.device, [made('a')]);
    expect(await sending.ended).toBe('failed');
    expect(engine.transfers).toEqual([]);
  });

  it('is open or shut as was wanted last, however quickly that changed', async () => {
    const engine = await GuestEngine.start();
    for (let times = 0; times < 5; times++) {
      void engine.ferry.ask('settings.set', { localSend: true });
      await engine.ferry.ask('settings.set', { localSend: false });
      void engine.ferry.ask('settings.set', { localSend: true });
      await Promise.resolve();
      await engine.ferry.ask('settings.set', { localSend: false });
    }
    const open = async () => (await Promise.all([...new Set(engine.ports)].map(isListening))).filter(Boolean).length;
    await expect.poll(open).toBe(0);
    await engine.ferry.ask('settings.set', { localSend: true });
    await expect.poll(open).toBe(1);
  });

  it('isn’t there after a stop right at the start, while its certificate is still made', async () => {
    const engine = await GuestEngine.begin({}, await tempFolder());
    await engine.ferry.ask('settings.set', { localSend: false });
    await engine.untilOpen(1);
    await expect.poll(() => isListening(engine.port)).toBe(false);
  });

  it('takes another port where its own is taken, and says so', async () => {
    const taken = createServer().listen(0, '::');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as { readonly port: number };
    const engine = await GuestEngine.start();
    await engine.ferry.ask('settings.set', { localSendPort: port });
    await engine.untilOpen(2);
    expect(engine.port).not.toBe(port);
    expect(await sent(engine, await phone({ version: '1.18' }), [made('a')])).toMatchObject({ state: 'finished' });
  });

  it('that can’t be opened says so once, and opens as soon as it can', async () => {
    const folder = await withCertificate(await tempFolder());
    const file = join(folder, 'data/localsend.json');
    await rename(file, `${file}.away`);
    await mkdir(file);
    const engine = await GuestEngine.begin({}, folder);
    const failures = () => engine.logged.filter((line) => line.startsWith('localsend.not_opened'));
    await expect.poll(() => failures().length, { interval: 5 }).toBe(1);
    for (const deviceName of ['A', 'B', 'C']) await engine.ferry.ask('settings.set', { deviceName });
    await rmdir(file);
    await rename(`${file}.away`, file);
    await engine.ferry.ask('settings.set', { deviceName: 'D' });
    await engine.untilOpen(1);
    expect(failures()).toHaveLength(1);
  });

  it('is shut to whoever isn’t on a network that is used', async () => {
    const wired = { address: '192.0.2.1', netmask: '255.255.255.0', cidr: '192.0.2.1/24', mac: '', internal: false };
    const engine = await GuestEngine.start({ interfaces: () => ({ eth0: [{ ...wired, family: 'IPv4' }] }) });
    const sending = await (await phone({ version: '1.18' })).send(engine.device, [made('a')]);
    await expect.poll(() => sending.state !== 'waiting' || engine.transfers.length > 0).toBe(true);
    expect(engine.transfers).toEqual([]);
    expect(sending.state).toBe('failed');
  });

  it('wakes nobody while nobody comes', async () => {
    const again: number[] = [];
    const hook = createHook({
      init: (_id, type, _trigger, resource) => {
        const { _repeat } = resource as { readonly _repeat?: number | null };
        if (type === 'Timeout' && typeof _repeat === 'number') again.push(_repeat);
      },
    }).enable();
    const { certificate: certificatePem, key: keyPem } = makeCertificate('1.18');
    const nothing = () => ({ status: 500, message: '' });
    const server = await openServer({
      ...{ certificate: { certificatePem, keyPem }, port: 0, host: '127.0.0.1', onlyFingerprints: () => null },
      handlers: {
        info: () => {
          throw new Error('nobody asks');
        },
        ...{ register: nothing, prepareUpload: async () => nothing(), upload: async () => nothing(), cancel: nothing },
      },
      ...{ clock: SYSTEM_PORTS.clock, log: () => undefined },
    });
    hook.disable();
    await server.close();
    expect(again.filter((ms) => ms < 24 * 60 * 60 * 1000)).toEqual([]);
  });
});
