// `ferry` by itself and phones that have LocalSend: they are found by whoever they can call, so for as long as somebody
// looks they can; nobody receives then, and what they send is refused.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { engineOn } from '../support/engine-on.ts';
import { AppOn } from '../support/localsend/app-on.ts';
import { LoneCommand } from '../support/lone-command.ts';
import { canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PORT = 53_317;

async function appOn(host: Host, alias: string, version: '1.17' | '1.18' = '1.18'): Promise<AppOn> {
  const key = alias === 'Phone' ? 'one' : 'two';
  return AppOn.start(host, {
    ...{ version, alias, folder: await tempFolder(), key, decide: 'accept', discoveryTimeoutMs: 10_000 },
    ...{ interfaceAddress: '::', port: PORT, multicastPort: PORT, multicastInterfaces: [host.addressOf()] },
  });
}

async function scene(settings: object = {}) {
  const space = NetSpace.open();
  const [here, there] = [space.addHost('here'), space.addHost('there')];
  const ferry = await LoneCommand.on(here, 'Studio PC', settings);
  await writeFile(join(ferry.folder, 'notes.txt'), 'hello');
  return { space, here, there, ferry };
}

it.skipIf(!canMakeSpaces()).each(['1.18', '1.17'] as const)(
  'a phone with %s is found and sent to, and sends nothing here meanwhile (needs network namespaces)',
  async (version) => {
    const { there, ferry } = await scene();
    await ferry.trusts(there);
    const phone = await appOn(there, 'Phone', version);
    const listing = ferry.run('devices');
    await expect.poll(async () => (await phone.ask('devices')).map(({ alias }) => alias)).toEqual(['Studio PC']);
    const [device] = await phone.ask('devices');
    if (device === undefined) throw new Error('nobody');
    const path = join(ferry.folder, 'notes.txt');
    expect(await phone.ask('send', device, [{ path }])).toMatchObject({ state: 'declined' });
    expect((await listing).stdout).toMatch(/^Phone +LocalSend +Here /m);
    // Nobody looks any more.
    expect(await phone.ask('send', device, [{ path }])).toMatchObject({ state: 'failed' });

    expect(await ferry.run('send', 'notes.txt', '--to', 'phone')).toMatchObject({ code: 0 });
    expect(await phone.ask('received')).toMatchObject([{ fileName: 'notes.txt', bytes: 5 }]);
  },
);

it.skipIf(!canMakeSpaces())(
  'a phone is found and sent to beside a LocalSend on this very computer, which has its port (needs network namespaces)',
  async () => {
    const { here, there, ferry } = await scene();
    await ferry.trusts(there);
    const phone = await appOn(there, 'Phone');
    const own = await appOn(here, 'Desk');
    expect(await ferry.run('send', 'notes.txt', '--to', 'Phone', '--to', 'Desk')).toMatchObject({ code: 0 });
    for (const app of [phone, own]) {
      expect(await app.ask('received')).toMatchObject([{ fileName: 'notes.txt', bytes: 5 }]);
      const seen = (await app.ask('devices')).find(({ alias }) => alias === 'Studio PC');
      expect(seen?.place.port).not.toBe(PORT);
    }
  },
);

it.skipIf(!canMakeSpaces())(
  'on a network that nobody trusts, or where strangers see nothing, a paired phone alone is found (needs network namespaces)',
  async () => {
    const { here, there, space, ferry } = await scene();
    const stranger = await appOn(space.addHost('elsewhere'), 'Stranger');
    const phone = await appOn(there, 'Phone');
    const { stdout } = await ferry.run('devices');
    expect(stdout).not.toMatch(/Phone|Stranger/);
    expect(stdout).toContain('ferry networks trust eth0');
    expect(await Promise.all([phone.ask('devices'), stranger.ask('devices')])).toEqual([[], []]);

    await pairWithPhone(here, ferry);
    const before = await stranger.ask('devices');
    expect(await ferry.run('send', 'notes.txt', '--to', 'Phone')).toMatchObject({ code: 0 });
    expect(await phone.ask('received')).toMatchObject([{ fileName: 'notes.txt' }]);
    await ferry.run('config', 'set', 'visibility', 'paired');
    expect(await ferry.run('send', 'notes.txt', '--to', 'Phone')).toMatchObject({ code: 0 });
    expect(await stranger.ask('devices')).toEqual(before);
  },
);

/** By an app that runs for that long: everyone sees this device then. */
async function pairWithPhone(here: Host, { folder }: LoneCommand): Promise<void> {
  const engine = await engineOn(here, 'Studio PC', { folder });
  await engine.ask('receive.offers', { into: null });
  const { id } = await engine.until('the phone', ({ nearby }) =>
    Object.values(nearby).find(({ name }) => name === 'Phone'),
  );
  await engine.ask('guest.pair', { id });
  await engine.until('its place', ({ devices }) => devices[id]);
  await engine.stop();
}
