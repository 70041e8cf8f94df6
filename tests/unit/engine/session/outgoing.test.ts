import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorInfo } from '../../../../src/contract/errors.ts';
import { Outgoing } from '../../../../src/engine/session/outgoing.ts';
import type { OutgoingTransfer } from '../../../../src/engine/session/outgoing-transfer.ts';
import { openOutgoing } from '../../../../src/engine/transfer/kept-transfers.ts';
import { rootsOf } from '../../../../src/engine/transfer/plan.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const KEY = randomBytes(32);
const DAY_MS = 24 * 60 * 60 * 1000;

/** What is sent from one data folder, by one program after the other. */
async function scene() {
  const folder = await tempFolder();
  const source = join(folder, 'Photos');
  await mkdir(source);
  await writeFile(join(source, 'one.jpg'), 'one');
  const clock = new FakeClock();
  const start = async (): Promise<Outgoing> => {
    const outgoing = new Outgoing({
      rows: await openOutgoing(join(folder, 'outgoing.json'), clock.now()),
      folder: join(folder, 'outgoing'),
      dataDir: join(folder, 'data'),
      run: randomBytes(8),
      limitOf: () => ({ pieceBytes: (most) => most, take: async () => undefined }),
      thumbnailsFor: () => null,
      random: randomBytes,
      clock,
      log: () => undefined,
      onChange: () => undefined,
      onEnded: () => undefined,
      troubleOf: (error) => errorInfo('internal', { note: String(error) }),
    });
    await outgoing.tidy();
    return outgoing;
  };
  const first = await start();
  const begin = async (isAwaited: boolean): Promise<OutgoingTransfer> => {
    const transfer = first.begin({
      to: { kind: 'address', host: '127.0.0.1', port: 1 },
      roots: rootsOf([source]),
      awaited: isAwaited ? { key: KEY, name: 'Studio PC' } : null,
      text: null,
      stream: null,
      guest: null,
    });
    await first.prepare(transfer);
    return transfer;
  };
  return { folder, source, clock, start, first, begin };
}

const only = (outgoing: Outgoing): OutgoingTransfer => {
  const [transfer, ...others] = outgoing.all();
  if (transfer === undefined || others.length > 0) throw new Error(`${outgoing.all().length} transfers`);
  return transfer;
};

describe('what is queued', () => {
  it('knows its device and its files at once, and is for nobody to send yet', async () => {
    const { first, begin } = await scene();
    const transfer = await begin(true);
    expect(transfer).toMatchObject({ isQueued: true, deviceName: 'Studio PC', sending: null, end: null });
    expect(transfer.row).toMatchObject({ waits: true, kind: 'picture', files: 1, folders: 1 });
    expect(first.queuedFor(KEY)).toEqual([transfer]);
    expect(first.queuedFor(randomBytes(32))).toEqual([]);
  });

  it('is kept for longer than what is unfinished, and then for as long as that', async () => {
    const { clock, start, first, begin } = await scene();
    const begun = await begin(false);
    await first.bind(begun, KEY, 'Studio PC');
    await begin(true);
    clock.pass(30 * DAY_MS);
    const later = await start();
    const transfer = only(later);
    expect(transfer).toMatchObject({ isQueued: true, isStopped: true, hasWaited: true });
    await later.prepare(transfer);
    await later.leaveQueue(transfer);
    clock.pass(6 * DAY_MS);
    expect(only(await start()).isQueued).toBe(false);
    clock.pass(2 * DAY_MS);
    expect((await start()).all()).toEqual([]);
  });

  it('goes out once, with what there is by then, however often its device appears', async () => {
    const { folder, source, first, begin } = await scene();
    const transfer = await begin(true);
    first.wait(transfer);
    await writeFile(join(source, 'two.jpg'), 'two');
    const before = transfer.row?.digest;
    await Promise.all([first.leaveQueue(transfer), first.leaveQueue(transfer)]);
    expect(transfer.row).toMatchObject({ files: 2, isQueued: false, waits: true });
    expect(transfer.row?.digest).not.toBe(before);
    expect(transfer.sending).not.toBeNull();
    expect(await readdir(join(folder, 'outgoing'))).toEqual([`${transfer.id}.list`]);
  });

  it.each(['stopped', 'canceled'] as const)('and is %s while it is listed anew, doesn’t go out', async (what) => {
    const { folder, start, first, begin } = await scene();
    const transfer = await begin(true);
    first.wait(transfer);
    const leaving = first.leaveQueue(transfer);
    await (what === 'stopped' ? first.stop(transfer, false) : first.discard(transfer));
    await leaving;
    expect(transfer.sending).toBeNull();
    const later = await start();
    if (what === 'stopped') expect(only(later)).toMatchObject({ isQueued: true, isLeft: false });
    else expect([later.all(), await readdir(join(folder, 'outgoing'))]).toEqual([[], []]);
  });

  it('and can’t be listed any more, says so and ends', async () => {
    const { source, first, begin } = await scene();
    const transfer = await begin(true);
    first.wait(transfer);
    await rm(source, { recursive: true });
    await expect(first.leaveQueue(transfer)).rejects.toMatchObject({ info: { code: 'transfer.source_missing' } });
    first.fail(transfer, errorInfo('transfer.source_missing', { path: source }));
    expect(transfer.end?.kind).toBe('failed');
    expect(first.all()[0]?.endedAt).not.toBeNull();
  });
});

describe('what a person paused', () => {
  it('isn’t left for the next program to go on with, but for what was only stopped for now', async () => {
    const { start, first, begin } = await scene();
    const paused = await begin(true);
    const stopped = await begin(true);
    await first.stop(paused, false);
    await first.stop(stopped, true);
    expect([paused.isLeft, stopped.isLeft]).toEqual([false, false]);
    const later = await start();
    expect(later.all().map(({ id, isLeft }) => [id, isLeft])).toEqual([
      [paused.id, false],
      [stopped.id, true],
    ]);
    const again = later.find(paused.id);
    if (again !== null) await later.prepare(again);
    expect((await start()).find(paused.id)?.isLeft).toBe(true);
  });
});
