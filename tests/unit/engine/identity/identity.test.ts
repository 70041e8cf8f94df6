// The identity as the engine serves it: commands, rows, notices and the protection of the key.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { placesIn } from '../../../../src/engine/data-folder.ts';
import { fingerprintOf } from '../../../../src/engine/identity/device-id.ts';
import { openIdentity } from '../../../../src/engine/identity/identity.ts';
import type { Pairing } from '../../../../src/engine/identity/known-devices.ts';
import type { Engine } from '../../../../src/engine/index.ts';
import { createEngine } from '../../../../src/engine/index.ts';
import { startEngine, type TestPorts, testPorts } from '../../../support/engine.ts';
import { openCertificate } from '../../../support/own-certificate.ts';
import { fakeKeyWrap } from './fake-key-wrap.ts';

const keyOf = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

const pairing = (fill: number): Pairing => ({
  staticKey: keyOf(fill),
  signingKey: keyOf(fill + 100),
  announceKey: new Secret(keyOf(fill + 50)),
  name: `Device ${fill}`,
  kind: 'laptop',
  method: 'code',
  version: 1,
});

const ports = (changed: Partial<TestPorts> = {}) => testPorts({ random: randomBytes, ...changed });

/** A data folder with paired devices in it, and no engine running. */
async function pairedPorts(fills: readonly number[], changed: Partial<TestPorts> = {}): Promise<TestPorts> {
  const made = await ports(changed);
  await (await startEngine(made)).stop();
  const identity = await openIdentity(placesIn(made.dataDir), made);
  for (const fill of fills) await identity.pair(pairing(fill));
  return made;
}

const openIn = (made: TestPorts) => openIdentity(placesIn(made.dataDir), made);
const rows = (engine: Engine) => Object.values(engine.snapshot().state.devices);
const idOf = (engine: Engine, name: string): DeviceId => {
  const row = rows(engine).find((device) => device.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row.id;
};
const noticeCodes = (engine: Engine) => Object.values(engine.snapshot().state.notices).map(({ error }) => error.code);
const identityText = (made: TestPorts) => readFile(join(made.dataDir, 'identity.json'), 'utf8');

describe('paired devices, as every surface sees them', () => {
  it('are shown with their fingerprint, and with no key', async () => {
    const made = await pairedPorts([1, 2]);
    const engine = await startEngine(made);
    expect(rows(engine)).toEqual(
      [1, 2].map((fill) => ({
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        name: `Device ${fill}`,
        isPaired: true,
        kind: 'laptop',
        fingerprint: fingerprintOf(keyOf(fill)),
        pairedAt: made.clock.now(),
        isAlwaysAccepted: false,
        receivesInto: null,
        unaskedBytesToday: 0,
        comparedAt: null,
      })),
    );
  });

  it('are renamed for this person alone, in one patch, and after a restart', async () => {
    const made = await pairedPorts([1]);
    const engine = await startEngine(made);
    const id = idOf(engine, 'Device 1');
    const heard: unknown[] = [];
    engine.subscribe(({ changes }) => heard.push(...changes));
    expect(await engine.invoke('device.rename', { id, name: ' Küche ' })).toMatchObject({ ok: true });
    expect(heard).toMatchObject([{ at: 'devices', id, value: { name: 'Küche' } }]);
    await engine.stop();
    const again = await startEngine(made);
    expect(rows(again)[0]?.name).toBe('Küche');
    await again.invoke('device.rename', { id, name: null });
    expect(rows(again)[0]?.name).toBe('Device 1');
  });

  it('are gone from everything once forgotten, and recognise this device no longer', async () => {
    const made = await pairedPorts([1, 2]);
    const transferId = new Uint8Array(16).fill(1);
    const before = await openIn(made);
    await before.pins.pin({ key: keyOf(1), transferId });
    const engine = await startEngine(made);
    const id = idOf(engine, 'Device 1');
    expect(await engine.invoke('device.forget', { id })).toEqual({ ok: true, value: undefined });
    expect(rows(engine).map(({ name }) => name)).toEqual(['Device 2']);
    const unknown = { ok: false, error: { code: 'device.unknown', details: {} } };
    expect(await engine.invoke('device.forget', { id })).toEqual(unknown);
    expect(await engine.invoke('device.rename', { id, name: 'A' })).toEqual(unknown);
    await engine.stop();
    const after = await openIn(made);
    expect(after.devices.all()).toHaveLength(1);
    expect(after.pins.find({ key: keyOf(1), transferId })).toBeNull();
    expect(after.own.keys.id).toBe(before.own.keys.id);
    expect(after.own.keys.announceKey.reveal()).not.toEqual(before.own.keys.announceKey.reveal());
  });

  it('are forgotten also when no new announce key can be wrapped, and that is said', async () => {
    const keyWrap = fakeKeyWrap();
    const made = await pairedPorts([1], { keyWrap });
    const identity = await openIn(made);
    await identity.protect(true);
    const [device] = identity.devices.all();
    keyWrap.isOpen = false;
    await expect(identity.forget(device?.id as DeviceId)).rejects.toMatchObject({
      info: { code: 'identity.unprotected' },
    });
    keyWrap.isOpen = true;
    expect((await openIn(made)).devices.all()).toEqual([]);
  });

  it('are told to whoever ends their connections, once they are forgotten', async () => {
    const made = await pairedPorts([1, 2, 3]);
    const identity = await openIn(made);
    const told: number[] = [];
    const stop = identity.onForgotten((key) => {
      expect(identity.devices.find(key)).toBeNull();
      told.push(key[0] ?? 0);
    });
    const [first] = identity.devices.all();
    await identity.forget(first?.id as DeviceId);
    expect(told).toEqual([1]);
    await identity.reset();
    expect(told).toEqual([1, 2, 3]);
    stop();
    await identity.pair(pairing(4));
    await identity.reset();
    expect(told).toEqual([1, 2, 3]);
  });

  it('cost a row of theirs and nothing else when the list is damaged', async () => {
    const made = await pairedPorts([1, 2]);
    const path = join(made.dataDir, 'devices.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"Device 1"', '7'));
    const engine = await startEngine(made);
    expect(rows(engine).map(({ name }) => name)).toEqual(['Device 2']);
    expect(noticeCodes(engine)).toEqual(['device.list_damaged']);
  });
});

