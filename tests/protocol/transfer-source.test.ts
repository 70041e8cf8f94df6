// What is sent changes while it is sent, or was never a file to begin with: each is told by its name on both sides, nothing
// arrives as a mixture of two states, and the rest arrives.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFile,
  chmod,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileReason, ShownTransfer, TransferId } from '../../src/contract/transfers.ts';
import { ChildEngine, pairedFolders } from '../support/child-engine.ts';
import { FerryEngine } from '../support/ferry-engine.ts';
import { HostileDevice } from '../support/hostile-sender.ts';
import { PairDevice } from '../support/pair-device.ts';
import { devices } from '../support/pair-devices.ts';
import { SendingGate } from '../support/sending-gate.ts';

const MIB = 1024 * 1024;
const LONG_AGO = 1_600_000_000;

let gate: SendingGate | null = null;
afterEach(() => gate?.open());

interface Pair {
  readonly sender: FerryEngine;
  readonly receiver: FerryEngine;
  /** What is sent: `a-first`, 16 MiB; `b-later`, as large; `c-small`; `d-folder/inside`. */
  readonly source: string;
}

async function engines(): Promise<Pair> {
  const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
  const [sender, receiver] = [await FerryEngine.start('Calm Pier', from), await FerryEngine.start('Studio PC', to)];
  await receiver.receive();
  const source = join(from, 'source');
  await mkdir(join(source, 'd-folder'), { recursive: true });
  await writeFile(join(source, 'a-first'), randomBytes(16 * MIB));
  await writeFile(join(source, 'b-later'), randomBytes(16 * MIB));
  await writeFile(join(source, 'c-small'), 'small');
  await writeFile(join(source, 'd-folder/inside'), 'inside');
  await writeFile(join(source, 'e-last'), 'last');
  for (const name of ['a-first', 'b-later', 'c-small']) await utimes(join(source, name), LONG_AGO, LONG_AGO);
  return { sender, receiver, source };
}

async function send({ sender, receiver, source }: Pair): Promise<TransferId> {
  const id = await sender.send([source], receiver);
  await receiver.untilStage(id, 'asking');
  await receiver.ask('transfer.answer', { id, accept: true });
  return id;
}

/** `change` happens when five records of the first file were sent. */
async function changedMidway(change: (source: string) => Promise<unknown>) {
  const pair = await engines();
  gate = new SendingGate(5);
  const id = await send(pair);
  await gate.reached;
  await change(pair.source);
  gate.open();
  const there = await pair.sender.untilStage(id, 'done');
  const here = await pair.receiver.untilStage(id, 'done');
  return { ...pair, there, here, got: join(pair.receiver.inbox, 'source') };
}

const notesOf = ({ notes }: ShownTransfer) => notes.map(({ path, reason }) => [path, reason]);

/** The sender's and the receiver's words are the same. */
function expectSkipped(
  { there, here }: { there: ShownTransfer; here: ShownTransfer },
  ...named: [string, FileReason][]
): void {
  const notes = named.map(([name, reason]) => [`source/${name}`, reason]);
  expect([notesOf(there), notesOf(here)]).toEqual([notes, notes]);
  expect([there.done.skipped, here.done.skipped]).toEqual([named.length, named.length]);
}

async function writeAt(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, offset);
  await file.close();
}

/** As somebody does who wants it not to be seen. */
async function changeUnseen(path: string): Promise<void> {
  await writeAt(path, 2 * MIB, randomBytes(12 * MIB));
  await utimes(path, LONG_AGO, LONG_AGO);
}

describe('[92] a file that changes while it is sent', () => {
  const CHANGES: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
    ['grows', (path) => appendFile(path, 'more')],
    ['shrinks', (path) => truncate(path, 6 * MIB)],
    ['is emptied', (path) => truncate(path, 0)],
    ['has other content of the same size', (path) => writeAt(path, 12 * MIB, randomBytes(MIB))],
    ['has other content, and its old time again', changeUnseen],
    [
      'is replaced by another',
      async (path) => {
        await writeFile(`${path}.new`, randomBytes(16 * MIB));
        await rename(`${path}.new`, path);
      },
    ],
    ['is removed', (path) => rm(path)],
  ];

  it.each(CHANGES)('that %s, is named on both sides, and the others arrive', async (_what, change) => {
    const seen = await changedMidway((source) => change(join(source, 'a-first')));
    expectSkipped(seen, ['a-first', 'changed']);
    expect((await readdir(seen.got)).sort()).toEqual(['b-later', 'c-small', 'd-folder', 'e-last']);
    expect((await readFile(join(seen.got, 'b-later'))).equals(await readFile(join(seen.source, 'b-later')))).toBe(true);
    expect(await readdir(seen.receiver.inbox)).toEqual(['source']);
  });
});

