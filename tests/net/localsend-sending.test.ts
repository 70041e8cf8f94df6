// What goes to a phone that has LocalSend, once it is under way: it is ended by the two people, and by nothing else.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { engineOn } from '../support/engine-on.ts';
import { AppOn } from '../support/localsend/app-on.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PORT = 53_317;
const MIB = 1024 * 1024;

async function scene() {
  const space = NetSpace.open();
  const [here, there] = [space.addHost('here'), space.addHost('there')];
  const [ferry, source, folder] = [await engineOn(here, 'Studio PC'), await tempFolder(), await tempFolder()];
  await ferry.ask('receive.offers', { into: null });
  const phone = await AppOn.start(there, {
    ...{ version: '1.18', alias: 'Phone', folder, decide: 'accept' },
    ...{ interfaceAddress: '::', port: PORT, multicastPort: PORT, multicastInterfaces: [there.addressOf()] },
    discoveryTimeoutMs: 10_000,
  });
  await phone.ask('announce', [100]);
  const near = await ferry.until('the phone', ({ nearby }) => Object.values(nearby).find(({ via }) => via));
  const path = join(source, 'film.mp4');
  await writeFile(path, Buffer.alloc(4 * MIB, 1));
  const { id } = await ferry.ask('transfer.send', {
    paths: [path],
    to: { kind: 'device', id: near.id },
    limit: { name: 'slow', bytesPerSecond: MIB / 2 },
  });
  await ferry.untilStage(id, 'moving');
  return { ferry, phone, id };
}

it.skipIf(!canMakeSpaces())(
  'goes on though fewer may see this computer, and ends when the phone stops it (needs network namespaces)',
  async () => {
    const { ferry, phone, id } = await scene();
    await ferry.ask('settings.set', { visibility: 'paired' });
    const before = ferry.transfers[id]?.done.bytes ?? 0;
    await ferry.until('more of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) > before);
    await phone.ask('cancelReceiving');
    const trouble = { code: 'transfer.canceled', details: { name: 'Phone' } };
    expect(await ferry.untilStage(id, 'canceled')).toMatchObject({ via: 'localSend', trouble });
  },
);

it.skipIf(!canMakeSpaces())(
  'can’t be paused, and the phone hears when the program ends (needs network namespaces)',
  async () => {
    const { ferry, phone, id } = await scene();
    await expect(ferry.ask('transfer.stop', { id })).rejects.toThrow('transfer.not_now');
    const ended = phone.ask('ended');
    await ferry.stop();
    expect(await ended).toBe('canceledBySender');
  },
);
