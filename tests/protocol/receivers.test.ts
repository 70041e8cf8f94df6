// Several commands that receive beside one engine, each into a folder of its own: what comes goes to one of them, and one
// that ends, or is killed, leaves the others as they were and nothing of its own behind.
import { randomInt } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineAnswer, EngineCommand, EngineInput } from '../../src/contract/commands.ts';
import type { TransferId } from '../../src/contract/transfers.ts';
import { openDoor, SYSTEM_PORTS } from '../../src/engine/index.ts';
import { ChildEngine, pairedFolders } from '../support/child-engine.ts';
import { FerryEngine, pairedEngines } from '../support/ferry-engine.ts';

const KILLS = process.env.FERRY_LONG ? 500 : 60;

/** A command beside a running engine. */
interface Beside {
  ask<C extends EngineCommand>(command: C, input: EngineInput<C>): Promise<EngineAnswer<C>>;
  /** As its death would. */
  leave(): Promise<void>;
}

const open: Beside[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.leave();
});

async function beside(folder: string): Promise<Beside> {
  const dataDir = join(folder, 'data');
  const opened = await openDoor({
    ...SYSTEM_PORTS,
    ...{ dataDir, version: '0.0.0-test', log: () => undefined, downloads: () => join(folder, 'inbox') },
  });
  if (!opened.ok) throw new Error(opened.error.code);
  const { door, isOwn, close } = opened.value;
  expect(isOwn).toBe(false);
  const made: Beside = {
    async ask(command, input) {
      const outcome = await door(command, input);
      if (!outcome.ok) throw new Error(outcome.error.code);
      return outcome.value as never;
    },
    leave: close,
  };
  open.push(made);
  return made;
}

async function scene() {
  const [sender, receiver] = await pairedEngines();
  await receiver.ask('receive.offers', null);
  await receiver.ask('receive.offers', { into: null, isStanding: true });
  const into = async (name: string): Promise<string> => {
    const path = join(receiver.folder, name);
    await mkdir(path, { recursive: true });
    return path;
  };
  const send = async (name: string): Promise<TransferId> => {
    const path = join(sender.folder, name);
    await writeFile(path, name);
    return sender.send([path], receiver);
  };
  const take = async (id: TransferId): Promise<void> => {
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true });
    await sender.untilStage(id, 'done');
  };
  return { sender, receiver, into, send, take };
}

const isUnattended = (engine: FerryEngine, id: TransferId) =>
  engine.engine.door('transfer.answer', { id, accept: false, isUnattended: true });

