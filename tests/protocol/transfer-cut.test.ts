// The connection breaks, falls silent or stands still at any moment: the transfer goes on by itself, to the same end, with
// nothing twice and nothing left over.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { isOver, type ShownTransfer } from '../../src/contract/transfers.ts';
import type { Ports } from '../../src/engine/index.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FerryEngine, pair } from '../support/ferry-engine.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { type Cut, RecordCutter } from '../support/record-cutter.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { makeInbox, makeTree, type Tree, wrongIn } from '../support/transfer-tree.ts';

const LONG = Boolean(process.env.FERRY_LONG);
const MIB = 1024 * 1024;
const SMALL = { largeBytes: 2 * MIB + 5, smallFiles: 4 };
/** Beyond them a connection says nothing but that it is there. */
const MOST_RECORDS = 60;
const MINUTE_MS = 60_000;
const MOST_MS = 10 * MINUTE_MS;

const cutters: RecordCutter[] = [];
afterEach(async () => {
  for (const cutter of cutters.splice(0)) await cutter.close();
});

async function cutterTo(engine: FerryEngine): Promise<RecordCutter> {
  const cutter = await RecordCutter.open(engine.port);
  cutters.push(cutter);
  // Found there from now on.
  engine.port = cutter.port;
  return cutter;
}

/** Where it breaks before the answer, the offer comes again, and so does the question. */
function sayYes(receiver: FerryEngine): void {
  receiver.engine.subscribe(() => {
    for (const { id, stage } of Object.values(receiver.state.transfers))
      if (stage === 'asking') void receiver.engine.invoke('transfer.answer', { id, accept: true });
  });
}

/** What is otherwise than it should be on either side. */
async function wrongAfter(inbox: string, tree: Tree, ...rows: readonly ShownTransfer[]): Promise<readonly string[]> {
  const wanted = JSON.stringify({
    files: tree.files - 1,
    bytes: tree.bytes,
    skipped: 0,
    alreadyThere: 1,
    notWanted: 0,
  });
  const counts = rows.map(({ direction, done }) => `${direction}: ${JSON.stringify(done)}`);
  return [...(await wrongIn(inbox, tree)), ...counts.filter((count) => !count.endsWith(`: ${wanted}`))];
}

interface Swept {
  readonly sender: FerryEngine;
  readonly receiver: FerryEngine;
  readonly cutter: RecordCutter;
  readonly tree: Tree;
}

/** Each record that goes this way, until there are no more. Says how many connections were broken. */
async function sweep(
  { sender, receiver, cutter, tree }: Swept,
  cut: Omit<Cut, 'record'>,
  run: (inbox: string) => Promise<string>,
): Promise<number> {
  const folder = await tempFolder();
  const { cuts } = cutter;
  for (let record = 1; record <= MOST_RECORDS; record++) {
    await cutter.drop();
    const inbox = join(folder, String(record));
    await makeInbox(inbox, tree);
    const before = cutter.cuts;
    cutter.cutAt({ ...cut, record });
    const id = await run(inbox);
    const rows = [await sender.untilStage(id, 'done'), await receiver.untilStage(id, 'done')];
    expect(await wrongAfter(inbox, tree, ...rows), JSON.stringify({ ...cut, record })).toEqual([]);
    if (cutter.cuts === before) return cutter.cuts - cuts;
  }
  throw new Error('there is no end of records');
}

/** What the receiver's person does, until what is offered there is on its way or here. */
async function fetchAll(sender: FerryEngine, receiver: FerryEngine, id: string, into: string): Promise<void> {
  for (let tries = 0; tries < 8; tries++) {
    const fetched = await receiver.engine.invoke('transfer.fetch', { from: sender.target, into });
    const pairing = fetched.ok ? fetched.value.pairing : null;
    if (pairing !== null) await typeShown(sender, receiver, pairing);
    const isHere = await receiver.until('the end, or a reason to fetch again', ({ transfers, pairings }) => {
      const row = transfers[id];
      if (row?.stage === 'done') return 'yes';
      const isNothing = row === undefined || isOver(row);
      const isAlone = pairing === null || (pairings[pairing]?.stage ?? 'ended') === 'ended';
      return isNothing && isAlone && 'no';
    });
    if (isHere === 'yes') return;
  }
  throw new Error('fetched in vain');
}

