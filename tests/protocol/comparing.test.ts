// Two paired devices whose persons compare pictures, on real connections; and whoever isn't heard any more.
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ShownPairing } from '../../src/contract/transfers.ts';
import { encodePairMessage } from '../../src/engine/wire/pair-messages.ts';
import { FerryEngine, pairedEngines as justPaired } from '../support/ferry-engine.ts';
import { ferryPairedWith } from '../support/hostile-sender.ts';
import type { PairDevice } from '../support/pair-device.ts';
import { openDevice } from '../support/pair-devices.ts';

const MIB = 1024 * 1024;

const idOf = (engine: FerryEngine) => {
  const [device] = Object.values(engine.state.devices);
  if (device === undefined) throw new Error('nobody is paired');
  return device.id;
};

/** Each knows where the other is. */
async function pairedEngines() {
  const [a, b] = await justPaired();
  await a.listen();
  await a.ask('nearby.add', { text: `127.0.0.1:${b.port}` });
  await b.ask('nearby.add', { text: `127.0.0.1:${a.port}` });
  return [a, b] as const;
}

const isComparing = ({ purpose, stage }: ShownPairing): boolean => purpose === 'compare' && stage === 'comparing';
const untilEnded = (engine: FerryEngine): Promise<ShownPairing> =>
  engine.untilPairing(({ purpose, stage }) => purpose === 'compare' && (stage === 'ended' || stage === 'proven'));

/** The rows on both screens, with the pictures. */
async function compared(caller: FerryEngine, called: FerryEngine) {
  await caller.ask('device.compare', { id: idOf(caller) });
  return [await caller.untilPairing(isComparing), await called.untilPairing(isComparing)] as const;
}

