// The connection breaks at any moment, or a device comes back otherwise: the transfer goes on by itself, to the same end, with
// nothing twice and nothing left over.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isOver } from '../../src/contract/transfers.ts';
import { cutterTo, pairedThrough, SMALL, type Swept, sayYes, wrongAfter } from '../support/cut-transfer.ts';
import { FerryEngine } from '../support/ferry-engine.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import type { Cut } from '../support/record-cutter.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { makeInbox, makeTree } from '../support/transfer-tree.ts';

const LONG = Boolean(process.env.FERRY_LONG);
/** Beyond them a connection says nothing but that it is there. */
const MOST_RECORDS = 60;
/** Of whoever sends or fetches again: on a busy machine the other side hears late that a connection is broken. */
const PATIENCE_MS = 20_000;

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
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
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
        for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
          const id = await send();
          const row = await sender.untilStage(id, 'done', 'failed');
          if (row.stage === 'done') return id;
          // It had not begun: its person is told so, and tries again.
          expect(row.trouble?.code).toBe('device.unreachable');
        }
        throw new Error('sent in vain');
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

describe('a device that comes back', () => {
  it('at another address, where nobody looks for it, goes on by calling', async () => {
    const { sender, receiver, cutter } = await pairedThrough({ clock: hurriedClock });
    const tree = await makeTree(sender.folder, SMALL);
    const inbox = join(receiver.folder, 'elsewhere');
    await makeInbox(inbox, tree);
    await receiver.ask('receive.offers', { into: inbox });
    await cutter.drop();
    cutter.cutAt({ way: 'up', record: 6, where: 'inside', how: 'silence' });
    const { id } = await sender.ask('transfer.send', { paths: [tree.path], to: receiver.target });
    await receiver.untilStage(id, 'moving');
    await expect.poll(() => cutter.cuts).toBe(1);
    // Gone from where it was, for good.
    await receiver.stop();
    await cutter.close();
    const again = await FerryEngine.start('Studio PC', receiver.folder, { clock: hurriedClock });
    await again.listen();
    const [device] = Object.values(again.state.devices);
    if (device === undefined) throw new Error('it knows nobody');
    const from = { kind: 'device', id: device.id } as const;
    expect(await again.ask('transfer.fetch', { from, into: inbox })).toMatchObject({
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
    cutter.cutAt({ way: 'up', record: 6, where: 'inside', how: 'silence' });
    const order = { paths: [tree.path], to: receiver.target };
    const { id } = await sender.ask('transfer.send', order);
    await receiver.untilStage(id, 'moving');
    // Soon enough: by this clock they find each other again within a fraction of a second.
    await expect.poll(() => cutter.cuts, { interval: 1 }).toBe(1);
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