async function typeShown(sender: FerryEngine, receiver: FerryEngine, id: string): Promise<void> {
  const { stage } = await receiver.untilPairing((row) => row.id === id && ['typing', 'ended'].includes(row.stage));
  if (stage === 'ended') return;
  const { code } = await sender.untilPairing((row) => row.code !== null);
  await receiver.engine.invoke('pairing.type', { id, code: code ?? '' });
}

const WAYS = ['up', 'down'] as const;
const PLACES = ['before', 'inside', 'after'] as const;
const HOWS = ['rst', 'fin'] as const;
/** Each way at each place; in the long run each of them either way. */
const CUTS = WAYS.flatMap((way, turn) =>
  PLACES.flatMap((where, at) =>
    HOWS.filter((_how, which) => LONG || which === (at + turn) % HOWS.length).map((how) => ({ way, where, how })),
  ),
);

async function pairedThrough(ports: Partial<Ports>, receiversPorts = ports): Promise<Omit<Swept, 'tree'>> {
  const [sender, receiver] = [
    await FerryEngine.start('Calm Pier', undefined, ports),
    await FerryEngine.start('Studio PC', undefined, receiversPorts),
  ];
  await receiver.receive();
  await sender.listen();
  const cutter = await cutterTo(receiver);
  await pair(receiver, sender);
  sayYes(receiver);
  return { sender, receiver, cutter };
}

describe('[101] a connection that breaks', () => {
  it.each(CUTS)(
    '$where each record that goes $way, with $how, costs nothing but time',
    async (cut) => {
      const swept = await pairedThrough({ clock: hurriedClock });
      const { sender, receiver } = swept;
      const tree = await makeTree(sender.folder, SMALL);
      const cuts = await sweep({ ...swept, tree }, cut, async (inbox) => {
        await receiver.ask('receive.offers', { into: inbox });
        const send = async () => (await sender.ask('transfer.send', { paths: [tree.path], to: receiver.target })).id;
        const id = await send();
        const row = await sender.untilStage(id, 'done', 'failed');
        if (row.stage === 'done') return id;
        // It had not begun: its person is told so, and tries again.
        expect(row.trouble?.code).toBe('device.unreachable');
        return send();
      });
      expect(cuts).toBeGreaterThan(5);
    },
    180_000,
  );

  it.each(CUTS.filter(({ where }) => LONG || where === 'inside'))(
    '$where each record that goes $way, with $how, keeps nobody who had the code from fetching',
    async (cut) => {
      const [sender, receiver] = [
        await FerryEngine.start('Calm Pier', undefined, { clock: hurriedClock }),
        await FerryEngine.start('Studio PC', undefined, { clock: hurriedClock }),
      ];
      await sender.listen();
      const cutter = await cutterTo(sender);
      sayYes(receiver);
      const tree = await makeTree(sender.folder, SMALL);
      const cuts = await sweep({ sender, receiver, cutter, tree }, cut, async (inbox) => {
        const { id } = await sender.ask('transfer.send', { paths: [tree.path], to: null });
        await sender.untilPairing(({ code }) => code !== null);
        await fetchAll(sender, receiver, id, inbox);
        return id;
      });
      expect(cuts).toBeGreaterThan(5);
    },
    180_000,
  );
});

