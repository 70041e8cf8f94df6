import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import { errorInfo } from '../../../../src/contract/errors.ts';
import type { ShownTransfer } from '../../../../src/contract/transfers.ts';
import { type History, type HistoryNeeds, MOST_PAST, openHistory } from '../../../../src/engine/history/history.ts';
import type { Past } from '../../../../src/engine/history/past-row.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { shownTransfer, transferIdOf } from '../../../support/shown-transfer.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const past = (number: number, changed: Partial<ShownTransfer> = {}): Past => ({
  shown: shownTransfer(number, { stage: 'done', endedAt: number, ...changed }),
  roots: [`/home/mia/${number}`],
  place: null,
});

interface Scene {
  readonly path: string;
  readonly clock: FakeClock;
  readonly gone: string[];
  isKept: boolean;
  readonly open: () => Promise<History>;
  /** The ids in the file. */
  readonly written: () => Promise<readonly string[]>;
}

async function scene(): Promise<Scene> {
  const path = join(await tempFolder(), 'history.json');
  const clock = new FakeClock();
  const gone: string[] = [];
  const needs: Omit<HistoryNeeds, 'isKept'> = {
    path,
    clock,
    log: () => undefined,
    onGone: (id) => gone.push(id),
  };
  const found: Scene = {
    path,
    clock,
    gone,
    isKept: true,
    open: () => openHistory({ ...needs, isKept: () => found.isKept }),
    written: async () => {
      const { rows } = JSON.parse(await readFile(path, 'utf8')) as { rows: { shown: { id: string } }[] };
      return rows.map(({ shown }) => shown.id);
    },
  };
  return found;
}