describe('[92] [93] [29] what isn’t, when its turn comes, what was listed', () => {
  it('is named on both sides, each for its reason, and the rest arrives', async () => {
    const seen = await changedMidway(async (source) => {
      await rm(join(source, 'b-later'));
      await appendFile(join(source, 'c-small'), '!');
      await rm(join(source, 'd-folder'), { recursive: true });
    });
    expectSkipped(seen, ['b-later', 'vanished'], ['c-small', 'changed'], ['d-folder/inside', 'vanished']);
    expect((await readdir(seen.got)).sort()).toEqual(['a-first', 'd-folder', 'e-last']);
  });

  it('as a link, a pipe, a folder or a device is neither followed nor waited for', async () => {
    const seen = await changedMidway(async (source) => {
      for (const name of ['b-later', 'c-small', 'd-folder', 'e-last'])
        await rm(join(source, name), { recursive: true });
      await symlink('/etc/passwd', join(source, 'b-later'));
      execFileSync('mkfifo', [join(source, 'c-small')]);
      await writeFile(join(source, 'd-folder'), 'a file now');
      await mkdir(join(source, 'e-last'));
    });
    expectSkipped(
      seen,
      ['b-later', 'changed'],
      ['c-small', 'changed'],
      ['d-folder/inside', 'vanished'],
      ['e-last', 'changed'],
    );
  });

  it('as a link under the name of a small file isn’t followed either', async () => {
    const seen = await changedMidway(async (source) => {
      await writeFile(join(source, '../secret'), 'other');
      await utimes(join(source, '../secret'), LONG_AGO, LONG_AGO);
      await rm(join(source, 'c-small'));
      await symlink('../secret', join(source, 'c-small'));
    });
    expectSkipped(seen, ['c-small', 'changed']);
  });

  it('is sent as it is then, where only its content is another', async () => {
    const seen = await changedMidway((source) => changeUnseen(join(source, 'b-later')));
    expectSkipped(seen);
    expect((await readFile(join(seen.got, 'b-later'))).equals(await readFile(join(seen.source, 'b-later')))).toBe(true);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'but can’t be read any more, is named on both sides (only root can become another user)',
    async () => {
      const UID = 61_234;
      const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
      const source = join(from, 'source');
      await mkdir(source);
      for (const name of ['a', 'b', 'c']) await writeFile(join(source, name), randomBytes(4 * MIB));
      execFileSync('chown', ['-R', `${UID}:${UID}`, from]);
      const sender = await ChildEngine.start('Calm Pier', from, [
        'setpriv',
        `--reuid=${UID}`,
        `--regid=${UID}`,
        '--clear-groups',
      ]);
      const device = await PairDevice.open('Studio PC', join(to, 'data'));
      devices.push(device);
      const { id: sent } = await sender.ask('transfer.send', {
        paths: [source],
        to: { kind: 'address', host: '127.0.0.1', port: device.port },
      });
      const receiver = await HostileDevice.called(device);
      const { id } = await receiver.hear('offer');
      await receiver.say({ kind: 'list', id });
      await receiver.hear('entries', id);
      await receiver.say({ kind: 'answer', id, verdict: 'accepted', round: 1, neededBytes: 0, freeBytes: 0 });
      const ack = { kind: 'ack', id, settledUpTo: 0, safeBytes: 0, outcomes: [], files: 0 } as const;
      await receiver.say({ ...ack, credit: 2 * MIB });
      await receiver.say({ kind: 'have', id, upTo: 4, items: [] });
      await receiver.untilContent(MIB);
      await chmod(join(source, 'b'), 0);
      await receiver.say({ ...ack, credit: 2 ** 40 });
      await receiver.hear('end', id);
      expect(receiver.content.filter(({ kind }) => kind === 'failed')).toMatchObject([
        { index: 2, reason: 'unreadable' },
      ]);
      const outcome = { index: 2, what: 'skipped', reason: 'unreadable' } as const;
      await receiver.say({ ...ack, credit: 2 ** 40, outcomes: [outcome] });
      await receiver.say({ kind: 'result', id, files: 2, skipped: 1, alreadyThere: 0 });
      expect(notesOf(await sender.untilStage(sent, 'done'))).toEqual([['source/b', 'unreadable']]);
    },
  );
});

describe('[92] a file that changed while nobody was connected', () => {
  const isWhole = async ({ receiver, source }: Pair): Promise<boolean> =>
    (await readFile(join(receiver.inbox, 'source/a-first'))).equals(await readFile(join(source, 'a-first')));

  it('arrives as it is now, or not at all: never the half that came before with the half that came after', async () => {
    const pair = await engines();
    gate = new SendingGate(9);
    const id = await send(pair);
    await gate.reached;
    await pair.receiver.until('8 MiB', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) >= 8 * MIB);
    gate.channel?.destroy();
    await pair.receiver.untilStage(id, 'away');
    await changeUnseen(join(pair.source, 'a-first'));
    gate.open();
    await pair.sender.untilStage(id, 'done');
    expect(await isWhole(pair)).toBe(true);
  });

  it('and while the sender was stopped, too', async () => {
    const pair = await engines();
    gate = new SendingGate(9);
    const id = await send(pair);
    await gate.reached;
    await pair.receiver.until('8 MiB', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) >= 8 * MIB);
    await pair.sender.stop();
    gate.open();
    await changeUnseen(join(pair.source, 'a-first'));
    const sender = await FerryEngine.start('Calm Pier', pair.sender.folder);
    await sender.ask('transfer.resume', { id });
    await sender.untilStage(id, 'done');
    expect(await isWhole(pair)).toBe(true);
  });

  it('isn’t sent again where it is the same, neither after a lost connection nor after a restart', async () => {
    const pair = await engines();
    gate = new SendingGate(9);
    const id = await send(pair);
    await gate.reached;
    await pair.receiver.until('8 MiB', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) >= 8 * MIB);
    gate.channel?.destroy();
    await pair.receiver.untilStage(id, 'away');
    gate.open();
    gate = new SendingGate(5);
    await gate.reached;
    const { sentBytes } = gate;
    await pair.receiver.until('12 MiB', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) >= 12 * MIB);
    await pair.sender.stop();
    gate.open();
    gate = new SendingGate(1000);
    const sender = await FerryEngine.start('Calm Pier', pair.sender.folder);
    await sender.ask('transfer.resume', { id });
    await sender.untilStage(id, 'done');
    expect(sentBytes).toBe(5 * MIB);
    expect(gate.sentBytes).toBeLessThanOrEqual(32 * MIB - 9 * MIB - 5 * MIB + 2 * MIB + 100);
    expect(await isWhole(pair)).toBe(true);
  });
});

