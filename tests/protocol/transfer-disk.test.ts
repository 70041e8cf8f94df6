// Real disks that are full, fill up, can't be written to or are pulled out while something is received: a process with
// mounts of its own receives, and what it says to both persons is looked at, and what lies on the disk afterwards.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isOver, type ShownTransfer, type TransferId } from '../../src/contract/transfers.ts';
import { ChildEngine, MountSpace, pairedFolders } from '../support/child-engine.ts';
import { FerryEngine } from '../support/ferry-engine.ts';
import { file, HostileDevice, hex, listOf } from '../support/hostile-sender.ts';
import { PairDevice } from '../support/pair-device.ts';
import { devices } from '../support/pair-devices.ts';
import { SendingGate } from '../support/sending-gate.ts';
import { canMount } from '../unit/engine/disk/own-mounts.ts';

const MIB = 1024 * 1024;
/** Nobody's on any usual system. */
const UID = 61_234;

interface Ends {
  readonly sender: FerryEngine;
  readonly receiver: ChildEngine;
}

interface Pair extends Ends {
  readonly space: MountSpace;
}

/** Its inbox is a volume in memory of that size, which nobody else sees. */
async function receiverOn(mib: number, folder: string) {
  const space = await MountSpace.open();
  space.run('mount', '-t', 'tmpfs', '-o', `size=${mib}m`, 'ferry-test', join(folder, 'inbox'));
  const receiver = await ChildEngine.start('Studio PC', folder, space.by);
  await receiver.receive();
  return { receiver, space };
}

async function onVolume(mib: number): Promise<Pair> {
  const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
  return { ...(await receiverOn(mib, to)), sender: await FerryEngine.start('Calm Pier', from) };
}

async function made(folder: string, name: string, bytes: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, randomBytes(bytes));
  return path;
}

async function send({ sender, receiver }: Ends, ...paths: readonly string[]): Promise<TransferId> {
  const { id } = await sender.ask('transfer.send', { paths: [...paths], to: receiver.target });
  const { trouble } = await sender.untilStage(id, 'waitingForAnswer', 'failed');
  expect(trouble?.code).not.toBe('device.unreachable');
  return id;
}

/** Nothing more has room. */
const fill = ({ receiver, space }: Omit<Pair, 'sender'>): void => {
  space.run('sh', '-c', `head -c 1G /dev/zero > '${receiver.inbox}/ballast' 2> /dev/null || true`);
};
const empty = ({ receiver, space }: Omit<Pair, 'sender'>): void => {
  space.run('rm', join(receiver.inbox, 'ballast'));
};

const listing = ({ receiver, space }: Pair): readonly string[] =>
  space.run('find', receiver.inbox, '-mindepth', '1', '-printf', '%P\n').trim().split('\n').filter(Boolean).sort();

const isSame = ({ receiver, space }: Omit<Pair, 'sender'>, name: string, path: string): boolean => {
  const [a, b] = space
    .run('sha256sum', join(receiver.inbox, name), path)
    .split('\n')
    .map((line) => line.slice(0, 64));
  return a === b;
};

const numbersOf = ({ trouble }: ShownTransfer) =>
  ({ neededBytes: 0, freeBytes: 0, ...trouble?.details }) as { neededBytes: number; freeBytes: number };

let gate: SendingGate | null = null;
afterEach(() => gate?.open());

/** Accepted, and stopped at the sender when some of it has come; `gate` lets it go on. */
async function midway({ receiver }: Pick<Ends, 'receiver'>, id: TransferId): Promise<SendingGate> {
  gate = new SendingGate(8);
  await receiver.accept(id);
  await gate.reached;
  await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) >= 4 * MIB);
  return gate;
}