describe('the pictures of two paired devices', () => {
  it('are the same on both screens, and when both persons say so that is kept', async () => {
    const [a, b] = await pairedEngines();
    const [onA, onB] = await compared(a, b);
    expect(onA.pictures).toHaveLength(7);
    expect(onB.pictures).toEqual(onA.pictures);
    expect([onA.deviceId, onB.deviceId]).toEqual([idOf(a), idOf(b)]);
    expect([onA.device, onB.device]).toEqual(['Studio PC', 'Calm Pier']);
    await a.ask('pairing.compared', { id: onA.id, isSame: true });
    expect(a.state.pairings[onA.id]?.stage).toBe('checking');
    expect(a.state.devices[idOf(a)]?.comparedAt).toBeNull();
    await b.ask('pairing.compared', { id: onB.id, isSame: true });
    for (const engine of [a, b]) {
      expect((await untilEnded(engine)).stage).toBe('proven');
      expect(engine.state.devices[idOf(engine)]?.comparedAt).toBeGreaterThan(0);
    }
    const again = await compared(a, b);
    expect(again[0].pictures).not.toEqual(onA.pictures);
    expect(await readFile(join(a.folder, 'data/devices.json'), 'utf8')).toMatch(/"comparedAt": \d+/);
  });

  it.each(['caller', 'called'] as const)(
    'are different for the %s: both hear what to do, and stay paired',
    async (who) => {
      const [a, b] = await pairedEngines();
      const [onA, onB] = await compared(a, b);
      const [no, yes] = who === 'caller' ? ([a, b] as const) : ([b, a] as const);
      await yes.ask('pairing.compared', { id: (who === 'caller' ? onB : onA).id, isSame: true });
      await no.ask('pairing.compared', { id: (who === 'caller' ? onA : onB).id, isSame: false });
      for (const engine of [a, b]) {
        const { stage, trouble } = await untilEnded(engine);
        expect([stage, trouble?.code]).toEqual(['ended', 'pairing.pictures_differ']);
        expect(engine.state.devices[idOf(engine)]).toMatchObject({ isPaired: true, comparedAt: null });
      }
    },
  );

  it('are compared while files move, and nothing of these is broken off', async () => {
    const [a, b] = await pairedEngines();
    await writeFile(join(a.folder, 'large'), '');
    await truncate(join(a.folder, 'large'), 24 * MIB);
    await a.ask('settings.set', { sendLimit: 16 * MIB });
    const id = await a.send([join(a.folder, 'large')], b);
    await b.untilStage(id, 'asking');
    await b.ask('transfer.answer', { id, accept: true });
    const stages: unknown[] = [];
    await a.untilStage(id, 'moving');
    a.engine.subscribe(() => stages.push(a.state.transfers[id]?.stage));
    const [onA, onB] = await compared(b, a);
    await b.ask('pairing.compared', { id: onA.id, isSame: true });
    await a.ask('pairing.compared', { id: onB.id, isSame: true });
    for (const engine of [a, b]) expect((await untilEnded(engine)).stage).toBe('proven');
    await a.ask('settings.set', { sendLimit: null });
    await a.untilStage(id, 'done');
    expect(['moving', 'checking', 'done']).toEqual(expect.arrayContaining([...new Set(stages)]));
  });

  it('are shown once where both persons ask for them at the same time', async () => {
    const [a, b] = await pairedEngines();
    await Promise.all([a, b].map((engine) => engine.ask('device.compare', { id: idOf(engine) }).catch(() => null)));
    const [onA, onB] = [await a.untilPairing(isComparing), await b.untilPairing(isComparing)];
    expect(onA.pictures).toEqual(onB.pictures);
    await a.ask('pairing.compared', { id: onA.id, isSame: true });
    await b.ask('pairing.compared', { id: onB.id, isSame: true });
    for (const engine of [a, b]) expect((await untilEnded(engine)).stage).toBe('proven');
  });

  it('are given up by either person, or by a program that ends', async () => {
    const [a, b] = await pairedEngines();
    const [onA] = await compared(a, b);
    await a.ask('pairing.end', { id: onA.id });
    expect((await untilEnded(a)).trouble).toBeNull();
    expect((await untilEnded(b)).trouble?.code).toBe('pairing.closed');
    await expect(a.ask('pairing.compared', { id: onA.id, isSame: true })).rejects.toThrow('pairing.over');
    const { id } = await b.ask('device.compare', { id: idOf(b) });
    await a.untilPairing(isComparing);
    await a.stop();
    const gone = await b.untilPairing((row) => row.id === id && row.stage === 'ended');
    expect(gone.trouble?.code).toBe('pairing.disconnected');
  });

  it('are asked of nobody who isn’t paired, or isn’t there', async () => {
    const [a, b] = await pairedEngines();
    await expect(a.ask('device.compare', { id: 'f'.repeat(32) as never })).rejects.toThrow('device.unknown');
    await b.stop();
    await expect(a.ask('device.compare', { id: idOf(a) })).rejects.toThrow('device.unreachable');
    expect(Object.values(a.state.pairings).filter(({ purpose }) => purpose === 'compare')).toEqual([]);
  });
});

/** A connection that is said to be for a comparison alone. */
function aside(device: PairDevice, engine: FerryEngine) {
  const [known] = device.identity.devices.all();
  if (known === undefined) throw new Error('nobody is paired');
  const says = { name: device.name, kind: 'laptop', isAside: true } as const;
  return device.dial(engine.port, { key: known.staticKey, says });
}

