// Devices of one test on real connections, closed when it ends.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { CodeSheet } from '../../src/engine/pairing/code-sheet.ts';
import { PairDevice, typeInto } from './pair-device.ts';
import { digitsOf } from './pairing.ts';
import { tempFolder } from './temp-folder.ts';

/** Those that are open. */
export const devices: PairDevice[] = [];
export const folders = new Map<PairDevice, string>();
afterEach(async () => {
  for (const device of devices.splice(0)) await device.close();
});

export async function openDevice(name: string, sheet?: CodeSheet): Promise<PairDevice> {
  const folder = join(await tempFolder(), 'data');
  const device = await PairDevice.open(name, folder, sheet === undefined ? {} : { sheet });
  devices.push(device);
  folders.set(device, folder);
  return device;
}

export const both = async () => [await openDevice('Calm Pier'), await openDevice('Studio PC')] as const;

export const bytesOf = (digits: string): Uint8Array => Buffer.from(digits);

/** The typer's link and the displayer's. */
export async function connect(typer: PairDevice, displayer: PairDevice) {
  const arriving = displayer.arrival();
  return [await typer.dial(displayer.port, { key: displayer.key }), await arriving] as const;
}

export async function prove(typer: PairDevice, displayer: PairDevice) {
  const [near, far] = await connect(typer, displayer);
  displayer.sheet.open();
  const showing = displayer.show(far);
  const { outcome } = typeInto(typer, near, [bytesOf(digitsOf(displayer.sheet))]);
  expect(await Promise.all([outcome, showing])).toEqual([
    { kind: 'proven', method: 'code' },
    { kind: 'proven', method: 'code' },
  ]);
  return [near, far] as const;
}

export async function pair(typer: PairDevice, displayer: PairDevice) {
  const [near, far] = await prove(typer, displayer);
  const [here, there] = [typer.keeping(near, 'code'), displayer.keeping(far, 'code')];
  expect(await Promise.all([here.keeping.keep(), there.keeping.keep()])).toEqual([true, true]);
  await expect.poll(() => [here.notices.length, there.notices.length]).toEqual([1, 1]);
  return { near, far, here, there };
}

export const rowOf = async (device: PairDevice): Promise<unknown> => {
  await device.identity.settled();
  return JSON.parse(await readFile(join(folders.get(device) ?? '', 'devices.json'), 'utf8'));
};

export const revealed = (device: PairDevice) =>
  Buffer.from(device.identity.own.keys.announceKey.reveal()).toString('hex');