describe.skipIf(!canMount)('a full disk (needs mounts)', () => {
  it('[88] is told to both persons with its numbers, before anybody is asked', async () => {
    const pair = await onVolume(40);
    const id = await send(pair, await made(pair.sender.folder, 'large', 50 * MIB));
    const there = { code: 'transfer.disk_full', details: { neededBytes: 50 * MIB } };
    const { trouble } = await pair.receiver.untilStage(id, 'failed');
    expect(trouble).toMatchObject(there);
    expect(await pair.sender.untilStage(id, 'failed')).toMatchObject({
      trouble: { code: 'transfer.disk_full_there', details: { ...trouble?.details, name: 'Studio PC' } },
    });
    expect(listing(pair)).toEqual([]);
  });

  it('[88] counts what was promised to another transfer already', async () => {
    const pair = await onVolume(40);
    const first = await send(pair, await made(pair.sender.folder, 'one', 24 * MIB));
    await pair.receiver.untilStage(first, 'asking');
    const second = await send(pair, await made(pair.sender.folder, 'two', 24 * MIB));
    await pair.receiver.untilStage(second, 'asking');
    // Each has room, and both together don't: one waits until there is some.
    await pair.receiver.accept(first);
    await pair.receiver.accept(second);
    const [done, waiting] = await pair.sender.until('one to be done', ({ transfers }) => {
      const isDone = (id: TransferId) => transfers[id]?.stage === 'done';
      return (isDone(first) && [first, second]) || (isDone(second) && [second, first]);
    });
    const paused = await pair.receiver.untilStage(waiting as TransferId, 'paused');
    expect(paused.trouble).toMatchObject({ code: 'transfer.disk_full', details: { neededBytes: 24 * MIB } });
    expect(numbersOf(paused).freeBytes).toBeLessThan(24 * MIB);
    pair.space.run('rm', join(pair.receiver.inbox, done === first ? 'one' : 'two'));
    await pair.sender.untilStage(waiting as TransferId, 'done');
    expect(listing(pair)).toEqual([done === first ? 'two' : 'one']);
  });

  it('[88] that fills between the question and the answer is told, too, and leaves nothing', async () => {
    const pair = await onVolume(40);
    const id = await send(pair, await made(pair.sender.folder, 'large', 24 * MIB));
    await pair.receiver.untilStage(id, 'asking');
    fill(pair);
    await pair.receiver.accept(id);
    const here = await pair.receiver.untilStage(id, 'failed');
    expect(here.trouble).toMatchObject({ code: 'transfer.disk_full', details: { neededBytes: 24 * MIB } });
    const there = await pair.sender.untilStage(id, 'failed');
    expect(there.trouble).toMatchObject({ code: 'transfer.disk_full_there', details: { neededBytes: 24 * MIB } });
    expect(listing(pair)).toEqual(['ballast']);
  });

  it('[89] that fills midway pauses both sides with numbers, and goes on by itself when there is room', async () => {
    const pair = await onVolume(60);
    const path = await made(pair.sender.folder, 'large', 48 * MIB);
    const id = await send(pair, path);
    const { open } = await midway(pair, id);
    fill(pair);
    open();
    const here = await pair.receiver.untilStage(id, 'paused');
    expect(here.trouble).toMatchObject({ code: 'transfer.disk_full' });
    // What was written in vain doesn't count as here.
    expect(numbersOf(here).neededBytes).toBeGreaterThanOrEqual(48 * MIB - here.done.bytes);
    expect(numbersOf(here).freeBytes).toBeLessThan(numbersOf(here).neededBytes);
    const there = await pair.sender.untilStage(id, 'paused');
    expect(there.trouble).toMatchObject({ code: 'transfer.disk_full_there', details: here.trouble?.details });
    empty(pair);
    await pair.sender.untilStage(id, 'done');
    expect(listing(pair)).toEqual(['large']);
    expect(isSame(pair, 'large', path)).toBe(true);
  });

  it('[89] asks for nothing again that was written, but for a record', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const { receiver, space } = await receiverOn(40, to);
    const device = await PairDevice.open('Calm Pier', join(from, 'data'));
    devices.push(device);
    const sender = await HostileDevice.dial(device, receiver);
    const list = listOf([file('large', 32 * MIB)]);
    const content = randomBytes(32 * MIB);
    const id = await sender.offer(list);
    await sender.giveList(id, list);
    await receiver.accept(hex(id));
    await sender.enterRound(id);
    await sender.haves(id, 1);
    let sent = 0;
    const tags: Uint8Array[] = [];
    const sendTo = (end: number): void => {
      for (; sent < end; sent += MIB) tags.push(sender.sendPart(id, 0, sent, content.subarray(sent, sent + MIB)));
    };
    sendTo(12 * MIB);
    await receiver.until('12 MiB', ({ transfers }) => transfers[hex(id)]?.done.bytes === 12 * MIB);
    fill({ receiver, space });
    // As far as it may go; what had room before, has none now.
    sendTo(28 * MIB);
    expect(await sender.hear('hold', id)).toMatchObject({ reason: 'diskFull' });
    empty({ receiver, space });
    await sender.enterRound(id);
    const [kept] = await sender.haves(id, 1);
    expect(kept).toMatchObject({ what: 'sure' });
    expect(kept?.length).toBeGreaterThanOrEqual(11 * MIB);
    sent = kept?.length ?? 0;
    tags.splice(0);
    for (; sent < 32 * MIB; sent = Math.min(32 * MIB, sent + MIB))
      tags.push(await sender.sendPartInTurn(id, 0, sent, content.subarray(sent, sent + MIB)));
    sender.sendEnd(id, 0, 32 * MIB, tags);
    await sender.say({ kind: 'end', id, round: 2 });
    expect(await sender.hear('result', id)).toMatchObject({ files: 1, skipped: 0 });
    await writeFile(join(from, 'content'), content);
    expect(isSame({ receiver, space }, 'large', join(from, 'content'))).toBe(true);
  });

  it('[89] is told with the very record that finds no room, though nothing more is sent', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const { receiver, space } = await receiverOn(40, to);
    const device = await PairDevice.open('Calm Pier', join(from, 'data'));
    devices.push(device);
    const sender = await HostileDevice.dial(device, receiver);
    const list = listOf([file('large', 8 * MIB)]);
    const begin = async (): Promise<Uint8Array> => {
      const id = await sender.offer(list);
      await sender.giveList(id, list);
      await receiver.accept(hex(id));
      await sender.enterRound(id);
      await sender.haves(id, 1);
      return id;
    };
    // In the middle of a file; and at the end of the last one.
    for (const upTo of [5 * MIB, 8 * MIB]) {
      const id = await begin();
      const tags: Uint8Array[] = [];
      const sendPart = (at: number): void => void tags.push(sender.sendPart(id, 0, at, randomBytes(MIB)));
      for (let at = 0; at < 4 * MIB; at += MIB) sendPart(at);
      await receiver.until('4 MiB', ({ transfers }) => transfers[hex(id)]?.done.bytes === 4 * MIB);
      fill({ receiver, space });
      for (let at = 4 * MIB; at < upTo; at += MIB) sendPart(at);
      if (upTo === 8 * MIB) sender.sendEnd(id, 0, 8 * MIB, tags);
      expect(await sender.hear('hold', id)).toMatchObject({ reason: 'diskFull' });
      const { trouble } = await receiver.untilStage(hex(id), 'paused');
      expect(trouble?.code).toBe('transfer.disk_full');
      empty({ receiver, space });
      await sender.say({ kind: 'cancel', id, reason: 'byPerson' });
      await receiver.untilStage(hex(id), 'canceled');
    }
  });

  it('takes the same folder again where there is room for nothing more', async () => {
    const pair = await onVolume(40);
    const source = join(pair.sender.folder, 'source');
    await mkdir(source);
    for (const name of ['one', 'two', 'three']) await made(source, name, 8 * MIB);
    const first = await send(pair, source);
    await pair.receiver.accept(first);
    await pair.sender.untilStage(first, 'done');
    pair.space.run('fallocate', '-l', '14MiB', join(pair.receiver.inbox, 'ballast'));
    await made(source, 'new', MIB / 8);
    const second = await send(pair, source);
    await pair.receiver.accept(second);
    expect(await pair.sender.untilStage(second, 'done')).toMatchObject({ done: { alreadyThere: 3, files: 1 } });
    expect(listing(pair)).toEqual(['ballast', 'source', 'source/new', 'source/one', 'source/three', 'source/two']);
  });

  it('[89] goes on after a restart where there is room for the rest only', async () => {
    const pair = await onVolume(60);
    const path = await made(pair.sender.folder, 'large', 54 * MIB);
    const id = await send(pair, path);
    const { open } = await midway(pair, id);
    await pair.receiver.ask('transfer.stop', { id });
    open();
    const { port } = pair.receiver;
    await pair.receiver.stop();
    const receiver = await ChildEngine.start('Studio PC', pair.receiver.folder, pair.space.by);
    await receiver.receive(port);
    await receiver.ask('transfer.resume', { id });
    await pair.sender.untilStage(id, 'done');
    expect(isSame(pair, 'large', path)).toBe(true);
  });
});

