// A phone sends by LocalSend, and what receives is killed, or its disk is full, in the middle: what has its name stays, and
// nothing else does.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import { ChildEngine, MountSpace } from '../support/child-engine.ts';
import { AppOn } from '../support/localsend/app-on.ts';
import { canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { canMount } from '../unit/engine/disk/own-mounts.ts';

const MIB = 1024 * 1024;
const LARGE = 24 * MIB;

interface Scene {
  readonly ferry: ChildEngine;
  readonly id: TransferId;
  readonly sending: Promise<{ readonly state: string }>;
  readonly restart: () => Promise<ChildEngine>;
}

/** One small file has come, and a large one is in its middle, for some seconds. */
async function underWay(mounts: MountSpace | null, folder: string): Promise<Scene> {
  const space = NetSpace.open();
  const [here, there] = [space.addHost('here'), space.addHost('there')];
  const by = ['ip', 'netns', 'exec', here.namespace, ...(mounts?.by ?? [])];
  const start = () => ChildEngine.start('Studio PC', folder, by);
  const ferry = await start();
  await ferry.ask('settings.set', { receiveLimit: 4 * MIB });
  await ferry.ask('network.open', { port: null, address: null });
  await ferry.ask('receive.offers', { into: null });
  const phone = await phoneOn(there);
  const place = { host: here.addressOf(), port: 53_317, protocol: 'https' } as const;
  await expect.poll(() => phone.ask('lookAt', place).catch(() => null), { timeout: 10_000 }).not.toBeNull();
  const device = await phone.ask('lookAt', place);
  if (device === null) throw new Error('nobody');
  const source = await tempFolder();
  await writeFile(join(source, 'a'), 'a');
  await writeFile(join(source, 'b'), Buffer.alloc(LARGE, 'b'));
  const sending = phone.ask('send', device, [{ path: join(source, 'a') }, { path: join(source, 'b') }]);
  const { id } = await ferry.until('an offer', ({ transfers }) =>
    Object.values(transfers).find(({ stage }) => stage === 'asking'),
  );
  await ferry.ask('transfer.answer', { id, accept: true });
  await ferry.until('both', ({ transfers }) => {
    const { files = 0, bytes = 0 } = transfers[id]?.done ?? {};
    return files === 1 && bytes > 2 * MIB;
  });
  return { ferry, id, sending, restart: start };
}

const phoneOn = async (host: Host): Promise<AppOn> =>
  AppOn.start(host, {
    ...{ version: '1.18', alias: 'Phone', folder: await tempFolder(), key: 'one', decide: 'accept' },
    ...{ interfaceAddress: '::', port: 53_317, discoveryTimeoutMs: 10_000 },
  });

async function newFolder(): Promise<string> {
  const folder = await tempFolder();
  await mkdir(join(folder, 'inbox'));
  return folder;
}

describe.skipIf(!canMakeSpaces())('what a phone sends (needs network namespaces)', () => {
  it('is there as far as it had its name when Ferry was killed, and nothing else is after the next start', async () => {
    const folder = await newFolder();
    const { ferry, id, sending, restart } = await underWay(null, folder);
    await ferry.kill();
    expect((await sending).state).toBe('finishedWithErrors');
    const again = await restart();
    await expect.poll(() => readdir(again.inbox)).toEqual(['a']);
    expect(await readFile(join(again.inbox, 'a'), 'utf8')).toBe('a');
    const rows = await again.until('what is left of it', ({ transfers }) => Object.values(transfers));
    const trouble = { code: 'transfer.ended_here' };
    const how = { stage: 'canceled', trouble, via: 'localSend', total: { files: 2 }, done: { files: 1 } };
    expect(rows).toMatchObject([{ id, ...how }]);
    await again.stop();
    expect(JSON.parse(await readFile(join(folder, 'data/incoming.json'), 'utf8'))).toEqual({ rows: [] });
  });

  it.skipIf(!canMount)('ends when the disk is full, is told so, and leaves what was whole (needs mounts)', async () => {
    const folder = await newFolder();
    const mounts = await MountSpace.open();
    mounts.run('mount', '-t', 'tmpfs', '-o', 'size=40m', 'ferry-test', join(folder, 'inbox'));
    const { ferry, id, sending } = await underWay(mounts, folder);
    mounts.run('sh', '-c', `head -c 1G /dev/zero > '${ferry.inbox}/ballast' 2> /dev/null || true`);
    expect((await ferry.untilStage(id, 'failed')).trouble).toMatchObject({ code: 'transfer.disk_full' });
    expect((await sending).state).toBe('canceledByReceiver');
    const listed = () => mounts.run('ls', '-A', ferry.inbox).trim().split('\n');
    await expect.poll(listed).toEqual(['a', 'ballast']);
  });
});