describe('two that receive beside one engine', () => {
  it('each have their own folder: what comes goes to the latest, then to the other, then to the shell that stays', async () => {
    const { receiver, into, send, take } = await scene();
    const [one, two] = [await beside(receiver.folder), await beside(receiver.folder)];
    const [first, second] = [await into('one'), await into('two')];
    const { receiver: ofOne } = await one.ask('receive.offers', { into: first });
    const { receiver: ofTwo } = await two.ask('receive.offers', { into: second });
    expect(ofOne).not.toBe(ofTwo);

    const toTwo = await send('a');
    expect(await receiver.untilStage(toTwo, 'asking')).toMatchObject({ receiver: ofTwo, into: 'two' });
    await take(toTwo);
    await two.leave();
    const toOne = await send('b');
    await receiver.until('the other', ({ transfers }) => transfers[toOne]?.receiver === ofOne);
    expect(await receiver.untilStage(toOne, 'asking')).toMatchObject({ into: 'one' });
    await take(toOne);
    await one.ask('receive.offers', null);
    const toShell = await send('c');
    expect((await receiver.untilStage(toShell, 'asking')).receiver).toBeUndefined();
    await take(toShell);
    expect([await readdir(first), await readdir(second)]).toEqual([['b'], ['a']]);
    expect(await readFile(join(receiver.inbox, 'c'), 'utf8')).toBe('c');
  });

  it('take nothing from each other where the first ends: what comes still goes to the second', async () => {
    const { receiver, into, send, take } = await scene();
    const [one, two] = [await beside(receiver.folder), await beside(receiver.folder)];
    await one.ask('receive.offers', { into: await into('one') });
    await two.ask('receive.offers', { into: await into('two') });
    await one.leave();
    await expect
      .poll(() => receiver.engine.door('pairing.end', { id: 'none', isUnattended: true }))
      .toMatchObject({
        error: { code: 'transfer.not_now' },
      });
    await take(await send('a'));
    expect(await readdir(await into('two'))).toEqual(['a']);
  });

  it('hand over what one of them was asked about when it is killed, into the folder of whoever answers then', async () => {
    const { receiver, into, send, take } = await scene();
    const [one, two] = [await beside(receiver.folder), await beside(receiver.folder)];
    const { receiver: ofOne } = await one.ask('receive.offers', { into: await into('one') });
    const { receiver: ofTwo } = await two.ask('receive.offers', { into: await into('two') });
    const id = await send('a');
    expect(await receiver.untilStage(id, 'asking')).toMatchObject({ receiver: ofTwo });
    expect(await isUnattended(receiver, id)).toMatchObject({ error: { code: 'transfer.not_now' } });
    await two.leave();
    await receiver.until('the other', ({ transfers }) => transfers[id]?.receiver === ofOne);
    expect(receiver.state.transfers[id]).toMatchObject({ stage: 'asking', into: 'one' });
    await one.leave();
    await receiver.until('the shell', ({ transfers }) => transfers[id]?.receiver === undefined);
    expect(receiver.state.transfers[id]).toMatchObject({ stage: 'asking', into: 'inbox' });
    await take(id);
    expect(await readFile(join(receiver.inbox, 'a'), 'utf8')).toBe('a');
    expect([await readdir(await into('one')), await readdir(await into('two'))]).toEqual([[], []]);
  });

  it('leave an offer to nobody: where no shell stays, its device hears no', async () => {
    const [sender, receiver] = await pairedEngines();
    await receiver.ask('receive.offers', null);
    const one = await beside(receiver.folder);
    await one.ask('receive.offers', { into: null });
    const path = join(sender.folder, 'a');
    await writeFile(path, 'a');
    const id = await sender.send([path], receiver);
    await receiver.untilStage(id, 'asking');
    await one.leave();
    await sender.untilStage(id, 'declined');
    const after = await sender.send([path], receiver);
    expect((await sender.untilStage(after, 'failed')).trouble?.code).toBe('transfer.not_receiving');
  });

  it('fetch from two devices at the same time, each into its own folder', async () => {
    const receiver = await FerryEngine.start('Studio PC');
    await receiver.ask('receive.offers', { into: null, isStanding: true });
    const senders = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Leo')];
    const fetched = await Promise.all(
      senders.map(async (sender) => {
        const path = join(sender.folder, `of ${sender.name}`);
        await writeFile(path, sender.name);
        await sender.listen();
        const id = await sender.send([path], null);
        const { code } = await sender.untilPairing((row) => row.code !== null);
        const own = join(receiver.folder, `for ${sender.name}`);
        await mkdir(own);
        const command = await beside(receiver.folder);
        const { pairing, receiver: number } = await command.ask('transfer.fetch', { from: sender.target, into: own });
        await receiver.untilPairing((row) => row.id === pairing && row.stage === 'typing');
        await command.ask('pairing.type', { id: pairing ?? '', code: code ?? '' });
        const row = await receiver.untilStage(id, 'asking');
        expect(row.receiver).toBe(number);
        expect(await isUnattended(receiver, id)).toMatchObject({ error: { code: 'transfer.not_now' } });
        return { sender, id, own, command, number };
      }),
    );
    const [one, two] = fetched;
    if (one === undefined || two === undefined) throw new Error('two fetch');
    expect(one.number).not.toBe(two.number);
    await one.command.leave();
    await receiver.until('nobody', ({ transfers }) => transfers[one.id]?.receiver === undefined);
    // A rule may answer it now.
    expect(await isUnattended(receiver, one.id)).toMatchObject({ ok: true });
    await one.sender.untilStage(one.id, 'declined');
    await two.command.ask('transfer.answer', { id: two.id, accept: true });
    await two.sender.untilStage(two.id, 'done');
    expect([await readdir(one.own), await readdir(two.own)]).toEqual([[], ['of Leo']]);
  });
});