describe.skipIf(!canMount)('a volume that goes (needs mounts)', () => {
  it('[91] pauses the transfer, which goes on when it is back; nothing is put where it was', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const space = await MountSpace.open();
    const stick = join(to, 'stick');
    await mkdir(stick);
    space.run('mount', '-t', 'tmpfs', '-o', 'size=60m', 'ferry-test', stick);
    const receiver = await ChildEngine.start('Studio PC', to, space.by);
    space.run('mount', '--bind', stick, receiver.inbox);
    await receiver.receive();
    const pair = { sender: await FerryEngine.start('Calm Pier', from), receiver, space };
    const source = join(from, 'source');
    await mkdir(source);
    for (let at = 0; at < 40; at++) await made(source, `f${at}`, MIB);
    const id = await send(pair, source);
    const { open } = await midway(pair, id);
    space.run('umount', '-l', receiver.inbox);
    open();
    expect((await receiver.untilStage(id, 'paused')).trouble).toMatchObject({ code: 'transfer.folder_gone' });
    await pair.sender.untilStage(id, 'paused');
    expect(listing(pair)).toEqual([]);
    space.run('mount', '--bind', stick, receiver.inbox);
    expect(await pair.sender.untilStage(id, 'done')).toMatchObject({ done: { files: 40, skipped: 0 } });
    expect(listing(pair)).toHaveLength(41);
    for (const name of ['f0', 'f25', 'f39']) expect(isSame(pair, `source/${name}`, join(source, name))).toBe(true);
  });

  it('[91] is gone on with as what it came back as, on whichever device and with whatever was lost', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const space = await MountSpace.open();
    const [stick, copy] = [join(to, 'stick'), join(to, 'copy')];
    for (const place of [stick, copy]) {
      await mkdir(place);
      space.run('mount', '-t', 'tmpfs', '-o', 'size=60m', 'ferry-test', place);
    }
    space.run('mount', '--bind', stick, join(to, 'inbox'));
    const receiver = await ChildEngine.start('Studio PC', to, space.by);
    await receiver.receive();
    const pair = { sender: await FerryEngine.start('Calm Pier', from), receiver, space };
    const path = await made(from, 'large', 48 * MIB);
    const id = await send(pair, path);
    const { open } = await midway(pair, id);
    space.run('umount', '-l', receiver.inbox);
    open();
    await receiver.untilStage(id, 'paused');
    space.run('cp', '-a', `${stick}/.`, copy);
    // What was written last is lost, and something in the middle is wrong.
    const part = join(copy, '.ferry-incoming', id, '0.part');
    space.run('truncate', '-s', '7M', part);
    space.run('sh', '-c', `printf wrong | dd of='${part}' bs=1 seek=3000000 conv=notrunc status=none`);
    space.run('mount', '--bind', copy, receiver.inbox);
    await pair.sender.untilStage(id, 'done');
    expect(listing(pair)).toEqual(['large']);
    expect(isSame(pair, 'large', path)).toBe(true);
  });
});

