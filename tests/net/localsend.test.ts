// Phones that have LocalSend and no Ferry, as their apps' stand-in: on networks of their own they see this computer, send
// to it and are sent to, and people are asked as for anything else.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ShownTransfer } from '../../src/contract/transfers.ts';
import { engineOn } from '../support/engine-on.ts';
import { AppOn } from '../support/localsend/app-on.ts';
import { canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PORT = 53_317;

async function phoneOn(host: Host, version: '1.17' | '1.18', key: 'one' | 'two' = 'one'): Promise<AppOn> {
  const reach = {
    interfaceAddress: '::',
    port: PORT,
    multicastPort: PORT,
    multicastInterfaces: [host.addressOf()],
    discoveryTimeoutMs: 10_000,
    decide: 'accept',
  } as const;
  return AppOn.start(host, { version, alias: 'Phone', folder: await tempFolder(), key, ...reach });
}

it.skipIf(!canMakeSpaces()).each(['1.18', '1.17'] as const)(
  'a phone with %s sees this computer, sends it a folder and is sent one (needs network namespaces)',
  async (version) => {
    const space = NetSpace.open();
    const [here, there] = [space.addHost('here'), space.addHost('there')];
    const ferry = await engineOn(here, 'Studio PC');
    await ferry.ask('receive.offers', { into: null });
    const phone = await phoneOn(there, version);
    await phone.ask('announce', [100]);
    const seen = async () => ({
      byPhone: (await phone.ask('devices')).map(({ alias }) => alias),
      byFerry: ferry.nearby.map(({ name, via, isPaired }) => ({ name, via, isPaired })),
    });
    await expect.poll(seen, { timeout: 15_000 }).toEqual({
      byPhone: ['Studio PC'],
      byFerry: [{ name: 'Phone', via: 'localSend', isPaired: false }],
    });

    const source = await tempFolder();
    await mkdir(join(source, 'Photos/old'), { recursive: true });
    await writeFile(join(source, 'Photos/a.jpg'), Buffer.alloc(300_000, 1));
    await writeFile(join(source, 'Photos/old/b.jpg'), 'b');
    const [device] = await phone.ask('devices');
    if (device === undefined) throw new Error('nobody');
    const sending = phone.ask('send', device, [{ path: join(source, 'Photos') }]);
    const asked = await ferry.until('an offer', ({ transfers }) =>
      Object.values(transfers).find(({ stage }) => stage === 'asking'),
    );
    expect(asked).toMatchObject({
      direction: 'receive',
      via: 'localSend',
      total: { files: 2 },
      names: ['Photos'],
    } satisfies Partial<Record<keyof ShownTransfer, unknown>>);
    await ferry.ask('transfer.answer', { id: asked.id, accept: true });
    expect(await sending).toMatchObject({ state: 'finished' });
    expect(await readFile(join(ferry.inbox, 'Photos/a.jpg'))).toEqual(Buffer.alloc(300_000, 1));
    expect(await readFile(join(ferry.inbox, 'Photos/old/b.jpg'), 'utf8')).toBe('b');
    expect(await ferry.untilStage(asked.id, 'done')).toMatchObject({ done: { files: 2, bytes: 300_001 } });

    const [seenPhone] = ferry.nearby;
    if (seenPhone === undefined) throw new Error('no phone');
    const to = { kind: 'device', id: seenPhone.id } as const;
    // The page that shows them came with 1.18.
    const { pictures } = await ferry.ask('guest.compare', { id: seenPhone.id });
    expect(pictures === null).toBe(version === '1.17');
    const { id } = await ferry.ask('transfer.send', { paths: [join(source, 'Photos')], to });
    expect(await ferry.untilStage(id, 'done')).toMatchObject({ via: 'localSend', done: { files: 2, bytes: 300_001 } });
    const received = await phone.ask('received');
    expect(received.map(({ fileName, bytes }) => [fileName, bytes]).toSorted()).toEqual([
      ['Photos/a.jpg', 300_000],
      ['Photos/old/b.jpg', 1],
    ]);
  },
);

it.skipIf(!canMakeSpaces())(
  'a phone that was compared and kept comes in where strangers don’t (needs network namespaces)',
  async () => {
    const space = NetSpace.open();
    const [here, there, elsewhere] = [space.addHost('here'), space.addHost('there'), space.addHost('elsewhere')];
    const ferry = await engineOn(here, 'Studio PC');
    await ferry.ask('receive.offers', { into: null });
    const phone = await phoneOn(there, '1.18');
    await phone.ask('announce', [100]);
    const { id } = await ferry.until('the phone', ({ nearby }) =>
      Object.values(nearby).find(({ via }) => via !== undefined),
    );
    await expect.poll(() => phone.ask('devices')).toHaveLength(1);
    const [device] = await phone.ask('devices');
    if (device === undefined) throw new Error('nobody');

    const { text, pictures } = await ferry.ask('guest.compare', { id });
    expect(text).toMatch(/^[0-9A-F]{128}$/);
    expect(pictures).toHaveLength(16);
    expect(text).toContain(device.fingerprint);
    await ferry.ask('guest.pair', { id });
    await ferry.until('both to be one', ({ devices, nearby }) => devices[id]?.via && nearby[id]?.isPaired);
    expect(ferry.nearby).toMatchObject([{ id, name: 'Phone', isPaired: true, isHere: true }]);

    // Everyone for ten minutes is over with that.
    await ferry.ask('settings.set', { visibility: 'paired' });
    const stranger = await phoneOn(elsewhere, '1.18', 'two');
    await stranger.ask('announce', [100]);
    const path = join(await tempFolder(), 'file.txt');
    await writeFile(path, 'by its own way');
    expect(await stranger.ask('send', device, [{ path }])).not.toMatchObject({ state: 'finished' });
    const sending = phone.ask('send', device, [{ path }]);
    const asked = await ferry.until('an offer', ({ transfers }) =>
      Object.values(transfers).find(({ stage }) => stage === 'asking'),
    );
    expect(asked.device).toEqual({ id, name: 'Phone', isPaired: true });
    await ferry.ask('transfer.answer', { id: asked.id, accept: true });
    expect(await sending).toMatchObject({ state: 'finished' });
    expect((await stranger.ask('devices')).map(({ alias }) => alias)).not.toContain('Studio PC');

    await ferry.ask('device.forget', { id });
    expect(await phone.ask('send', device, [{ path }])).not.toMatchObject({ state: 'finished' });
    // It isn't shown any more, and whoever still means it hears whom that was.
    await ferry.until('it to be gone', ({ nearby }) => nearby[id] === undefined);
    const again = ferry.ask('transfer.send', { paths: [path], to: { kind: 'device', id } });
    await expect(again).rejects.toThrow('"device.unreachable","details":{"name":"Phone"');
  },
);