/** The engines' time passes, a second after the other, until something is so; says how long that took. */
async function passUntil(clock: FakeClock, isSo: () => boolean): Promise<number> {
  const began = clock.now();
  while (!isSo()) {
    if (clock.now() - began > MOST_MS) throw new Error('in vain');
    clock.pass(1000);
    await arrived();
  }
  return clock.now() - began;
}

/** What is on its way now. */
async function arrived(): Promise<void> {
  for (let turns = 0; turns < 50; turns++) await turn();
}

const stageOf = (engine: FerryEngine, id: string) => engine.state.transfers[id]?.stage;

describe('a connection on which nothing comes any more', () => {
  it('and that nobody ends is found dead within 20 seconds, and the transfer goes on', async () => {
    const clock = new FakeClock();
    const { sender, receiver, cutter } = await pairedThrough({ clock });
    const tree = await makeTree(sender.folder, SMALL);
    const inbox = join(receiver.folder, 'silence');
    await makeInbox(inbox, tree);
    await receiver.ask('receive.offers', { into: inbox });
    await cutter.drop();
    cutter.cutAt({ way: 'up', record: 8, where: 'inside', how: 'silence' });
    const { id } = await sender.ask('transfer.send', { paths: [tree.path], to: receiver.target });
    await receiver.untilStage(id, 'moving');
    await expect.poll(() => cutter.cuts).toBe(1);
    const isAway = (engine: FerryEngine) => stageOf(engine, id) === 'away';
    expect(await passUntil(clock, () => isAway(sender) && isAway(receiver))).toBeLessThanOrEqual(20_000);
    await passUntil(clock, () => stageOf(sender, id) === 'done');
    const rows = [await sender.untilStage(id, 'done'), await receiver.untilStage(id, 'done')];
    expect(await wrongAfter(inbox, tree, ...rows)).toEqual([]);
  });

  it.each([10, 60])('[103] for %d seconds costs no more than that', async (seconds) => {
    const clock = new FakeClock();
    const { sender, receiver, cutter } = await pairedThrough({ clock });
    const tree = await makeTree(sender.folder, SMALL);
    const inbox = join(receiver.folder, 'stall');
    await makeInbox(inbox, tree);
    await receiver.ask('receive.offers', { into: inbox });
    await cutter.drop();
    cutter.cutAt({ way: 'up', record: 7, where: 'after', how: 'hold' });
    const { id } = await sender.ask('transfer.send', { paths: [tree.path], to: receiver.target });
    await expect.poll(() => cutter.cuts).toBe(1);
    const { connections } = cutter;
    const end = clock.now() + seconds * 1000;
    await passUntil(clock, () => clock.now() >= end);
    expect(stageOf(sender, id)).toBe(seconds > 20 ? 'away' : 'moving');
    cutter.release();
    await passUntil(clock, () => stageOf(sender, id) === 'done');
    // One that was only slow is kept.
    if (seconds < 15) expect(cutter.connections).toBe(connections);
    const rows = [await sender.untilStage(id, 'done'), await receiver.untilStage(id, 'done')];
    expect(await wrongAfter(inbox, tree, ...rows)).toEqual([]);
  });
});