describe('a receive folder', () => {
  /** Sixty files of a MiB, on their way. */
  async function underWay(uid?: number): Promise<Ends & { readonly id: TransferId; readonly open: () => void }> {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    if (uid !== undefined) spawnSync('chown', ['-R', `${uid}:${uid}`, to]);
    const as = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
    const receiver = await ChildEngine.start('Studio PC', to, as);
    await receiver.receive();
    const sender = await FerryEngine.start('Calm Pier', from);
    const source = join(from, 'source');
    await mkdir(source);
    const paths: string[] = [];
    for (let at = 0; at < 60; at++) paths.push(await made(source, `f${at}`, MIB));
    const id = await send({ sender, receiver }, ...paths);
    return { sender, receiver, id, ...(await midway({ receiver }, id)) };
  }

  it.skipIf(process.getuid?.() !== 0)(
    '[90] that is made read-only pauses it, and it goes on when that is undone (only root can become another user)',
    async () => {
      const { sender, receiver, id, open } = await underWay(UID);
      await chmod(receiver.inbox, 0o555);
      open();
      expect((await receiver.untilStage(id, 'paused')).trouble).toMatchObject({ code: 'transfer.folder_unwritable' });
      expect((await sender.untilStage(id, 'paused')).trouble).toMatchObject({ code: 'transfer.paused_there' });
      await chmod(receiver.inbox, 0o755);
      expect(await sender.untilStage(id, 'done')).toMatchObject({ done: { files: 60, skipped: 0 } });
      expect(await readdir(receiver.inbox)).toHaveLength(60);
    },
  );

  it('[91] that is moved away pauses it, and it goes on when it is back', async () => {
    const { sender, receiver, id, open } = await underWay();
    await rename(receiver.inbox, `${receiver.inbox}-elsewhere`);
    open();
    expect((await receiver.untilStage(id, 'paused')).trouble).toMatchObject({ code: 'transfer.folder_gone' });
    await sender.untilStage(id, 'paused');
    // One of that name that isn't the same has nothing of it.
    await mkdir(receiver.inbox);
    await sender.until('another look', ({ transfers }) => transfers[id]?.stage === 'paused');
    expect(await readdir(receiver.inbox)).toEqual([]);
    await rm(receiver.inbox, { recursive: true });
    await rename(`${receiver.inbox}-elsewhere`, receiver.inbox);
    expect(await sender.untilStage(id, 'done')).toMatchObject({ done: { files: 60, skipped: 0 } });
    expect(await readdir(receiver.inbox)).toHaveLength(60);
  });

  it('[91] that is removed with all that is in it is asked about again', async () => {
    const { sender, receiver, id, open } = await underWay();
    await rename(receiver.inbox, `${receiver.inbox}-gone`);
    await rm(`${receiver.inbox}-gone`, { recursive: true });
    open();
    await receiver.untilStage(id, 'paused');
    await mkdir(receiver.inbox);
    await receiver.ask('transfer.stop', { id });
    await receiver.ask('transfer.resume', { id });
    await receiver.accept(id);
    expect(await sender.untilStage(id, 'done')).toMatchObject({ done: { files: 60, skipped: 0 } });
    expect(await readdir(receiver.inbox)).toHaveLength(60);
  });

  it('[96] takes no file that is larger than its disk has, and everything else', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const receiver = await ChildEngine.start('Studio PC', to, ['prlimit', `--fsize=${8 * MIB}`]);
    await receiver.receive();
    const sender = await FerryEngine.start('Calm Pier', from);
    const source = join(from, 'source');
    await mkdir(source);
    for (const [name, mib] of [
      ['a', 1],
      ['b', 20],
      ['c', 2],
      ['d', 30],
      ['e', 1],
    ] as const)
      await made(source, name, mib * MIB);
    const id = await send({ sender, receiver }, source);
    await receiver.accept(id);
    for (const engine of [sender, receiver])
      expect(await engine.untilStage(id, 'done')).toMatchObject({
        done: { files: 3, skipped: 2 },
        notes: [
          { path: 'source/b', kind: 'skipped', reason: 'tooLargeForDisk' },
          { path: 'source/d', kind: 'skipped', reason: 'tooLargeForDisk' },
        ],
      });
    expect(await readdir(receiver.inbox)).toEqual(['source']);
    expect((await readdir(join(receiver.inbox, 'source'))).sort()).toEqual(['a', 'c', 'e']);
  });
});