describe('what can’t be sent at all', () => {
  it('[28] [29] [12] is left out and named: links, loops, pipes, sockets, devices, names that aren’t text', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const [sender, receiver] = [await FerryEngine.start('Calm Pier', from), await FerryEngine.start('Studio PC', to)];
    await receiver.receive();
    const source = join(from, 'source');
    await mkdir(join(source, 'loop'), { recursive: true });
    await symlink('..', join(source, 'loop/up'));
    await symlink('/', join(source, 'root'));
    await symlink('nowhere', join(source, 'dangling'));
    execFileSync('mkfifo', [join(source, 'pipe')]);
    const socket = createServer().listen(join(source, 'socket'));
    await writeFile(Buffer.concat([Buffer.from(`${source}/caf`), Buffer.of(0xe9)]), 'latin1');
    await writeFile(Buffer.concat([Buffer.from(`${source}/caf`), Buffer.of(0xef, 0xbf, 0xbd)]), 'its replacement');
    await writeFile(join(source, 'back\\slash'), 'x');
    const deep = join(source, ...Array.from({ length: 250 }, () => 'd'));
    await mkdir(deep, { recursive: true });
    await writeFile(join(deep, 'bottom'), 'deep');
    const long = 'ä'.repeat(127).concat('x');
    await writeFile(join(source, long), 'long');
    const named = join(from, 'named');
    await symlink('source', named);
    const id = await sender.send([named], receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    const { notes, done } = await sender.untilStage(id, 'done');
    socket.close();
    expect(Object.fromEntries(notes.map(({ path, reason }) => [path, reason]))).toEqual({
      'named/back\\slash': 'nameNotSendable',
      'named/caf\ufffd': 'nameNotUnicode',
      'named/dangling': 'link',
      'named/loop/up': 'link',
      'named/pipe': 'special',
      'named/root': 'link',
      'named/socket': 'special',
    });
    expect(done).toMatchObject({ files: 3, skipped: 7 });
    const got = join(receiver.inbox, 'named');
    expect((await readdir(got)).sort()).toEqual(['caf\ufffd', 'd', 'loop', long].sort());
    expect(await readFile(join(got, 'caf\ufffd'), 'utf8')).toBe('its replacement');
    expect(await readFile(join(got, deep.slice(source.length + 1), 'bottom'), 'utf8')).toBe('deep');
    expect(await readdir(join(got, 'loop'))).toEqual([]);
  });

  it('[17] lies deeper than 255 levels, and is named', async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const [sender, receiver] = [await FerryEngine.start('Calm Pier', from), await FerryEngine.start('Studio PC', to)];
    await receiver.receive();
    const source = join(from, 'source');
    await mkdir(join(source, ...Array.from({ length: 300 }, () => 'd')), { recursive: true });
    const id = await sender.send([source], receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    const { notes, total } = await sender.untilStage(id, 'done');
    expect(notes).toMatchObject([{ kind: 'skipped', reason: 'tooDeep' }]);
    expect(total).toMatchObject({ files: 0, folders: 256 });
  });
});
