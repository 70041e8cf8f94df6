// Looks for the secret keys themselves in everything that an engine writes, says and shows: they may be in identity.json
// and nowhere else.
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { placesIn } from '../../../../src/engine/data-folder.ts';
import { type Identity, openIdentity } from '../../../../src/engine/identity/identity.ts';
import { createEngine } from '../../../../src/engine/index.ts';
import { startEngine, testPorts } from '../../../support/engine.ts';
import { fakeKeyWrap } from './fake-key-wrap.ts';

/** All the ways in which 32 bytes may lie in a text: base64 at each of its three offsets, without the edges. */
function spellings(secret: Uint8Array): string[] {
  const bytes = Buffer.from(secret);
  const shifted = [0, 1, 2].map((count) =>
    Buffer.concat([Buffer.alloc(count), bytes])
      .toString('base64')
      .slice(4, -5),
  );
  return [
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...shifted,
    ...shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' '),
    Array.from(bytes).join(','),
    Array.from(bytes).join(', '),
    bytes.toString('latin1'),
  ];
}

const ownSecrets = ({ own: { keys } }: Identity): Uint8Array[] =>
  [keys.staticKey.secretKey, keys.signingKey.secretKey, keys.announceKey].map((secret) => secret.reveal());

it('keeps the secret keys out of every file but identity.json, every log line, the state and every error', async () => {
  const said: string[] = [];
  const keyWrap = fakeKeyWrap();
  const made = await testPorts({
    random: randomBytes,
    keyWrap,
    log: (...line) => void said.push(inspect(line, { depth: 9 }), JSON.stringify(line)),
  });
  const secrets: Uint8Array[] = [];
  const open = async (): Promise<Identity> => {
    const identity = await openIdentity(placesIn(made.dataDir), made);
    secrets.push(...ownSecrets(identity));
    said.push(inspect(identity, { depth: 9, showHidden: true }), JSON.stringify(identity.own.keys));
    return identity;
  };
  const hear = (value: unknown): void => void said.push(JSON.stringify(value), inspect(value, { depth: 9 }));
  const identityFile = join(made.dataDir, 'identity.json');

  // A first start, a pairing, and every command that touches keys, done and refused.
  await (await startEngine(made)).stop();
  const announced = randomBytes(32);
  secrets.push(announced);
  await (await open()).pair({
    staticKey: randomBytes(32),
    signingKey: randomBytes(32),
    announceKey: new Secret(announced),
    name: 'Studio PC',
    kind: 'desktop',
    method: 'code',
    version: 1,
  });
  const engine = await startEngine(made);
  engine.subscribe(hear);
  hear(engine.snapshot());
  const [id = ''] = Object.keys(engine.snapshot().state.devices);
  hear(await engine.invoke('device.rename', { id: id as DeviceId, name: 'Küche' }));
  hear(await engine.invoke('settings.set', { protectIdentity: true }));
  await open();
  hear(await engine.invoke('settings.set', { protectIdentity: false }));
  keyWrap.isOpen = false;
  hear(await engine.invoke('settings.set', { protectIdentity: true }));
  keyWrap.isOpen = true;
  hear(await engine.invoke('device.forget', { id: 'f'.repeat(32) as DeviceId }));
  // Again while the row is there: the other device's announce key is looked for in every other file.
  const devicesText = await readFile(join(made.dataDir, 'devices.json'), 'utf8');
  hear(await engine.invoke('device.forget', { id: id as DeviceId }));
  await open();
  hear(await engine.invoke('identity.reset'));
  await open();
  hear(engine.snapshot());
  await engine.stop();

  // Damage that a parser would quote, and a key store that gives nonsense.
  const text = await readFile(identityFile, 'utf8');
  await writeFile(join(made.dataDir, 'devices.json'), devicesText);
  await writeFile(identityFile, text.replace('"check"', 'check'));
  const damaged = await startEngine(made);
  hear(damaged.snapshot());
  await damaged.invoke('settings.set', { protectIdentity: true });
  await damaged.stop();
  await open();
  Object.assign(keyWrap, { gives: (bytes: Uint8Array) => bytes });
  hear(await createEngine(made));
  const { keyWrap: _none, ...without } = made;
  hear(await createEngine(without));

  // As it was said, and without the line breaks of a printed array.
  const everywhere = `${said.join('\n')}\n${said.join('\n').replaceAll(/\s+/g, ' ')}`;
  const files = (await readdir(made.dataDir, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['ferry.log', 'settings.json', 'devices.json']));
  expect(said.length).toBeGreaterThan(20);
  // The damaged file is kept on purpose, and is as owner-only as the folder.
  const mayHold = (name: string, secret: Uint8Array): boolean =>
    name.startsWith('identity.json') || (name === 'devices.json' && secret === announced);
  for (const { parentPath, name } of files) {
    const content = await readFile(join(parentPath, name), 'latin1');
    for (const secret of secrets) {
      if (mayHold(name, secret)) continue;
      expect(
        spellings(secret).filter((spelling) => content.includes(spelling)),
        name,
      ).toEqual([]);
    }
  }
  for (const secret of secrets) {
    expect(spellings(secret).filter((spelling) => everywhere.includes(spelling))).toEqual([]);
  }
  // And the search finds what is there: the newest keys, once the file lies open.
  await rm(identityFile);
  const [newest] = ownSecrets(await openIdentity(placesIn(made.dataDir), made));
  const found = await readFile(identityFile, 'latin1');
  expect(spellings(newest ?? announced).some((spelling) => found.includes(spelling))).toBe(true);
});
