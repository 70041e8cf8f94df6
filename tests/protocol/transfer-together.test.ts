// Several persons' wishes at the same moment: of all the connections that are made for them one stays, and every transfer
// goes over it.
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Target } from '../../src/contract/transfers.ts';
import { isOver } from '../../src/contract/transfers.ts';
import { FerryEngine, pairedEngines } from '../support/ferry-engine.ts';

const TURNS = process.env.FERRY_LONG ? 20 : 2;

/** The same device in a new run, which knows of no connection; listens where it did, and says yes to everything. */
async function anew(before: FerryEngine): Promise<FerryEngine> {
  await before.stop();
  const engine = await FerryEngine.start(before.name, before.folder);
  await engine.listen(before.port);
  await engine.receive();
  engine.engine.subscribe(() => {
    for (const { id, stage } of Object.values(engine.state.transfers))
      if (stage === 'asking') void engine.engine.door('transfer.answer', { id, accept: true });
  });
  return engine;
}

const targetOf = (from: FerryEngine, to: FerryEngine): Target => ({
  kind: 'device',
  id: Object.values(from.state.devices).find(({ name }) => name === to.name)?.id ?? ('' as never),
});

/** All begun in one turn of the event loop; resolves with their ends. */
async function sendAll(from: FerryEngine, to: FerryEngine, paths: readonly string[], whom: 'address' | 'both') {
  const sends = paths.map(async (path, at) => {
    const target = whom === 'both' && at % 2 === 1 ? targetOf(from, to) : to.target;
    const { id } = await from.ask('transfer.send', { paths: [path], to: target });
    const row = await from.until('its end', ({ transfers }) => {
      const found = transfers[id];
      return found !== undefined && (isOver(found) || found.stage === 'stopped') && found;
    });
    return `${row.stage} ${row.trouble?.code ?? ''}`;
  });
  return Promise.all(sends);
}

async function made(engine: FerryEngine, turn: number, count: number): Promise<readonly string[]> {
  const paths = Array.from({ length: count }, (_, at) => join(engine.folder, `${engine.name} ${turn} ${at}`));
  await Promise.all(paths.map((path) => writeFile(path, path)));
  return paths;
}

describe('what is begun at the same moment', () => {
  it.each([
    [2, 'address'],
    [8, 'both'],
    [24, 'address'],
    [24, 'both'],
  ] as const)(
    'arrives, all of %i each way by %s, whichever connection stays',
    async (count, whom) => {
      let [a, b] = await pairedEngines();
      await a.listen();
      for (let turn = 0; turn < TURNS; turn++) {
        [a, b] = [await anew(a), await anew(b)];
        const [fromA, fromB] = [await made(a, turn, count), await made(b, turn, count)];
        const ends = await Promise.all([sendAll(a, b, fromA, whom), sendAll(b, a, fromB, whom)]);
        expect(ends.flat()).toEqual(Array(2 * count).fill('done '));
        for (const [to, paths] of [
          [b, fromA],
          [a, fromB],
        ] as const)
          for (const path of paths)
            expect(await readFile(join(to.inbox, path.split('/').at(-1) ?? ''), 'utf8')).toBe(path);
      }
      expect(await readdir(b.inbox)).toHaveLength(TURNS * count);
    },
    300_000,
  );
});

