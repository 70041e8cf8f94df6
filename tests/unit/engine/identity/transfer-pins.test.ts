import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deviceIdOf } from '../../../../src/engine/identity/device-id.ts';
import { openTransferPins, PIN_LIVES_MS } from '../../../../src/engine/identity/transfer-pins.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const mine = { key: new Uint8Array(32).fill(1), transferId: new Uint8Array(16).fill(2) };
const otherTransfer = { ...mine, transferId: new Uint8Array(16).fill(3) };
const otherKey = { ...mine, key: new Uint8Array(32).fill(4) };
const digest = new Uint8Array(32).fill(5);

const newPins = async (clock = new FakeClock()) => {
  const path = join(await tempFolder(), 'pins.json');
  return { path, clock, pins: await openTransferPins(path, clock), reopen: () => openTransferPins(path, clock) };
};

describe('a transfer that a code allowed', () => {
  it('may go on after a restart, for that key and that transfer alone', async () => {
    const { pins, reopen, clock } = await newPins();
    await pins.pin(mine);
    const again = await reopen();
    for (const some of [pins, again]) {
      expect(some.find(mine)).toEqual({ until: clock.now() + PIN_LIVES_MS, manifestDigest: null });
      expect(some.find(otherTransfer)).toBeNull();
      expect(some.find(otherKey)).toBeNull();
    }
  });

  it('may go on for seven days, also across a sleep, and being asked for again adds none', async () => {
    const { pins, reopen, clock } = await newPins();
    await pins.pin(mine);
    clock.sleep(PIN_LIVES_MS - 1);
    await pins.pin(mine);
    expect(pins.find(mine)).not.toBeNull();
    clock.sleep(1);
    expect(pins.find(mine)).toBeNull();
    expect(await pins.bind(mine, digest)).toBe(false);
    expect((await reopen()).find(mine)).toBeNull();
  });

  it('is found again where its device was reached, for as long as it may go on', async () => {
    const { pins, reopen, clock } = await newPins();
    const place = { address: '10.77.1.2', port: 26_810 };
    await pins.rememberPlace(mine.key, place);
    expect(pins.placeOf(deviceIdOf(mine.key))).toBeNull();
    await pins.pin(mine);
    await pins.rememberPlace(mine.key, { ...place, port: 1 });
    await pins.rememberPlace(mine.key, place);
    const again = await reopen();
    expect(again.placeOf(deviceIdOf(mine.key))).toEqual(place);
    expect(again.placeOf(deviceIdOf(otherKey.key))).toBeNull();
    clock.sleep(PIN_LIVES_MS);
    expect(again.placeOf(deviceIdOf(mine.key))).toBeNull();
  });

  it('leaves nothing in the file once it is over', async () => {
    const { path, pins, reopen, clock } = await newPins();
    await pins.pin(mine);
    clock.pass(PIN_LIVES_MS);
    await reopen();
    expect(JSON.parse(await readFile(path, 'utf8')).rows).toEqual([]);
  });

  it('goes on with the manifest that was accepted, and no other', async () => {
    const { pins, reopen } = await newPins();
    expect(await pins.bind(mine, digest)).toBe(false);
    await pins.pin(mine);
    expect(await Promise.all([pins.bind(mine, digest), pins.bind(mine, digest.with(0, 9))])).toEqual([true, false]);
    const again = await reopen();
    expect(again.find(mine)?.manifestDigest).toEqual(digest);
    await again.pin(mine);
    expect(await again.bind(mine, digest.with(0, 9))).toBe(false);
    expect(await again.bind(mine, digest)).toBe(true);
  });

  it('may not go on once it is done, or its device forgotten', async () => {
    const { pins, reopen } = await newPins();
    for (const transfer of [mine, otherTransfer, otherKey]) await pins.pin(transfer);
    await pins.release(mine);
    expect([pins.find(mine), pins.find(otherTransfer) !== null]).toEqual([null, true]);
    await pins.releaseAllOf(mine.key);
    expect([pins.find(otherTransfer), pins.find(otherKey) !== null]).toEqual([null, true]);
    await pins.releaseAll();
    expect((await reopen()).find(otherKey)).toBeNull();
  });

  it('loses no other one to a damaged row, which is kept and told of', async () => {
    const { path, pins, reopen } = await newPins();
    await pins.pin(mine);
    await pins.pin(otherKey);
    const { rows } = JSON.parse(await readFile(path, 'utf8'));
    const text = JSON.stringify({ rows: [{ ...rows[0], until: 'always' }, rows[1]] });
    await writeFile(path, text);
    const again = await reopen();
    expect([again.find(mine), again.find(otherKey) !== null]).toEqual([null, true]);
    if (again.damage?.code !== 'data.damaged') throw new Error('no word of the damage');
    expect(await readFile(join(dirname(path), again.damage.details.keptAs), 'utf8')).toBe(text);
  });
});
