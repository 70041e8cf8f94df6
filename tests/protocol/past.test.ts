// What stays of transfers, and what holds them: the history of both devices, always-accepted devices, a pause.
import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isOver, type Target, type TransferId } from '../../src/contract/transfers.ts';
import { startAutoAccept } from '../../src/policy/auto-accept.ts';
import { FerryEngine, pairedEngines } from '../support/ferry-engine.ts';

const MIB = 1024 * 1024;

async function sent(sender: FerryEngine, receiver: FerryEngine, name: string): Promise<TransferId> {
  await writeFile(join(sender.folder, name), `content of ${name}`);
  return sender.send([join(sender.folder, name)], receiver);
}

async function done(sender: FerryEngine, receiver: FerryEngine, name: string): Promise<TransferId> {
  const id = await sent(sender, receiver, name);
  await receiver.untilStage(id, 'asking');
  await receiver.ask('transfer.answer', { id, accept: true });
  for (const engine of [sender, receiver]) await engine.untilStage(id, 'done');
  return id;
}

/** A port that no program gets by chance. */
const NOBODY: Target = { kind: 'address', host: '127.0.0.1', port: 1 };

const over = (engine: FerryEngine): readonly string[] =>
  Object.values(engine.state.transfers)
    .filter(isOver)
    .map(({ id }) => id);

/** What the app does: nobody is asked where nobody need be. */
const accepting = (engine: FerryEngine) =>
  startAutoAccept({
    invoke: engine.engine.invoke,
    watch: (listener) => {
      listener(engine.state);
      return engine.engine.subscribe(() => listener(engine.state));
    },
  });

const idOf = (engine: FerryEngine) => {
  const [device] = Object.values(engine.state.devices);
  if (device === undefined) throw new Error('nobody is paired');
  return device.id;
};

describe('what is over', () => {
  it('is known to both after a restart: how it ended, when, and where it lies', async () => {
    const [sender, receiver] = await pairedEngines();
    const first = await done(sender, receiver, 'a.txt');
    const second = await sent(sender, receiver, 'b.txt');
    await receiver.untilStage(second, 'asking');
    await receiver.ask('transfer.answer', { id: second, accept: false });
    await sender.untilStage(second, 'declined');
    for (const engine of [sender, receiver]) {
      await engine.untilStage(second, 'declined');
      await engine.stop();
      const again = await FerryEngine.start(engine.name, engine.folder);
      expect(over(again).toSorted()).toEqual([first, second].toSorted());
      expect(again.state.transfers[first]).toMatchObject({ stage: 'done', done: { files: 1 }, names: ['a.txt'] });
      expect(again.state.transfers[first]?.endedAt).toBeGreaterThan(0);
      const place = join(engine === sender ? sender.folder : receiver.inbox, 'a.txt');
      expect(await again.ask('transfer.place', { id: first })).toEqual({ path: place });
      if (engine === receiver) await expect(again.ask('transfer.place', { id: second })).rejects.toThrow('place_gone');
      await rm(place);
      expect((await again.ask('transfer.place', { id: first })).path).not.toBe(place);
    }
  });

  it('goes once more to the address that it was for, also after a restart', async () => {
    const sender = await FerryEngine.start('Calm Pier');
    await writeFile(join(sender.folder, 'a.txt'), 'content');
    // Nobody listens there.
    const { id } = await sender.ask('transfer.send', { paths: [join(sender.folder, 'a.txt')], to: NOBODY });
    await sender.untilStage(id, 'failed');
    await sender.stop();
    const later = await FerryEngine.start('Calm Pier', sender.folder);
    const again = await later.ask('transfer.again', { id });
    await later.untilStage(again.id, 'failed');
    expect(later.state.pairings).toEqual({});
    expect(later.state.transfers[again.id]?.trouble?.code).toBe('device.unreachable');
  });

  it('is selected by the name that it was given, where its own was taken', async () => {
    const [sender, receiver] = await pairedEngines();
    await writeFile(join(receiver.inbox, 'a.txt'), 'another');
    const id = await done(sender, receiver, 'a.txt');
    const { path } = await receiver.ask('transfer.place', { id });
    expect(path).not.toBe(join(receiver.inbox, 'a.txt'));
    expect(await readFile(path, 'utf8')).toBe('content of a.txt');
  });

  it('is forgotten one by one or all together, and what goes on never is', async () => {
    const [sender, receiver] = await pairedEngines();
    const [first, second] = [await done(sender, receiver, 'a'), await done(sender, receiver, 'b')];
    const open = await sent(sender, receiver, 'c');
    await receiver.untilStage(open, 'asking');
    await expect(sender.ask('transfer.forget', { id: open })).rejects.toThrow('not_now');
    await sender.ask('transfer.forget', { id: first });
    expect(over(sender)).toEqual([second]);
    await sender.ask('history.clear', undefined);
    expect(over(sender)).toEqual([]);
    expect(Object.keys(sender.state.transfers)).toEqual([open]);
    expect(over(receiver)).toHaveLength(2);
    expect(await readFile(join(sender.folder, 'data/history.json'), 'utf8')).not.toContain(second);
  });

  it('is in no file where its person doesn’t want that', async () => {
    const [sender, receiver] = await pairedEngines();
    const id = await done(sender, receiver, 'a');
    const kept = (): Promise<string> => readFile(join(sender.folder, 'data/history.json'), 'utf8').catch(() => '');
    await expect.poll(kept).toContain(id);
    await sender.ask('settings.set', { keepHistory: false });
    expect(await kept()).not.toContain(id);
    expect(over(sender)).toEqual([id]);
    await sender.stop();
    expect(over(await FerryEngine.start(sender.name, sender.folder))).toEqual([]);
  });
});