describe('a reset of this device’s identity', () => {
  it('makes new keys, forgets everyone, and leaves nothing of the old keys', async () => {
    const made = await pairedPorts([1, 2]);
    const before = await openIn(made);
    await before.pins.pin({ key: keyOf(9), transferId: new Uint8Array(16) });
    const engine = await startEngine(made);
    expect(await engine.invoke('identity.reset')).toEqual({ ok: true, value: undefined });
    expect(rows(engine)).toEqual([]);
    await engine.stop();
    const after = await openIn(made);
    expect(after.own.keys.id).not.toBe(before.own.keys.id);
    expect([after.devices.all(), after.own.trouble]).toEqual([[], null]);
    expect(after.pins.find({ key: keyOf(9), transferId: new Uint8Array(16) })).toBeNull();
    const old = Buffer.from(before.own.keys.staticKey.secretKey.reveal()).toString('hex');
    for (const name of await readdir(made.dataDir, { recursive: true })) {
      expect(await readFile(join(made.dataDir, name), 'utf8').catch(() => '')).not.toContain(old);
    }
  });

  it('leaves nobody who looks paired, also when it fails halfway', async () => {
    const made = await pairedPorts([1]);
    const engine = await startEngine(made);
    await rm(join(made.dataDir, 'identity.json'));
    await mkdir(join(made.dataDir, 'identity.json'));
    expect(await engine.invoke('identity.reset')).toMatchObject({ ok: false });
    expect(rows(engine)).toEqual([]);
  });
});

describe('keys that took the place of lost ones', () => {
  it.each([
    ['identity.damaged', (path: string) => writeFile(path, '{"keys":"')],
    ['identity.missing', (path: string) => rm(path)],
  ])('are told of as %s at every start until that is dismissed', async (code, spoil) => {
    const made = await pairedPorts([1]);
    await spoil(join(made.dataDir, 'identity.json'));
    for (let start = 0; start < 2; start++) {
      const engine = await startEngine(made);
      expect(noticeCodes(engine)).toEqual([code]);
      expect(rows(engine)).toHaveLength(1);
      await engine.stop();
    }
    const engine = await startEngine(made);
    const [id = ''] = Object.keys(engine.snapshot().state.notices);
    await engine.invoke('notice.dismiss', { id });
    await engine.stop();
    expect(noticeCodes(await startEngine(made))).toEqual([]);
  });

  it('are told of no longer once a device was paired with them', async () => {
    const made = await pairedPorts([1]);
    await rm(join(made.dataDir, 'identity.json'));
    const identity = await openIn(made);
    expect(identity.own.trouble).not.toBeNull();
    await identity.pair(pairing(1));
    expect((await openIn(made)).own.trouble).toBeNull();
  });
});

