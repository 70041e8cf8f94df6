// Two paired devices have one connection: what a person wants of the other goes over it, or takes its place.
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { DeviceId } from '../../src/contract/devices.ts';
import type { Target } from '../../src/contract/transfers.ts';
import { Link } from '../../src/engine/session/link.ts';
import { pairedFolders } from '../support/child-engine.ts';
import { FerryEngine, pairedEngines, typeCode } from '../support/ferry-engine.ts';
import { SendingGate } from '../support/sending-gate.ts';

const MIB = 1024 * 1024;

let gate: SendingGate | null = null;
afterEach(() => {
  gate?.open();
  vi.restoreAllMocks();
});

async function made(engine: FerryEngine, name: string, bytes: number): Promise<string> {
  const path = join(engine.folder, name);
  await writeFile(path, randomBytes(bytes));
  return path;
}

const isSame = async (a: string, b: string): Promise<boolean> => (await readFile(a)).equals(await readFile(b));

function theOther(engine: FerryEngine): Target {
  const [id] = Object.keys(engine.state.devices);
  if (id === undefined) throw new Error('it knows nobody');
  return { kind: 'device', id: id as DeviceId };
}

it('what is unfinished is fetched over the connection that there is, and holds up nothing else there', async () => {
  const [sender, receiver] = await pairedEngines();
  const [first, second] = [await made(sender, 'first', 32 * MIB), await made(sender, 'second', 48 * MIB)];
  gate = new SendingGate(8);
  const ids = [await sender.send([first], receiver), await sender.send([second], receiver)] as const;
  for (const id of ids) {
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
  }
  await gate.reached;
  await receiver.ask('transfer.stop', { id: ids[0] });
  gate.open();
  const stages = new Set<string | undefined>();
  const unsubscribe = receiver.engine.subscribe(() => stages.add(receiver.state.transfers[ids[1]]?.stage));
  const { pairing, resumed } = await receiver.ask('transfer.fetch', { from: theOther(receiver), into: null });
  expect(pairing).toBeNull();
  expect(resumed).toContain(ids[0]);
  for (const id of ids) {
    await sender.untilStage(id, 'done');
    await receiver.untilStage(id, 'done');
  }
  unsubscribe();
  expect(stages).not.toContain('away');
  expect(await isSame(first, join(receiver.inbox, 'first'))).toBe(true);
  expect(await isSame(second, join(receiver.inbox, 'second'))).toBe(true);
});

it('what waits for a code is fetched by it, though the two are connected', async () => {
  const [receiver, sender] = await pairedEngines();
  const path = await made(sender, 'letter', 1000);
  const id = await sender.send([path], null);
  await sender.untilPairing(({ code }) => code !== null);
  const { pairing, resumed } = await receiver.ask('transfer.fetch', { from: theOther(receiver), into: null });
  expect([pairing === null, resumed]).toEqual([false, []]);
  await typeCode(sender, receiver);
  await receiver.untilStage(id, 'asking');
  await receiver.ask('transfer.answer', { id, accept: true });
  await receiver.untilStage(id, 'done');
  expect(await isSame(path, join(receiver.inbox, 'letter'))).toBe(true);
});

it('pairing anew is not disturbed by what goes on between the two, and that goes on afterwards', async () => {
  const [sender, receiver] = await pairedEngines();
  const path = await made(sender, 'large', 64 * MIB);
  gate = new SendingGate(8);
  const id = await sender.send([path], receiver);
  await receiver.untilStage(id, 'asking');
  await receiver.ask('transfer.answer', { id, accept: true });
  await gate.reached;
  await sender.listen();
  await sender.ask('pairing.show', undefined);
  // The receiver calls: what the sender still has for it must not come before the code.
  const { id: dialled } = await receiver.ask('pairing.dial', { to: sender.target });
  gate.open();
  await receiver.untilPairing((row) => row.id === dialled && row.stage === 'typing');
  await typeCode(sender, receiver);
  await receiver.untilPairing((row) => row.id === dialled && row.stage === 'paired');
  await sender.untilStage(id, 'done');
  await receiver.untilStage(id, 'done');
  expect(await isSame(path, join(receiver.inbox, 'large'))).toBe(true);
});

it('one on which an offer waits for its person stays, though nobody sees this device from then on', async () => {
  const [sender, receiver] = await pairedEngines();
  const id = await sender.send([await made(sender, 'film', MIB)], receiver);
  await receiver.untilStage(id, 'asking');
  await receiver.ask('settings.set', { visibility: 'nobody' });
  await receiver.ask('transfer.answer', { id, accept: true });
  await sender.untilStage(id, 'done');
});

it.each(['is called', 'calls'])(
  'one that %s while it begins to be seen by nobody ends that connection',
  async (does) => {
    const [leoFolder, miaFolder] = await pairedFolders('Leo', 'Mia');
    const leo = await FerryEngine.start('Leo', leoFolder);
    const mia = await FerryEngine.start('Mia', miaFolder);
    for (const engine of [leo, mia]) await engine.listen();
    const open = Link.open;
    let leos: Link | null = null;
    vi.spyOn(Link, 'open').mockImplementation(async (channel, needs) => {
      const link = await open(channel, needs);
      // Both have said who they are, and neither has said more.
      if (needs.hello.name === 'Mia') await mia.ask('settings.set', { visibility: 'nobody' });
      else leos = link;
      return link;
    });
    const [caller, called] = does === 'calls' ? [mia, leo] : [leo, mia];
    await caller.ask('nearby.add', { text: `127.0.0.1:${called.port}` });
    await expect.poll(() => leos?.channel.closed).toBeTruthy();
  },
);