describe('a device that is always accepted', () => {
  it('hears that something can’t be taken here, and not that a person declined it', async () => {
    const [sender, receiver] = await pairedEngines();
    await receiver.ask('device.accept', { id: idOf(receiver), isAlways: true });
    const id = await sent(sender, receiver, 'a.txt');
    await receiver.untilStage(id, 'asking');
    // What was taken without asking can't be counted any more.
    const devices = join(receiver.folder, 'data', 'devices.json');
    await rm(devices);
    await mkdir(join(devices, 'in the way'), { recursive: true });
    await expect(receiver.ask('transfer.answer', { id, accept: true, isUnasked: true })).rejects.toThrow('data.');
    await receiver.ask('transfer.answer', { id, accept: false, isUnable: true });
    const code = 'transfer.no_folder_there';
    expect(await sender.untilStage(id, 'failed')).toMatchObject({ trouble: { code } });
    await receiver.untilStage(id, 'declined');
  });

  it('has its own folder, and a day’s limit after which its person is asked', async () => {
    const [sender, receiver] = await pairedEngines();
    const into = join(receiver.folder, 'from the pier');
    await mkdir(into);
    await receiver.ask('device.accept', { id: idOf(receiver), isAlways: true, into });
    expect(receiver.state.devices[idOf(receiver)]).toMatchObject({
      isAlwaysAccepted: true,
      receivesInto: 'from the pier',
      unaskedBytesToday: 0,
    });
    await receiver.ask('settings.set', { unaskedDailyBytes: 20 });
    const auto = accepting(receiver);
    const first = await sent(sender, receiver, 'a.txt');
    await receiver.untilStage(first, 'done');
    expect(await readFile(join(into, 'a.txt'), 'utf8')).toBe('content of a.txt');
    expect(receiver.state.devices[idOf(receiver)]?.unaskedBytesToday).toBe(16);
    const second = await sent(sender, receiver, 'b.txt');
    await receiver.untilStage(second, 'asking');
    await expect.poll(() => auto.reasonToAsk(second)).toBe('dailyLimit');
    // By hand it goes there as well.
    await receiver.ask('transfer.answer', { id: second, accept: true });
    await receiver.untilStage(second, 'done');
    expect(await readFile(join(into, 'b.txt'), 'utf8')).toBe('content of b.txt');
    expect(receiver.state.devices[idOf(receiver)]?.unaskedBytesToday).toBe(16);
    auto.stop();
  });

  it('is asked about for programs, and is none once it was forgotten', async () => {
    const [sender, receiver] = await pairedEngines();
    await receiver.ask('device.accept', { id: idOf(receiver), isAlways: true, into: null });
    const auto = accepting(receiver);
    const id = await sent(sender, receiver, 'setup.sh');
    await receiver.untilStage(id, 'asking');
    await expect.poll(() => auto.reasonToAsk(id)).toBe('activeTypes');
    await receiver.ask('device.forget', { id: idOf(receiver) });
    expect(receiver.state.devices).toEqual({});
    auto.stop();
  });

  it('is counted once, however many take it', async () => {
    const [sender, receiver] = await pairedEngines();
    await receiver.ask('device.accept', { id: idOf(receiver), isAlways: true });
    const id = await sent(sender, receiver, 'once.txt');
    await receiver.untilStage(id, 'asking');
    const take = () => receiver.ask('transfer.answer', { id, accept: true, isUnasked: true });
    const taken = await Promise.allSettled([take(), take(), take()]);
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await receiver.untilStage(id, 'done');
    expect(receiver.state.devices[idOf(receiver)]?.unaskedBytesToday).toBe('content of once.txt'.length);
  });

  it('can’t be given a folder that nothing may be received into', async () => {
    const [, receiver] = await pairedEngines();
    const id = idOf(receiver);
    await expect(receiver.ask('device.accept', { id, isAlways: true, into: '/etc' })).rejects.toThrow('unsuitable');
    expect(receiver.state.devices[id]).toMatchObject({ isAlwaysAccepted: false });
  });
});

describe('a pause', () => {
  it('holds what moves and hides this device, and all of it goes on afterwards', async () => {
    const [sender, receiver] = await pairedEngines();
    await writeFile(join(sender.folder, 'large'), '');
    await truncate(join(sender.folder, 'large'), 96 * MIB);
    await receiver.ask('settings.set', { receiveLimit: 16 * MIB });
    const id = await sender.send([join(sender.folder, 'large')], receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await receiver.until('the first of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > 0);
    await receiver.ask('visibility.pause', { minutes: 5 });
    const { visibility } = receiver.state.self;
    expect(visibility).toMatchObject({ mode: 'nobody' });
    expect('until' in visibility && visibility.until).toBeGreaterThan(Date.now());
    await receiver.untilStage(id, 'stopped');
    await sender.untilStage(id, 'away', 'paused');
    await receiver.ask('settings.set', { receiveLimit: null });
    await receiver.ask('visibility.pause', { minutes: null });
    expect(receiver.state.self.visibility.mode).not.toBe('nobody');
    for (const engine of [sender, receiver]) await engine.untilStage(id, 'done');
  });

  it('leaves stopped what its person has stopped', async () => {
    const [sender, receiver] = await pairedEngines();
    await writeFile(join(sender.folder, 'large'), '');
    await truncate(join(sender.folder, 'large'), 96 * MIB);
    await sender.ask('settings.set', { sendLimit: 16 * MIB });
    const id = await sender.send([join(sender.folder, 'large')], receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await sender.untilStage(id, 'moving');
    await sender.ask('transfer.stop', { id });
    await sender.ask('visibility.pause', { minutes: 5 });
    await sender.ask('visibility.pause', { minutes: null });
    expect((await sender.untilStage(id, 'stopped')).stage).toBe('stopped');
  });
});
