import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { fingerprintOf } from '../../../../src/engine/identity/device-id.ts';
import { openKnownDevices, type Pairing } from '../../../../src/engine/identity/known-devices.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const keyOf = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

const pairing = (fill: number, changed: Partial<Pairing> = {}): Pairing => ({
  staticKey: keyOf(fill),
  signingKey: keyOf(fill + 100),
  announceKey: new Secret(keyOf(fill + 50)),
  name: `Device ${fill}`,
  kind: 'laptop',
  method: 'code',
  version: 2,
  ...changed,
});

const newPath = async (): Promise<string> => join(await tempFolder(), 'devices.json');

describe('paired devices', () => {
  it('come back after a restart, each by its key', async () => {
    const path = await newPath();
    const devices = await openKnownDevices(path, 0);
    expect(devices.all()).toEqual([]);
    await Promise.all([devices.pair(pairing(1), 7), devices.pair(pairing(2, { method: 'qr', kind: 'phone' }), 8)]);
    const again = await openKnownDevices(path, 0);
    expect(again.damage).toBeNull();
    expect(again.all()).toEqual(devices.all());
    const found = again.find(keyOf(2));
    expect(found).toMatchObject({
      name: 'Device 2',
      method: 'qr',
      kind: 'phone',
      pairedAt: 8,
      versionFloor: 2,
      ownName: null,
    });
    expect(found?.announceKey?.reveal()).toEqual(keyOf(52));
    expect(again.withId(found?.id as DeviceId)).toEqual(found);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('have guests among them, which no connection of ours can be', async () => {
    const path = await newPath();
    const devices = await openKnownDevices(path, 0);
    await devices.pair(pairing(1), 7);
    const guest = { key: keyOf(0xab), name: 'Phone', kind: 'phone', via: 'localSend' } as const;
    await devices.pairGuest(guest, 8);
    await devices.rename(guest.key, 'Mia’s phone');
    await devices.pairGuest({ ...guest, name: 'New name' }, 9);
    const again = await openKnownDevices(path, 0);
    expect(again.find(guest.key)).toMatchObject({
      via: 'localSend',
      name: 'New name',
      ownName: 'Mia’s phone',
      pairedAt: 9,
    });
    expect(again.all().map(({ via }) => via)).toEqual([null, 'localSend']);
    expect(again.ours().map(({ name }) => name)).toEqual(['Device 1']);
    expect(again.pairedGuests()).toEqual(new Set(['AB'.repeat(32)]));
    await again.forget(guest.key);
    expect(again.pairedGuests().size).toBe(0);
  });

  it('learn a device’s keys from that device, its announce key again and its signing key never', async () => {
    const path = await newPath();
    const devices = await openKnownDevices(path, 0);
    const half = await devices.pair(pairing(1, { signingKey: null, announceKey: null }), 7);
    expect([half.signingKey, half.announceKey]).toEqual([null, null]);
    const keys = (fill: number, signed = 101) => ({ signingKey: keyOf(signed), announceKey: new Secret(keyOf(fill)) });
    expect(await devices.learnKeys(keyOf(1), keys(51))).toBe(true);
    const whole = devices.find(keyOf(1));
    expect(whole).toEqual({ ...half, ...keys(51) });
    expect(await devices.learnKeys(keyOf(1), keys(52))).toBe(true);
    expect(await devices.learnKeys(keyOf(1), keys(53, 102))).toBe(false);
    const found = (await openKnownDevices(path, 0)).find(keyOf(1));
    expect(found).toEqual({ ...whole, ...keys(52) });
    expect(found?.announceKey?.reveal()).toEqual(keyOf(52));
    await expect(devices.learnKeys(keyOf(9), keys(51))).rejects.toThrow('device.unknown');
  });

  it('are found by their whole key, never by name, id or a part of it', async () => {
    const devices = await openKnownDevices(await newPath(), 0);
    await devices.pair(pairing(1), 0);
    expect(devices.find(keyOf(1).with(31, 0))).toBeNull();
    expect(devices.find(keyOf(1).subarray(0, 16))).toBeNull();
    expect(devices.find(new Uint8Array(0))).toBeNull();
    // A stranger of the same name, paired for itself, is a row of its own.
    await devices.pair(pairing(3, { name: 'Device 1' }), 0);
    expect(devices.all().map(({ name }) => name)).toEqual(['Device 1', 'Device 1']);
  });

  it('take nothing that is heard: whoever changes what was found changes nothing', async () => {
    const path = await newPath();
    const devices = await openKnownDevices(path, 0);
    await devices.pair(pairing(1), 5);
    const [text, before] = [await readFile(path, 'utf8'), devices.all()];
    const heard = {
      id: 'f'.repeat(32),
      staticKey: keyOf(9),
      signingKey: keyOf(9),
      announceKey: new Secret(keyOf(9)),
      name: 'Evil',
      kind: 'phone',
      method: 'sas',
      pairedAt: 9,
      versionFloor: 9,
      ownName: 'Evil',
      address: '192.0.2.9',
    };
    for (const device of [devices.find(keyOf(1)), ...devices.all(), devices.withId(before[0]?.id as DeviceId)]) {
      device?.staticKey.fill(9);
      device?.signingKey?.fill(9);
      device?.announceKey?.wipe();
      Object.assign(device ?? {}, heard);
    }
    // The one thing a device's own messages lead to, with all of them in it.
    for (const version of [2, 1]) await devices.raiseFloor(keyOf(1), version);
    for (const version of [0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY, heard as unknown as number]) {
      await expect(devices.raiseFloor(keyOf(1), version)).rejects.toThrow();
    }
    expect(devices.all()).toEqual(before);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('are told in few words to whoever asks with every packet, which are the same until one changes', async () => {
    const devices = await openKnownDevices(await newPath(), 0);
    await devices.pair(pairing(1), 0);
    const before = devices.facts();
    expect(devices.facts()).toBe(before);
    const [{ staticKey = keyOf(0), signingKey: _signingKey, ...others } = {}] = devices.all();
    expect(before).toEqual([{ ...others, fingerprint: fingerprintOf(staticKey) }]);
    await devices.rename(keyOf(1), 'Attic');
    expect(devices.facts()).toEqual([{ ...before[0], ownName: 'Attic' }]);
  });

  it('raise their floor and never lower it, not by pairing anew either', async () => {
    const path = await newPath();
    const devices = await openKnownDevices(path, 0);
    await devices.pair(pairing(1), 0);
    await Promise.all([devices.raiseFloor(keyOf(1), 4), devices.raiseFloor(keyOf(1), 3)]);
    await devices.pair(pairing(1, { version: 1 }), 0);
    expect((await openKnownDevices(path, 0)).find(keyOf(1))?.versionFloor).toBe(4);
  });

  it('keep what their person called them when they are paired anew, and take the rest', async () => {
    const path = await newPath();
    const devices = await openKnownDevices(path, 0);
    await devices.pair(pairing(1), 1);
    await devices.rename(keyOf(1), ' Küche ');
    const again = pairing(1, {
      name: 'New name',
      method: 'sas',
      signingKey: keyOf(7),
      announceKey: new Secret(keyOf(8)),
    });
    expect(await devices.pair(again, 2)).toMatchObject({
      name: 'New name',
      ownName: 'Küche',
      method: 'sas',
      pairedAt: 2,
      signingKey: keyOf(7),
    });
    expect(devices.all()).toHaveLength(1);
    await devices.rename(keyOf(1), null);
    expect((await openKnownDevices(path, 0)).all()).toMatchObject([{ name: 'New name', ownName: null }]);
  });

  it('are gone once forgotten', async () => {
    const path = await newPath();
    const devices = await openKnownDevices(path, 0);
    for (const fill of [1, 2, 3]) await devices.pair(pairing(fill), 0);
    await devices.forget(keyOf(2));
    expect(devices.find(keyOf(2))).toBeNull();
    const unknown = { info: { code: 'device.unknown', details: {} } };
    await expect(devices.forget(keyOf(2))).rejects.toMatchObject(unknown);
    await expect(devices.rename(keyOf(2), 'A')).rejects.toMatchObject(unknown);
    await expect(devices.raiseFloor(keyOf(2), 5)).rejects.toMatchObject(unknown);
    expect((await openKnownDevices(path, 0)).all()).toHaveLength(2);
    await devices.forgetAll();
    expect((await openKnownDevices(path, 0)).all()).toEqual([]);
    expect(await readFile(path, 'utf8')).not.toContain('01'.repeat(32));
  });

  it('keep nothing that they could not read again, and quote none of it', async () => {
    const devices = await openKnownDevices(await newPath(), 0);
    const secret = 'ab'.repeat(31);
    const wrong: Partial<Pairing>[] = [
      { announceKey: new Secret(Buffer.from(secret, 'hex')) },
      { signingKey: keyOf(1).subarray(1) },
      { staticKey: new Uint8Array(0) },
      { name: 'a\u202Eb' },
      { name: '' },
      { version: 0 },
    ];
    for (const changed of wrong) {
      const error = await devices.pair(pairing(1, changed), 0).then(String, String);
      expect(error).toContain('not to be kept');
      expect(error).not.toContain(secret);
    }
    expect(devices.all()).toEqual([]);
  });

  it('stay as they were when the file can’t be written', async () => {
    const path = await newPath();
    const devices = await openKnownDevices(path, 0);
    await devices.pair(pairing(1), 0);
    await rm(path);
    await mkdir(path);
    await expect(devices.forget(keyOf(1))).rejects.toMatchObject({ info: { code: expect.stringMatching(/^data\./) } });
    expect(devices.all()).toHaveLength(1);
  });
});

describe('a damaged list of devices', () => {
  const rowsOf = async (path: string): Promise<Record<string, unknown>[]> =>
    JSON.parse(await readFile(path, 'utf8')).rows;

  it.each([
    ['a key cut short', { staticKey: 'ab' }],
    ['no announce key', { announceKey: undefined }],
    ['a name that hides something', { name: 'a\u202Eb' }],
    ['a way of pairing that is none', { method: 'trust' }],
    ['a floor below the first version', { versionFloor: 0 }],
    ['the key of another row', { staticKey: '01'.repeat(32) }],
  ])('loses one row with %s, keeps the others, and the file', async (_what, damage) => {
    const path = await newPath();
    const sound = await openKnownDevices(path, 0);
    for (const fill of [1, 2, 3]) await sound.pair(pairing(fill), 0);
    const [first, second, third] = await rowsOf(path);
    const text = JSON.stringify({ rows: [first, { ...second, ...damage }, third] });
    await writeFile(path, text);
    const devices = await openKnownDevices(path, 0);
    expect(devices.all().map(({ name }) => name)).toEqual(['Device 1', 'Device 3']);
    if (devices.damage?.code !== 'device.list_damaged') throw new Error('no word of the damage');
    expect(await readFile(join(dirname(path), devices.damage.details.keptAs), 'utf8')).toBe(text);
    const again = await openKnownDevices(path, 0);
    expect([again.damage, again.all().length]).toEqual([null, 2]);
  });

  it('keeps what its person said of what comes from there, also when the two pair anew', async () => {
    const path = await newPath();
    const devices = await openKnownDevices(path, 0);
    await devices.pair(pairing(1), 0);
    expect(devices.find(keyOf(1))).toMatchObject({ isAlwaysAccepted: false, receivesInto: null, unasked: null });
    await devices.accept(keyOf(1), true, '/srv/photos');
    await devices.compared(keyOf(1), 9);
    await devices.pair(pairing(1), 5);
    const again = await openKnownDevices(path, 0);
    const chosen = { isAlwaysAccepted: true, receivesInto: '/srv/photos', comparedAt: 9 };
    expect(again.find(keyOf(1))).toMatchObject(chosen);
    // Where it went before is known when it is turned on once more.
    await again.accept(keyOf(1), false);
    await again.accept(keyOf(1), true);
    expect(again.find(keyOf(1))).toMatchObject(chosen);
    await again.accept(keyOf(1), true, null);
    expect(again.find(keyOf(1))?.receivesInto).toBeNull();
    await again.forget(keyOf(1));
    await again.pair(pairing(1), 5);
    expect(again.find(keyOf(1))).toMatchObject({ isAlwaysAccepted: false, receivesInto: null, comparedAt: null });
  });

  it('counts what was taken unasked, for one day', async () => {
    const path = await newPath();
    const devices = await openKnownDevices(path, 0);
    await devices.pair(pairing(1), 0);
    await devices.addUnasked(keyOf(1), { day: '2026-03-28', bytes: 5 });
    await devices.addUnasked(keyOf(1), { day: '2026-03-28', bytes: 7 });
    expect((await openKnownDevices(path, 0)).find(keyOf(1))?.unasked).toEqual({ day: '2026-03-28', bytes: 12 });
    await devices.addUnasked(keyOf(1), { day: '2026-03-29', bytes: 1 });
    expect(devices.find(keyOf(1))?.unasked).toEqual({ day: '2026-03-29', bytes: 1 });
    await expect(devices.addUnasked(keyOf(2), { day: '2026-03-29', bytes: 1 })).rejects.toMatchObject({
      info: { code: 'device.unknown' },
    });
  });

  it('may hold any text whatever, and none of it is lost', async () => {
    const anyText = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('', '[]', 'null', '{"rows":{}}', '{"rows":[null,1]}', '\0'),
    );
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const path = await newPath();
        await writeFile(path, text);
        const devices = await openKnownDevices(path, 0);
        await devices.pair(pairing(1), 0);
        expect((await openKnownDevices(path, 0)).all()).toEqual(devices.all());
        if (devices.damage?.code !== 'device.list_damaged') throw new Error('no word of the damage');
        expect(await readFile(join(dirname(path), devices.damage.details.keptAs), 'utf8')).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  it('is none for what a newer Ferry added', async () => {
    const path = await newPath();
    await (await openKnownDevices(path, 0)).pair(pairing(1), 0);
    const [row] = await rowsOf(path);
    await writeFile(path, JSON.stringify({ later: 1, rows: [{ ...row, flags: ['a'] }] }));
    const devices = await openKnownDevices(path, 0);
    await devices.rename(keyOf(1), 'B');
    expect(devices.damage).toBeNull();
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      later: 1,
      rows: [{ flags: ['a'], ownName: 'B' }],
    });
  });
});