describe('a paired device that keeps to no rule', () => {
  it('proves nothing by answering before there are pictures, nor by a tag of its own', async () => {
    const device = await openDevice('Calm Pier');
    const engine = await ferryPairedWith(device);
    const early = await aside(device, engine);
    const send = async (message: Parameters<typeof encodePairMessage>[0]): Promise<void> => {
      const { type, body } = encodePairMessage(message);
      await early.send(type, body);
    };
    await send({ kind: 'start', role: 'typer', form: 'sas' });
    await send({ kind: 'confirm', tag: new Uint8Array(32) });
    expect((await untilEnded(engine)).trouble?.code).toBe('pairing.not_understood');
    expect(Object.values(engine.state.devices)[0]?.comparedAt).toBeNull();
  });

  it('says nothing but that on such a connection, and has one of them', async () => {
    const device = await openDevice('Calm Pier');
    const engine = await ferryPairedWith(device);
    const other = await aside(device, engine);
    await other.send(0x2b, new Uint8Array(256));
    expect(await other.receive().catch(() => null)).toBeNull();
    const first = await aside(device, engine);
    const comparing = device.compare(first, 'typer', () => undefined);
    await engine.untilPairing(isComparing);
    const second = await aside(device, engine);
    expect((await device.compare(second, 'typer', () => undefined).outcome).kind).toBe('notProven');
    expect(Object.values(engine.state.pairings)).toHaveLength(1);
    comparing.cancel();
    await untilEnded(engine);
  });

  it('brings the pictures to the screen no more once their person has closed them, unless they ask for it', async () => {
    const [device, other] = [await openDevice('Calm Pier'), await openDevice('Bright Oak')];
    const engine = await ferryPairedWith(device, other);
    const shown: string[] = [];
    engine.engine.subscribe(() => {
      const open = Object.values(engine.state.pairings).filter(({ stage }) => stage !== 'ended' && stage !== 'proven');
      expect(open.length).toBeLessThan(2);
      for (const { id } of open) if (!shown.includes(id)) shown.push(id);
    });
    const call = async (from: PairDevice) => from.compare(await aside(from, engine), 'typer', () => undefined);
    const first = await call(device);
    const { id } = await engine.untilPairing(isComparing);
    // Another device has to wait its turn, too.
    expect((await (await call(other)).outcome).kind).toBe('notProven');
    await engine.ask('pairing.end', { id });
    await first.outcome;
    for (let again = 0; again < 3; again++) expect((await (await call(device)).outcome).kind).toBe('notProven');
    expect(shown).toEqual([id]);
    // What one has done holds back no other.
    const theirs = await call(other);
    const second = await engine.untilPairing(isComparing);
    expect(second.device).toBe('Bright Oak');
    theirs.cancel();
    await engine.untilPairing((row) => row.id === second.id && row.stage === 'ended');
    // Nobody is there to be asked, but it was our person who wanted that.
    const calm = Object.values(engine.state.devices).find(({ name }) => name === 'Calm Pier');
    await engine.ask('device.compare', { id: calm?.id as never }).catch(() => undefined);
    const welcome = await call(device);
    const third = await engine.untilPairing(isComparing);
    expect([third.device, shown]).toEqual(['Calm Pier', [id, second.id, third.id]]);
    welcome.cancel();
    await engine.untilPairing((row) => row.id === third.id && row.stage === 'ended');
  });

  it('brings them up three times in ten minutes where it closes them itself', async () => {
    const device = await openDevice('Calm Pier');
    const engine = await ferryPairedWith(device);
    for (let time = 0; time < 5; time++) {
      const comparing = device.compare(await aside(device, engine), 'typer', () => undefined);
      if (time < 3) {
        const { id } = await engine.untilPairing(isComparing);
        comparing.cancel();
        await engine.untilPairing((row) => row.id === id && row.stage === 'ended');
      }
      expect((await comparing.outcome).kind).toBe('notProven');
    }
    expect(Object.values(engine.state.pairings)).toHaveLength(3);
  });
});

describe('a device that its person has blocked', () => {
  it('asks for nothing any more, while others do', async () => {
    const receiver = await FerryEngine.start('Studio PC');
    await receiver.receive();
    const [pest, other] = [await FerryEngine.start('Pest'), await FerryEngine.start('Calm Pier')];
    await pest.ask('pairing.dial', { to: receiver.target });
    const asked = await receiver.untilPairing(({ stage }) => stage === 'asked');
    expect(asked.deviceId).toBe(pest.state.self.id);
    await receiver.ask('pairing.block', { id: asked.id });
    await pest.untilPairing(({ stage }) => stage === 'ended');
    await expect(pest.ask('pairing.dial', { to: receiver.target })).rejects.toThrow('device.unreachable');
    expect(Object.values(receiver.state.pairings).filter(({ stage }) => stage !== 'ended')).toEqual([]);
    await other.ask('pairing.dial', { to: receiver.target });
    expect((await receiver.untilPairing(({ stage }) => stage === 'asked')).deviceId).toBe(other.state.self.id);
  });
});