describe('the protection of the key', () => {
  const set = (engine: Engine, protectIdentity: boolean) => engine.invoke('settings.set', { protectIdentity });
  const wraps = async (made: TestPorts) => (await identityText(made)).includes('"wrapped"');

  it('wraps the file when switched on and opens it when switched off, by reset too', async () => {
    const made = await ports({ keyWrap: fakeKeyWrap() });
    const engine = await startEngine(made);
    const id = (await openIn(made)).own.keys.id;
    expect([await set(engine, true), await wraps(made)]).toEqual([{ ok: true, value: undefined }, true]);
    expect(engine.snapshot().state.settings.protectIdentity).toBe(true);
    await engine.invoke('settings.reset', { key: 'protectIdentity' });
    expect([await wraps(made), (await openIn(made)).own.keys.id]).toEqual([false, id]);
  });

  it('is that of the key by which LocalSend apps know this device, too', async () => {
    const made = await ports({ keyWrap: fakeKeyWrap() });
    const path = join(made.dataDir, 'localsend.json');
    const engine = await startEngine(made);
    const { fingerprint } = await openCertificate(path).certificate();
    const isOpen = async () => (await readFile(path, 'utf8')).includes('PRIVATE KEY');
    await set(engine, true);
    expect(await isOpen()).toBe(false);
    await engine.stop();
    const again = await startEngine(made);
    expect(await isOpen()).toBe(false);
    await set(again, false);
    expect(await isOpen()).toBe(true);
    expect((await openCertificate(path).certificate()).fingerprint).toBe(fingerprint);
  });

  it.each([true, false])('is as it was where that of LocalSend can’t be had: %s', async (wasOn) => {
    const made = await ports({ keyWrap: fakeKeyWrap() });
    const path = join(made.dataDir, 'localsend.json');
    const engine = await startEngine(made);
    await set(engine, wasOn);
    const { id } = (await openIn(made)).own.keys;
    await mkdir(path);
    expect(await set(engine, !wasOn)).toMatchObject({ ok: false });
    expect([await wraps(made), engine.settings().protectIdentity]).toEqual([wasOn, wasOn]);
    await rm(path, { recursive: true });
    expect(await set(engine, !wasOn)).toMatchObject({ ok: true });
    expect([await wraps(made), engine.settings().protectIdentity]).toEqual([!wasOn, !wasOn]);
    expect((await openIn(made)).own.keys.id).toBe(id);
  });

  it('is as it was where the setting can’t be written', async () => {
    const made = await ports({ keyWrap: fakeKeyWrap() });
    const engine = await startEngine(made);
    await openCertificate(join(made.dataDir, 'localsend.json')).certificate();
    await rm(join(made.dataDir, 'settings.json'), { force: true });
    await mkdir(join(made.dataDir, 'settings.json'));
    expect(await set(engine, true)).toMatchObject({ ok: false });
    expect([await wraps(made), engine.settings().protectIdentity]).toEqual([false, false]);
    expect(await readFile(join(made.dataDir, 'localsend.json'), 'utf8')).toContain('PRIVATE KEY');
  });

  it('is told of at the start, and keeps nobody out, where a crash left it to do and that of LocalSend can’t be had', async () => {
    const made = await ports({ keyWrap: fakeKeyWrap() });
    const engine = await startEngine(made);
    await set(engine, true);
    await engine.stop();
    await writeFile(join(made.dataDir, 'settings.json'), '{"deviceName":"A"}');
    await mkdir(join(made.dataDir, 'localsend.json'));
    const again = await startEngine(made);
    expect(noticeCodes(again)).toHaveLength(1);
    expect([await wraps(made), again.settings().protectIdentity]).toEqual([true, true]);
  });

  it('ends an engine without the app’s key store in words, and changes nothing', async () => {
    const made = await ports({ keyWrap: fakeKeyWrap() });
    const engine = await startEngine(made);
    await set(engine, true);
    await engine.stop();
    const text = await identityText(made);
    const { keyWrap: _none, ...without } = made;
    expect(await createEngine(without)).toEqual({ ok: false, error: { code: 'identity.locked', details: {} } });
    expect(await identityText(made)).toBe(text);
    // It left the folder free for the one that can.
    await startEngine(made);
  });

  it('is refused where nothing would protect the key, and the rest of the patch with it', async () => {
    const made = await ports({ keyWrap: fakeKeyWrap(false) });
    const engine = await startEngine(made);
    const text = await identityText(made);
    expect(await engine.invoke('settings.set', { protectIdentity: true, language: 'de' })).toEqual({
      ok: false,
      error: { code: 'identity.unprotected', details: {} },
    });
    expect(engine.settings()).toMatchObject({ protectIdentity: false, language: 'system' });
    expect(await identityText(made)).toBe(text);
  });

  it('is refused by an engine that can’t ask the key store', async () => {
    const engine = await startEngine(await ports());
    expect(await set(engine, true)).toMatchObject({ ok: false, error: { code: 'identity.needs_app' } });
    expect(await set(engine, false)).toMatchObject({ ok: true });
  });

  it('is told of at the start where it was asked for and there is no key store', async () => {
    const made = await ports({ keyWrap: fakeKeyWrap(false) });
    await (await startEngine(made)).stop();
    await writeFile(join(made.dataDir, 'settings.json'), '{"deviceName":"A","protectIdentity":true}');
    const text = await identityText(made);
    expect(noticeCodes(await startEngine(made))).toEqual(['identity.unprotected']);
    expect(await identityText(made)).toBe(text);
  });

  it('is made good at the next start when a crash came between file and setting, and never undone', async () => {
    const made = await ports({ keyWrap: fakeKeyWrap() });
    await (await startEngine(made)).stop();
    await writeFile(join(made.dataDir, 'settings.json'), '{"deviceName":"A","protectIdentity":true}');
    const first = await startEngine(made);
    expect([await wraps(made), noticeCodes(first)]).toEqual([true, []]);
    await first.stop();
    await writeFile(join(made.dataDir, 'settings.json'), '{{{');
    const second = await startEngine(made);
    expect([await wraps(made), second.settings().protectIdentity]).toEqual([true, true]);
  });
});

