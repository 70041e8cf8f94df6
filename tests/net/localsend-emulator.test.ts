// The apps that stand in for LocalSend, on computers of their own: they find each other as they would, by both families.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AppOn } from '../support/localsend/app-on.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PORT = 53_317;

it.skipIf(!canMakeSpaces()).each([
  ['IPv4', '1.18', '1.17'],
  ['IPv6', '1.18', '1.18'],
] as const)('apps find each other and send (%s; needs network namespaces)', async (family, one, other) => {
  const space = NetSpace.open();
  const hosts = [space.addHost('a'), space.addHost('b')] as const;
  const [a, b] = await Promise.all(
    ([one, other] as const).map(async (version, index) => {
      const host = hosts[index === 0 ? 0 : 1];
      const multicastInterfaces = [family === 'IPv4' ? host.addressOf() : '::%eth0'];
      const own = { version, alias: version, folder: await tempFolder(), key: index === 0 ? 'one' : 'two' } as const;
      const reach = { interfaceAddress: '::', port: PORT, multicastPort: PORT, multicastInterfaces };
      return AppOn.start(host, { ...own, ...reach, decide: 'accept', discoveryTimeoutMs: 10_000 });
    }),
  );
  await a?.ask('announce', [100]);
  await expect.poll(() => Promise.all([a?.ask('devices'), b?.ask('devices')])).toMatchObject([[{}], [{}]]);
  const [found] = (await a?.ask('devices')) ?? [];
  expect(found?.alias).toBe(other);
  expect(found?.place.host).toMatch(family === 'IPv4' ? /^10\.77\./ : /^fe80::.*%eth0$/);

  const path = join(await tempFolder(), 'file.txt');
  await writeFile(path, 'by its own way');
  expect(found && (await a?.ask('send', found, [{ path }]))).toMatchObject({ state: 'finished' });
  expect(await b?.ask('received')).toMatchObject([{ fileName: 'file.txt', bytes: 14 }]);
});
