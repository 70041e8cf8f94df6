// Several transfers at once, both ways, and persons who stop, go on and change their minds while the other side does, too.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isOver, type ShownTransfer, type TransferId, type TransferStage } from '../../src/contract/transfers.ts';
import { StreamTransport } from '../../src/engine/noise/transport.ts';
import { FerryEngine, pairedEngines } from '../support/ferry-engine.ts';
import {
  accept,
  ferryPairedWith,
  ferryThatKnowsNot,
  file,
  HostileDevice,
  hex,
  listOf,
} from '../support/hostile-sender.ts';
import { openDevice } from '../support/pair-devices.ts';
import { digitsOf } from '../support/pairing.ts';
import { SendingGate } from '../support/sending-gate.ts';

const MIB = 1024 * 1024;

let gate: SendingGate | null = null;
afterEach(() => gate?.open());

async function made(engine: FerryEngine, name: string, bytes: number): Promise<string> {
  const path = join(engine.folder, name);
  await writeFile(path, randomBytes(bytes));
  return path;
}

/** Every stage that it had, each once in a row. */
function stagesOf(engine: FerryEngine, id: TransferId): TransferStage[] {
  const stages: TransferStage[] = [];
  engine.engine.subscribe(() => {
    const stage = engine.state.transfers[id]?.stage;
    if (stage !== undefined && stage !== stages.at(-1)) stages.push(stage);
  });
  return stages;
}

const yes = async (engine: FerryEngine, id: TransferId): Promise<void> => {
  await engine.untilStage(id, 'asking');
  await engine.ask('transfer.answer', { id, accept: true });
};

const isSame = async (a: string, b: string): Promise<boolean> => (await readFile(a)).equals(await readFile(b));

const underWay = (engine: FerryEngine, id: TransferId): Promise<ShownTransfer> =>
  engine.until('some of it', ({ transfers }) => {
    const shown = transfers[id];
    return shown !== undefined && shown.done.bytes > 0 && shown;
  });

describe('several transfers of two devices', () => {
  it('[52] go both ways at once, and none of them is interrupted by the next', async () => {
    const [a, b] = await pairedEngines();
    await a.receive();
    const large = await Promise.all([made(a, 'a1', 32 * MIB), made(b, 'b1', 32 * MIB), made(a, 'a2', 16 * MIB)]);
    const first = await a.send([large[0]], b);
    const stages = stagesOf(b, first);
    await yes(b, first);
    await underWay(b, first);
    const second = await b.send([large[1]], a);
    await yes(a, second);
    const third = await a.send([large[2]], b);
    await yes(b, third);
    for (const [from, to, id] of [
      [a, b, first],
      [b, a, second],
      [a, b, third],
    ] as const) {
      await from.untilStage(id, 'done');
      await to.untilStage(id, 'done');
    }
    expect(await isSame(large[0], join(b.inbox, 'a1'))).toBe(true);
    expect(await isSame(large[1], join(a.inbox, 'b1'))).toBe(true);
    expect(await isSame(large[2], join(b.inbox, 'a2'))).toBe(true);
    expect(stages).not.toContain('away');
  });

  it('[52] share the connection: a small one doesn’t wait for a large one', async () => {
    const [a, b] = await pairedEngines();
    const path = join(a.folder, 'large');
    await writeFile(path, '');
    await truncate(path, 8 * 1024 * MIB);
    const large = await a.send([path], b);
    await yes(b, large);
    await underWay(b, large);
    const small = await a.send([await made(a, 'small', 1000)], b);
    await yes(b, small);
    await a.untilStage(small, 'done');
    expect(a.state.transfers[large]?.stage).toBe('moving');
    await a.ask('transfer.discard', { id: large });
    await b.untilStage(large, 'canceled');
  });

  it('[52] one that its receiver has stopped holds up no other, and goes on when told to', async () => {
    const [a, b] = await pairedEngines();
    const path = await made(a, 'one', 32 * MIB);
    gate = new SendingGate(8);
    const one = await a.send([path], b);
    await yes(b, one);
    await gate.reached;
    await b.ask('transfer.stop', { id: one });
    gate.open();
    await b.untilStage(one, 'stopped');
    await a.untilStage(one, 'paused');
    const two = await a.send([await made(a, 'two', MIB)], b);
    await yes(b, two);
    await a.untilStage(two, 'done');
    await b.ask('transfer.resume', { id: one });
    await a.untilStage(one, 'done');
    await b.untilStage(one, 'done');
    expect(await isSame(path, join(b.inbox, 'one'))).toBe(true);
  });

  it('one that its sender has stopped goes on when told to, on the same connection', async () => {
    const [a, b] = await pairedEngines();
    const path = await made(a, 'one', 32 * MIB);
    gate = new SendingGate(8);
    const one = await a.send([path], b);
    await yes(b, one);
    await gate.reached;
    await a.ask('transfer.stop', { id: one });
    gate.open();
    await a.untilStage(one, 'stopped');
    await b.untilStage(one, 'away');
    await a.ask('transfer.resume', { id: one });
    await a.untilStage(one, 'done');
    await b.untilStage(one, 'done');
    expect(await isSame(path, join(b.inbox, 'one'))).toBe(true);
  });
});

