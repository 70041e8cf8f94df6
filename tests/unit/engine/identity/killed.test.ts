// Real processes, really killed: what they were writing is the old or the new, and readable.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openKnownDevices } from '../../../../src/engine/identity/known-devices.ts';
import { openOwnIdentity } from '../../../../src/engine/identity/own-identity.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { fakeKeyWrap } from './fake-key-wrap.ts';

const KILLS = process.env.FERRY_LONG ? 100 : 5;
const at = (path: string): string => JSON.stringify(join(import.meta.dirname, path));
const SRC = '../../../../src/engine';

/** Runs the script until it said "ready" and a little longer, and kills it. */
async function killAtSomeMoment(script: string): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
  child.kill('SIGKILL');
  await once(child, 'exit');
}

it('keeps every paired device, whenever its writer is killed', async () => {
  const path = join(await tempFolder(), 'devices.json');
  const writer = `
    const { openKnownDevices } = await import(${at(`${SRC}/identity/known-devices.ts`)});
    const { Secret } = await import(${at(`${SRC}/crypto/secret.ts`)});
    const key = (n) => new Uint8Array(32).fill(n);
    const devices = await openKnownDevices(${JSON.stringify(path)}, 0);
    for (let n = 1; n <= 20; n++) {
      if (devices.find(key(n)) !== null) continue;
      await devices.pair({ staticKey: key(n), signingKey: key(n), announceKey: new Secret(key(n)), name: 'N' + n, kind: 'phone', method: 'code', version: 1 }, n);
    }
    console.log('ready');
    for (let n = 2; ; n++) {
      await devices.raiseFloor(key(1 + (n % 20)), n);
      await devices.rename(key(1 + (n % 20)), 'Name ' + n);
    }`;
  let floor = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    await killAtSomeMoment(writer);
    const devices = await openKnownDevices(path, 0);
    expect([devices.damage, devices.all().length]).toEqual([null, 20]);
    const sum = devices.all().reduce((total, { versionFloor }) => total + versionFloor, 0);
    expect(sum).toBeGreaterThanOrEqual(floor);
    floor = sum;
  }
}, 120_000);

it('keeps the same keys, whenever the file is wrapped or unwrapped while its writer is killed', async () => {
  const path = join(await tempFolder(), 'identity.json');
  const needs = { path, now: 0, random: randomBytes, keyWrap: fakeKeyWrap(), isKnown: true };
  const { keys } = await openOwnIdentity({ ...needs, isKnown: false });
  const writer = `
    const { openOwnIdentity } = await import(${at(`${SRC}/identity/own-identity.ts`)});
    const { fakeKeyWrap } = await import(${at('fake-key-wrap.ts')});
    const identity = await openOwnIdentity({ path: ${JSON.stringify(path)}, now: 0, random: null, keyWrap: fakeKeyWrap(), isKnown: true });
    console.log('ready');
    for (let isOn = true; ; isOn = !isOn) await identity.protect(isOn);`;
  for (let kill = 0; kill < KILLS; kill++) {
    await killAtSomeMoment(writer);
    const found = await openOwnIdentity(needs);
    expect([found.keys.id, found.trouble]).toEqual([keys.id, null]);
  }
}, 120_000);