describe('commands beside an engine that are killed at any moment', () => {
  it('take along what was still being listed for whoever types its code', async () => {
    const engine = await FerryEngine.start('Studio PC');
    await engine.listen();
    const source = join(engine.folder, 'source');
    await mkdir(source);
    for (let at = 0; at < 3000; at++) await writeFile(join(source, `f${at}`), '');
    const command = await beside(engine.folder);
    const { id } = await command.ask('transfer.send', { paths: [source], to: null });
    await command.leave();
    await engine.untilStage(id, 'canceled');
    expect(Object.values(engine.state.pairings)).toEqual([]);
  });

  it(`leave nothing of what they alone wanted, however many: ${KILLS}`, async () => {
    const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
    const [sender, receiver] = [await ChildEngine.start('Calm Pier', from), await ChildEngine.start('Studio PC', to)];
    await sender.ask('network.open', { port: 0, address: '127.0.0.1' });
    await receiver.receive();
    await receiver.ask('receive.offers', null);
    await receiver.ask('receive.offers', { into: null, isStanding: true });
    await writeFile(join(from, 'file'), 'content');
    const own = join(to, 'own');
    await mkdir(own);
    const send = () => sender.ask('transfer.send', { paths: [join(from, 'file')], to: receiver.target });
    const asks: readonly ((command: Beside) => Promise<unknown>)[] = [
      (command) => command.ask('receive.offers', { into: own }),
      (command) => command.ask('receive.offers', { into: own }).then(send),
      (command) => command.ask('state.snapshot', undefined),
      (command) => command.ask('transfer.fetch', { from: { kind: 'address', host: '127.0.0.1', port: 9 }, into: own }),
      (command) => command.ask('receive.folder', undefined),
      (command) =>
        Promise.all([command.ask('state.snapshot', undefined), command.ask('receive.offers', { into: own })]),
    ];
    const killed = async (at: number): Promise<void> => {
      const command = await beside(to);
      const asking = asks[at % asks.length]?.(command);
      asking?.catch(() => undefined);
      // From before it is sent to after it was answered.
      for (let turns = randomInt(12); turns > 0; turns--) await new Promise(setImmediate);
      await command.leave();
    };
    const settled = async () => {
      // What was offered meanwhile has come to whoever looks.
      await receiver.until('nobody to be there', ({ transfers }) =>
        Object.values(transfers).every(({ receiver: number }) => number === undefined),
      );
      for (const { id, stage } of Object.values(receiver.transfers))
        if (stage === 'asking') await receiver.ask('transfer.answer', { id, accept: false });
      await expect
        .poll(() => Object.values(sender.transfers).filter(({ stage }) => stage === 'waitingForAnswer').length)
        .toBe(0);
      const { descriptors, waiting } = await receiver.figures();
      return { descriptors, waiting };
    };
    for (let at = 0; at < 12; at++) await killed(at);
    const before = await settled();
    for (let at = 0; at < KILLS; at++) await killed(at);
    // What is only about to end isn't kept.
    await expect
      .poll(async () => {
        const after = await settled();
        return Math.max(after.descriptors - before.descriptors, after.waiting - before.waiting);
      })
      .toBeLessThanOrEqual(2);
    // What comes now comes to the shell that stays.
    const { id } = await send();
    await receiver.accept(id);
    await sender.untilDone(id, 40_000);
    expect([await readdir(own), await readFile(join(receiver.inbox, 'file'), 'utf8')]).toEqual([[], 'content']);
  }, 300_000);
});