describe('the paired devices, read anew', () => {
  it('lack whoever isn’t in the file any more, as if they had been forgotten here', async () => {
    const made = await pairedPorts([1, 2]);
    const { devicesFile } = placesIn(made.dataDir);
    const identity = await openIn(made);
    const pinned = { key: keyOf(1), transferId: randomBytes(16) };
    await identity.pins.pin(pinned);
    const before = identity.own.keys.announceKey.reveal();
    const forgotten: Uint8Array[] = [];
    identity.onForgotten((key) => void forgotten.push(key));
    const { rows } = JSON.parse(await readFile(devicesFile, 'utf8')) as { readonly rows: readonly unknown[] };
    await writeFile(devicesFile, JSON.stringify({ rows: rows.slice(1) }));
    await identity.reload();
    expect(forgotten).toEqual([keyOf(1)]);
    expect(identity.devices.all().map(({ name }) => name)).toEqual(['Device 2']);
    expect(identity.pins.find(pinned)).toBeNull();
    expect(identity.own.keys.announceKey.reveal()).not.toEqual(before);
    await identity.reload();
    expect(forgotten).toHaveLength(1);
  });

  it.each([
    ['isn’t JSON', '{'],
    ['holds what is no device', '{"rows":[{}]}'],
    ['is gone', null],
  ])('stay as they were where the file %s, and so does that', async (_what, text) => {
    const made = await pairedPorts([1, 2]);
    const { devicesFile: path } = placesIn(made.dataDir);
    const identity = await openIn(made);
    if (text === null) await rm(path);
    else await writeFile(path, text);
    await expect(identity.reload()).rejects.toMatchObject({ info: { code: 'data.not_read', details: { path } } });
    expect(identity.devices.all()).toHaveLength(2);
    expect(await readFile(path, 'utf8').catch(() => null)).toBe(text);
  });

  it('may be none, where there were none', async () => {
    const identity = await openIn(await pairedPorts([]));
    await identity.reload();
    expect(identity.devices.all()).toEqual([]);
  });
});