/** In front of an engine: ends so many connections behind so many bytes of the caller, as a program that is just killed. */
async function breakingOff(port: number, times: number, behindBytes: number) {
  const open = new Set<Socket>();
  let left = times;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const isBroken = left-- > 0;
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    if (isBroken && behindBytes === 0) return near.destroy();
    let passed = 0;
    near.on('data', (chunk) => {
      passed += chunk.length;
      if (isBroken && passed >= behindBytes) near.resetAndDestroy();
      else far.write(chunk);
    });
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

describe('what a person sends to a device that is just starting anew, or ending', () => {
  it.each([
    ['before a byte', 0],
    ['at the first message', 1],
    ['at the last of the handshake', 1400],
  ])('goes out by a later call, where the first ones break off %s', async (_when, behindBytes) => {
    const [a, b] = await pairedEngines();
    await a.listen();
    const [sender, receiver] = [await anew(a), await anew(b)];
    const host = '127.0.0.1';
    for (const times of [1, 2]) {
      const port = await breakingOff(receiver.port, times, behindBytes);
      const path = join(sender.folder, `file ${times}`);
      await writeFile(path, 'content');
      const { id } = await sender.ask('transfer.send', { paths: [path], to: { kind: 'address', host, port } });
      const { stage, trouble } = await sender.untilStage(id, 'done', 'failed', 'stopped');
      expect([stage, trouble]).toEqual(['done', null]);
      // The next one is to need a call, too.
      await receiver.ask('settings.set', { visibility: 'nobody' });
      await receiver.ask('settings.set', { visibility: 'whileOpen' });
      await receiver.receive();
    }
  });

  it('is as well what a person pairs with, or fetches from', async () => {
    const [a, b] = await pairedEngines();
    const host = '127.0.0.1';
    const target = async (): Promise<Target> => ({ kind: 'address', host, port: await breakingOff(b.port, 2, 1) });
    const { id } = await a.ask('pairing.dial', { to: await target() });
    expect(a.state.pairings[id]).toMatchObject({ stage: 'waiting' });
    const fetched = await a.ask('transfer.fetch', { from: await target(), into: null });
    expect(a.state.pairings[fetched.pairing ?? '']).toMatchObject({ stage: 'waiting' });
  });

  it('fails within seconds where every call breaks off, and says that the device can’t be reached', async () => {
    const [a, b] = await pairedEngines();
    await a.listen();
    const [sender, receiver] = [await anew(a), await anew(b)];
    const port = await breakingOff(receiver.port, Number.POSITIVE_INFINITY, 1);
    const path = join(sender.folder, 'file');
    await writeFile(path, 'content');
    const began = performance.now();
    const to = { kind: 'address', host: '127.0.0.1', port } as const;
    const { id } = await sender.ask('transfer.send', { paths: [path], to });
    const { trouble } = await sender.untilStage(id, 'failed');
    expect(trouble).toMatchObject({ code: 'device.unreachable', details: { where: `127.0.0.1:${port}` } });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('goes out at once where the other side still holds the connection of a run that was killed', async () => {
    const [a, b] = await pairedEngines();
    await a.listen();
    let [sender, receiver] = [await anew(a), await anew(b)];
    const wire = await dying(receiver.port);
    const send = async (name: string): Promise<void> => {
      const path = join(sender.folder, name);
      await writeFile(path, name);
      const to = { kind: 'address', host: '127.0.0.1', port: wire.port } as const;
      const { id } = await sender.ask('transfer.send', { paths: [path], to });
      await sender.untilStage(id, 'done');
    };
    await send('one');
    // That run makes a second one.
    receiver = await anew(receiver);
    await send('two');
    wire.die();
    // Runs are told apart by quarters of a second, and no person starts a program anew within a few of them.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    sender = await anew(sender);
    const began = performance.now();
    await send('three');
    // It is found dead in ten to fifteen seconds.
    expect(performance.now() - began).toBeLessThan(6000);
    expect((await readdir(receiver.inbox)).sort()).toEqual(['one', 'three', 'two']);
  });
});

/** In front of an engine: what is connected when it dies says nothing more, and ends for neither side. */
async function dying(port: number) {
  const open = new Set<Socket>();
  let age = 0;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const born = age;
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on('error', () => undefined);
      from.on('data', (chunk) => born === age && to.write(chunk));
      from.on('end', () => born === age && to.end());
      from.on('close', () => born === age && to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const die = (): void => {
    age++;
  };
  return { port: (server.address() as AddressInfo).port, die };
}
