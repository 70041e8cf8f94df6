// A yes sticks: whatever becomes of the connection while a place for the transfer is made, nobody is asked twice.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TransferStage } from '../../src/contract/transfers.ts';
import { Incoming } from '../../src/engine/transfer/incoming.ts';
import { FerryEngine } from '../support/ferry-engine.ts';
import {
  accept,
  ferryPairedWith,
  file,
  HostileDevice,
  hex,
  listOf,
  NOTHING_NEEDED,
} from '../support/hostile-sender.ts';
import { openDevice } from '../support/pair-devices.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const LIST = listOf([file('x')]);
const { begin } = Incoming;

/** The making of places, which waits from now on. */
class Making {
  readonly #free = Promise.withResolvers<void>();
  readonly #begun = Promise.withResolvers<void>();

  constructor() {
    vi.spyOn(Incoming, 'begin').mockImplementation(async (...args) => {
      this.#begun.resolve();
      await this.#free.promise;
      return begin(...args);
    });
  }

  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  goOn(): void {
    this.#free.resolve();
  }
}

interface Scene {
  readonly engine: FerryEngine;
  readonly first: HostileDevice;
  readonly id: Uint8Array;
  readonly making: Making;
  again(): Promise<HostileDevice>;
  /** How often its person was asked. */
  asked(): number;
}

/** Its person has said yes, and the place for it is being made. */
async function scene(): Promise<Scene> {
  const device = await openDevice('Calm Pier');
  const engine = await ferryPairedWith(device);
  const making = new Making();
  const first = await HostileDevice.dial(device, engine);
  const id = await first.offer(LIST);
  await first.giveList(id, LIST);
  const stages: TransferStage[] = [];
  engine.engine.subscribe(() => {
    const stage = engine.state.transfers[hex(id)]?.stage;
    if (stage !== undefined && stage !== stages.at(-1)) stages.push(stage);
  });
  await accept(engine, id);
  await making.begun;
  return {
    ...{ engine, first, id, making },
    again: () => HostileDevice.dial(device, engine),
    asked: () => stages.filter((stage) => stage === 'asking').length,
  };
}

async function ends({ engine, id, asked }: Scene, device: HostileDevice): Promise<void> {
  await device.enterRound(id);
  await device.haves(id, 1);
  device.sendWhole(id, 0, Buffer.from('x'));
  await device.say({ kind: 'end', id, round: 1 });
  expect(await device.hear('result', id)).toMatchObject({ files: 1 });
  await engine.untilStage(hex(id), 'done');
  expect(await readFile(join(engine.inbox, 'x'), 'utf8')).toBe('x');
  expect(asked()).toBe(1);
}

describe('while a place is made for what was accepted', () => {
  it('the connection may be lost: offered again before or after that is done, it goes on', async () => {
    for (const isSooner of [true, false]) {
      const here = await scene();
      const { engine, first, id, making } = here;
      first.link.destroy();
      await engine.untilStage(hex(id), 'away');
      if (!isSooner) making.goOn();
      const second = await here.again();
      await second.offer(LIST, id);
      making.goOn();
      await ends(here, second);
    }
  });

  it('its sender’s person may stop it, and let it go on', async () => {
    const here = await scene();
    const { engine, first, id, making } = here;
    await first.say({ kind: 'hold', id, reason: 'stoppedByPerson', ...NOTHING_NEEDED });
    await engine.untilStage(hex(id), 'away');
    await first.offer(LIST, id);
    making.goOn();
    await ends(here, first);
  });

  it('its sender may give it up, which leaves nothing', async () => {
    const here = await scene();
    const { engine, first, id, making } = here;
    await first.say({ kind: 'cancel', id, reason: 'byPerson' });
    await engine.untilStage(hex(id), 'canceled');
    making.goOn();
    await expect
      .poll(() => readdir(engine.inbox).then((names) => names.filter((name) => !name.startsWith('.'))))
      .toEqual([]);
    await expect.poll(() => readdir(join(engine.inbox, '.ferry-incoming')).catch(() => [])).toEqual([]);
  });

  it('this program may end: it is kept, and asked for by the next', async () => {
    const here = await scene();
    const { engine, first, id, making } = here;
    first.link.destroy();
    await engine.untilStage(hex(id), 'away');
    const stopping = engine.stop();
    making.goOn();
    await stopping;
    const next = await FerryEngine.start('Studio PC', engine.folder);
    expect(next.state.transfers[hex(id)]?.stage).toBe('stopped');
  });
});