describe('[104] a device that slept for two hours', () => {
  // Whoever has called in vain for two hours calls every thirty seconds.
  it.each([
    { asleep: 'sender', awake: 'receiver', withinMs: 5000 },
    { asleep: 'receiver', awake: 'sender', withinMs: 40_000 },
  ] as const)('as the $asleep goes on within $withinMs ms', async ({ asleep, awake, withinMs }) => {
    const clocks = { sender: new FakeClock(), receiver: new FakeClock() };
    const { cutter, ...ends } = await pairedThrough({ clock: clocks.sender }, { clock: clocks.receiver });
    const tree = await makeTree(ends.sender.folder, SMALL);
    const inbox = join(ends.receiver.folder, 'sleep');
    await makeInbox(inbox, tree);
    await ends.receiver.ask('receive.offers', { into: inbox });
    await cutter.drop();
    cutter.cutAt({ way: 'up', record: 7, where: 'after', how: 'hold' });
    const { id } = await ends.sender.ask('transfer.send', { paths: [tree.path], to: ends.receiver.target });
    await expect.poll(() => cutter.cuts).toBe(1);
    await passUntil(clocks[awake], () => stageOf(ends[awake], id) === 'away');
    clocks[awake].pass(2 * 60 * MINUTE_MS);
    clocks[asleep].sleep(2 * 60 * MINUTE_MS);
    cutter.release();
    const isDone = (): boolean => stageOf(ends.sender, id) === 'done';
    const woken = clocks[asleep].now();
    while (!isDone() && clocks[asleep].now() - woken < MINUTE_MS) {
      clocks[awake].pass(50);
      clocks[asleep].pass(50);
      // The disk and the wire have no other clock than the real one.
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect(clocks[asleep].now() - woken).toBeLessThan(withinMs);
    const rows = [await ends.sender.untilStage(id, 'done'), await ends.receiver.untilStage(id, 'done')];
    expect(await wrongAfter(inbox, tree, ...rows)).toEqual([]);
  });
});

describe('a device that comes back', () => {
  it('at another address, where nobody looks for it, goes on by calling', async () => {
    const { sender, receiver, cutter } = await pairedThrough({ clock: hurriedClock });
    const tree = await makeTree(sender.folder, SMALL);
    const inbox = join(receiver.folder, 'elsewhere');
    await makeInbox(inbox, tree);
    await receiver.ask('receive.offers', { into: inbox });
    await cutter.drop();
    cutter.cutAt({ way: 'up', record: 8, where: 'inside', how: 'silence' });
    const { id } = await sender.ask('transfer.send', { paths: [tree.path], to: receiver.target });
    await expect.poll(() => cutter.cuts).toBe(1);
    // Gone from where it was, for good.
    await receiver.stop();
    await cutter.close();
    const again = await FerryEngine.start('Studio PC', receiver.folder, { clock: hurriedClock });
    await again.listen();
    const [device] = Object.values(again.state.devices);
    if (device === undefined) throw new Error('it knows nobody');
    const from = { kind: 'device', id: device.id } as const;
    expect(await again.ask('transfer.fetch', { from, into: inbox })).toEqual({
      resumed: [id],
      pairing: null,
    });
    const rows = [await sender.untilStage(id, 'done'), await again.untilStage(id, 'done')];
    expect(await wrongAfter(inbox, tree, ...rows)).toEqual([]);
    expect(await readdir(inbox)).toEqual([tree.name]);
  });

  it.each(['sender', 'receiver'] as const)('as a %s that was stopped and started again, goes on', async (which) => {
    const { sender, receiver, cutter } = await pairedThrough({ clock: hurriedClock });
    const tree = await makeTree(sender.folder, SMALL);
    const inbox = join(receiver.folder, 'again');
    await makeInbox(inbox, tree);
    await receiver.ask('receive.offers', { into: inbox });
    await cutter.drop();
    cutter.cutAt({ way: 'up', record: 8, where: 'inside', how: 'silence' });
    const order = { paths: [tree.path], to: receiver.target };
    const { id } = await sender.ask('transfer.send', order);
    await expect.poll(() => cutter.cuts).toBe(1);
    const stopped = which === 'sender' ? sender : receiver;
    await stopped.stop();
    const again = await FerryEngine.start(stopped.name, stopped.folder, { clock: hurriedClock });
    if (which === 'sender') expect((await again.ask('transfer.send', order)).id).toBe(id);
    else {
      await again.listen(cutter.to);
      await again.receive(inbox);
    }
    const [from, to] = which === 'sender' ? [again, receiver] : [sender, again];
    const rows = [await from.untilStage(id, 'done'), await to.untilStage(id, 'done')];
    expect(await wrongAfter(inbox, tree, ...rows)).toEqual([]);
  });
});