describe('what a former run left', () => {
  it('goes at the start where nobody can go on with it any more', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const receiver = await FerryEngine.start('Studio PC', to);
    await receiver.receive();
    const sender = await FerryEngine.start('Calm Pier', from);
    // So that it is stopped before all of it is there.
    await sender.ask('settings.set', { sendLimit: 16 * MIB });
    const ids: TransferId[] = [];
    for (const name of ['old', 'young']) {
      const id = await sender.send([await made(from, name, 48 * MIB)], receiver);
      await receiver.untilStage(id, 'asking');
      await receiver.ask('transfer.answer', { id, accept: true });
      await receiver.until('some', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 0);
      await receiver.ask('transfer.stop', { id });
      ids.push(id);
    }
    const done = await sender.send([await made(from, 'done', 10)], receiver);
    await receiver.untilStage(done, 'asking');
    await receiver.ask('transfer.answer', { id: done, accept: true });
    await sender.untilStage(done, 'done');
    await receiver.stop();
    const [old, young] = ids;
    const rows = join(to, 'data/incoming.json');
    const text = await readFile(rows, 'utf8');
    const week = 8 * 24 * 60 * 60 * 1000;
    const aged = JSON.parse(text, (_key, value) =>
      value?.id === old ? { ...value, startedAt: value.startedAt - week } : value,
    );
    await writeFile(rows, JSON.stringify(aged));
    // As a power cut leaves it, between the row and the staging.
    await mkdir(join(receiver.inbox, '.ferry-incoming', done));
    await writeFile(join(receiver.inbox, '.ferry-incoming', done, '0.part'), 'left');
    const again = await FerryEngine.start('Studio PC', to);
    expect(await readdir(join(again.inbox, '.ferry-incoming'))).toEqual([young]);
    const open = Object.values(again.state.transfers).filter((transfer) => !isOver(transfer));
    expect(open.map(({ id }) => id)).toEqual([young]);
    await again.ask('transfer.discard', { id: young as TransferId });
    await again.untilStage(young as TransferId, 'canceled');
    expect(await readdir(again.inbox)).toEqual(['done']);
  });
});