describe('[51] a change of mind', () => {
  const canceledOrDone = (stages: readonly TransferStage[]): boolean =>
    stages.filter((stage) => isOver({ stage })).length === 1 && isOver({ stage: stages.at(-1) ?? 'moving' });

  it('that crosses with anything leaves one end on each side, and nothing behind', async () => {
    const [a, b] = await pairedEngines();
    const source = join(a.folder, 'source');
    await mkdir(source);
    for (let at = 0; at < 5; at++) await writeFile(join(source, `f${at}`), randomBytes(1000));
    const all: (readonly [FerryEngine, TransferId, readonly TransferStage[]])[] = [];
    for (let turn = 0; turn < 40; turn++) {
      const id = await a.send([source], b);
      all.push([a, id, stagesOf(a, id)], [b, id, stagesOf(b, id)]);
      const who = turn % 2 === 0 ? a : b;
      // After so many changes that it has seen: before the offer, between yes and the first byte, beside the result.
      let left = turn / 2;
      const unsubscribe = b.engine.subscribe(() => {
        if (b.state.transfers[id]?.stage === 'asking') void b.engine.door('transfer.answer', { id, accept: true });
      });
      const discarded = new Promise<void>((resolve) => {
        const end = who.engine.subscribe(() => {
          if (left-- > 0 && !isOver(who.state.transfers[id] ?? { stage: 'moving' })) return;
          end();
          void who.engine.door('transfer.discard', { id }).then(() => resolve());
        });
      });
      await discarded;
      await a.until('its end', ({ transfers }) => transfers[id] && isOver(transfers[id]));
      await b.until('its end', ({ transfers }) => transfers[id] === undefined || isOver(transfers[id]));
      unsubscribe();
    }
    const last = await a.send([source], b);
    await yes(b, last);
    await a.untilStage(last, 'done');
    for (const [engine, id, stages] of all)
      if (engine.state.transfers[id] !== undefined)
        expect([engine.name, canceledOrDone(stages), stages]).toMatchObject([engine.name, true, stages]);
    expect((await readdir(b.inbox)).filter((name) => name.startsWith('.'))).toEqual([]);
    for (const engine of [a, b]) {
      await engine.stop();
      const again = await FerryEngine.start(engine.name, engine.folder);
      const open = Object.values(again.state.transfers).filter((row) => !isOver(row));
      expect(open.map(({ id, stage }) => [id, stage])).toEqual([]);
      expect(await readdir(join(engine.folder, 'data/outgoing')).catch(() => [])).toEqual([]);
    }
  });

  it('while it is being listed leaves nothing that would come back at the next start', async () => {
    const [a, b] = await pairedEngines();
    const source = join(a.folder, 'source');
    await mkdir(source);
    for (let at = 0; at < 3000; at++) await writeFile(join(source, `f${at}`), '');
    const gone = await a.send([source], b);
    await a.ask('transfer.discard', { id: gone });
    const stopped = await a.send([source], b);
    await a.ask('transfer.stop', { id: stopped });
    await a.until('it to be listed', ({ transfers }) => transfers[stopped]?.total.files === 3000);
    expect(a.state.transfers[stopped]?.stage).toBe('stopped');
    expect(a.state.transfers[gone]?.stage).toBe('canceled');
    await a.ask('transfer.resume', { id: stopped });
    await yes(b, stopped);
    await a.untilStage(stopped, 'done');
    await a.stop();
    const again = await FerryEngine.start(a.name, a.folder);
    expect(Object.values(again.state.transfers).filter((row) => !isOver(row))).toEqual([]);
  });

  it('before anybody has answered is told to the other side', async () => {
    const [a, b] = await pairedEngines();
    const path = await made(a, 'one', 1000);
    const one = await a.send([path], b);
    await b.untilStage(one, 'asking');
    await b.ask('transfer.discard', { id: one });
    await a.untilStage(one, 'canceled');
    const two = await a.send([path], b);
    await b.untilStage(two, 'asking');
    await b.engine.door('transfer.stop', { id: two });
    const { stage } = await a.untilStage(two, 'paused', 'declined', 'canceled', 'waitingForAnswer');
    // Whoever may still answer is still asked.
    expect([stage, b.state.transfers[two]?.stage]).toEqual(['waitingForAnswer', 'asking']);
  });
});