describe('transfers that are over', () => {
  it('come back after a restart as they ended, the oldest first, in a file that is its owner’s alone', async () => {
    const { open, path } = await scene();
    const history = await open();
    const trouble = errorInfo('transfer.declined', { name: 'Desk' });
    const rows = [past(1), past(2, { stage: 'declined', trouble })];
    for (const row of rows) history.add(row);
    await history.close();
    const again = await open();
    expect(again.damage).toBeNull();
    expect(again.all()).toEqual(rows);
    expect(again.find(transferIdOf(2))?.roots).toEqual(['/home/mia/2']);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it('have an end, no pictures and no pace', async () => {
    const { open, clock } = await scene();
    const history = await open();
    const { shown } = history.add(past(1, { endedAt: null, thumbnails: 3, bytesPerSecond: 7, currentFile: 'a' }));
    expect(shown).toMatchObject({ endedAt: clock.now(), thumbnails: 0, bytesPerSecond: null, currentFile: null });
  });

  it('are written together: a thousand in a row are one write', async () => {
    const { open, clock, path } = await scene();
    const history = await open();
    for (let number = 0; number < 1000; number++) history.add(past(number));
    await expect(stat(path)).rejects.toThrow();
    clock.pass(1000);
    await history.close();
    expect((await open()).all()).toHaveLength(MOST_PAST);
  });

  it('are the newest five hundred, and the others are said to be gone', async () => {
    const { open, gone } = await scene();
    const history = await open();
    for (let number = 0; number < MOST_PAST + 2; number++) history.add(past(number));
    expect(gone).toEqual([transferIdOf(0), transferIdOf(1)]);
    expect(history.all()).toHaveLength(MOST_PAST);
  });

  it('give way where there is most of one device: whoever sends much pushes out nothing of those that have less', async () => {
    const { open, gone } = await scene();
    const history = await open();
    const device = (name: string) => ({ id: name.repeat(32) as DeviceId, name, isPaired: true });
    const first = [
      past(1, { device: device('a') }),
      past(2, { direction: 'send', device: device('e') }),
      past(3, { direction: 'send', device: null }),
    ];
    for (const row of first) history.add(row);
    for (let number = 10; number < 2 * MOST_PAST; number++) history.add(past(number, { device: device('e') }));
    expect(history.all().slice(0, 3)).toEqual(first);
    expect(history.all()).toHaveLength(MOST_PAST);
    expect(gone[0]).toBe(transferIdOf(10));
    expect(new Set(gone).size).toBe(MOST_PAST - 10 + 3);
    // Another that sends as much has as much room.
    for (let number = 2000; number < 3000; number++) history.add(past(number, { device: device('f') }));
    const of = (id: string) => history.all().filter(({ shown }) => shown.device?.id === id.repeat(32)).length;
    expect([of('a'), of('e'), of('f')]).toEqual([1, 249, 249]);
    expect(history.all().slice(0, 3)).toEqual(first);
  });

  it('give way where most are of guests, each of whom may be another one’s key', async () => {
    const { open } = await scene();
    const history = await open();
    const device = (name: string) => ({ id: name as DeviceId, name, isPaired: false });
    const first = [past(1, { device: device('a') }), past(2, { device: device('b') })];
    for (const row of first) history.add(row);
    for (let number = 10; number < 2 * MOST_PAST; number++)
      history.add(past(number, { device: device(`guest ${number}`), via: 'localSend' }));
    expect(history.all().slice(0, 2)).toEqual(first);
  });

  it('are on the disk as soon as somebody waits for that, who hears where they can’t be', async () => {
    const { open, written, path } = await scene();
    const history = await open();
    history.add(past(1));
    await history.written();
    expect(await written()).toEqual([transferIdOf(1)]);
    await rm(path);
    await mkdir(join(path, 'in the way'), { recursive: true });
    history.add(past(2));
    await expect(history.written()).rejects.toThrow();
    await rm(path, { recursive: true });
    await history.written();
    expect(await written()).toEqual([1, 2].map(transferIdOf));
  });

  it('are on the disk for whoever waits, also where another write took them along meanwhile', async () => {
    const { open, written, clock } = await scene();
    const history = await open();
    history.add(past(1));
    const first = history.written();
    history.add(past(2));
    const second = history.written();
    clock.pass(1000);
    await second;
    expect(await written()).toEqual([1, 2].map(transferIdOf));
    await first;
    await history.close();
  });

  it('that their sender wants in no history stay until the program ends', async () => {
    const { open } = await scene();
    const history = await open();
    history.add(past(1, { isPrivate: true }));
    history.add(past(2));
    await history.close();
    expect(history.all()).toHaveLength(2);
    expect((await open()).all()).toEqual([past(2)]);
  });

  it('are in no file any more once their person wants that, and stay until the program ends', async () => {
    const found = await scene();
    const history = await found.open();
    history.add(past(1));
    await history.close();
    found.isKept = false;
    await history.keepNothing();
    history.add(past(2));
    await history.close();
    expect(await found.written()).toEqual([]);
    expect(history.all()).toHaveLength(2);
    expect(found.gone).toEqual([]);
    // Turned on again, what was to be forgotten isn't remembered.
    found.isKept = true;
    history.add(past(3));
    await history.close();
    expect(await found.written()).toEqual([transferIdOf(3)]);
  });

  it('that a run couldn’t take out of the file are out of it at the next start', async () => {
    const found = await scene();
    const history = await found.open();
    history.add(past(1));
    await history.close();
    found.isKept = false;
    expect((await found.open()).all()).toEqual([]);
    expect(await found.written()).toEqual([]);
  });

  it('are forgotten one by one and all together, in the file as well', async () => {
    const { open, gone, written } = await scene();
    const history = await open();
    for (const number of [1, 2, 3]) history.add(past(number));
    expect(await history.forget(transferIdOf(2))).toBe(true);
    expect(await written()).toEqual([transferIdOf(1), transferIdOf(3)]);
    expect(await history.forget(transferIdOf(2))).toBe(false);
    await history.clear();
    expect(await written()).toEqual([]);
    expect(gone).toEqual([2, 1, 3].map(transferIdOf));
  });

  it('are over no more where something goes on under their id', async () => {
    const { open, gone } = await scene();
    const history = await open();
    history.add(past(1));
    history.goesOn(transferIdOf(1));
    await history.close();
    expect((await open()).all()).toEqual([]);
    expect(gone).toEqual([]);
  });

  it('lose a damaged row and no other, and the file is kept', async () => {
    const { open, path } = await scene();
    const history = await open();
    for (const number of [1, 2, 3]) history.add(past(number));
    await history.close();
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(`"id": "${transferIdOf(2)}"`, '"id": "../../etc"'));
    const again = await open();
    expect(again.all()).toEqual([past(1), past(3)]);
    expect(again.damage?.code).toBe('data.damaged');
    expect((await open()).damage).toBeNull();
  });

  it('keep no more of what others wrote than there is room for', async () => {
    const { open } = await scene();
    const history = await open();
    const notes = Array.from({ length: 100 }, (_, at) => ({
      path: `${at}`.padEnd(1000, 'x'),
      kind: 'skipped' as const,
      reason: 'vanished' as const,
      newName: null,
    }));
    const { shown, roots } = history.add({
      ...past(1, { notes }),
      roots: Array.from({ length: 100_000 }, () => '/home/mia'),
    });
    expect(shown.notes).toHaveLength(8);
    expect(roots).toEqual([]);
  });
});