describe('an offer', () => {
  it('that comes again on another connection, before anybody noticed that the first is dead, is asked about', async () => {
    const device = await openDevice('Calm Pier');
    const engine = await ferryPairedWith(device);
    const list = listOf([file('x')]);
    const first = await HostileDevice.dial(device, engine);
    const id = await first.offer(list);
    await first.giveList(id, list);
    await engine.untilStage(hex(id), 'asking');
    // Nothing comes back from where it was, so that its end takes its time.
    vi.spyOn(first.link, 'close').mockResolvedValue();
    vi.spyOn(StreamTransport.prototype, 'end').mockReturnValue(new Promise(() => undefined));
    const second = await HostileDevice.dial(device, engine);
    await second.offer(list, id);
    await second.giveList(id, list);
    await accept(engine, id);
    await second.enterRound(id);
    await second.haves(id, 1);
    second.sendWhole(id, 0, Buffer.from('x'));
    await second.say({ kind: 'end', id, round: 1 });
    await second.hear('result', id);
    expect(await readFile(join(engine.inbox, 'x'), 'utf8')).toBe('x');
    vi.restoreAllMocks();
  });

  it('that was lost and came again is shown for as long as it is open, however many end meanwhile', async () => {
    const device = await openDevice('Calm Pier');
    const engine = await ferryPairedWith(device);
    const list = listOf([file('x')]);
    const first = await HostileDevice.dial(device, engine);
    const id = await first.offer(list);
    await first.hear('list', id);
    first.link.destroy();
    // Taken back before anybody was asked, it leaves no row.
    await expect.poll(() => engine.state.transfers[hex(id)]).toBeUndefined();
    const second = await HostileDevice.dial(device, engine);
    await second.offer(list, id);
    await second.giveList(id, list);
    await engine.untilStage(hex(id), 'asking');
    for (let at = 0; at < 150; at++) {
      const other = await second.offer(list);
      await second.say({ kind: 'cancel', id: other, reason: 'byPerson' });
    }
    await second.say({ kind: 'ask', id: randomBytes(16) });
    await second.hear('gone');
    expect(engine.state.transfers[hex(id)]).toMatchObject({ stage: 'asking' });
    await accept(engine, id);
    await second.hear('answer', id);
  });

  it('is refused from a device whose code was for another one, or for another list', async () => {
    const device = await openDevice('Calm Pier');
    const engine = await ferryThatKnowsNot(device);
    const arriving = device.arrival();
    await engine.ask('transfer.fetch', { from: { kind: 'address', host: '127.0.0.1', port: device.port }, into: null });
    const link = await arriving;
    device.sheet.open();
    const shown = device.show(link);
    const { id: typing } = await engine.untilPairing(({ stage }) => stage === 'typing');
    await engine.ask('pairing.type', { id: typing, code: digitsOf(device.sheet) });
    expect(await shown).toMatchObject({ kind: 'proven' });
    const hostile = new HostileDevice(device, link);
    const list = listOf([file('x')]);
    const id = await hostile.offer(list);
    await hostile.giveList(id, list);
    await engine.untilStage(hex(id), 'asking');
    const other = await hostile.offer(list);
    expect(await hostile.hear('answer', other)).toMatchObject({ verdict: 'notReceiving' });
    await accept(engine, id);
    await hostile.hear('answer', id);
    await hostile.offer(listOf([file('y')]), id);
    expect(await hostile.hear('answer', id)).toMatchObject({ verdict: 'notReceiving' });
    await hostile.say({ kind: 'cancel', id, reason: 'byPerson' });
    await engine.untilStage(hex(id), 'canceled');
    const third = await hostile.offer(list);
    expect(await hostile.hear('answer', third)).toMatchObject({ verdict: 'notReceiving' });
    expect(Object.keys(engine.state.transfers)).toEqual([hex(id)]);
  });
});
