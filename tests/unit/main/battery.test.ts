import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isEnoughPower, percentOfMac, readPower, readSupplies } from '../../../src/main/battery.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function suppliesOf(supplies: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<string> {
  const folder = await tempFolder();
  for (const [name, facts] of Object.entries(supplies)) {
    await mkdir(join(folder, name));
    for (const [fact, text] of Object.entries(facts)) await writeFile(join(folder, name, fact), `${text}\n`);
  }
  return folder;
}
const laptop = (status: string, capacity: string) => ({ type: 'Battery', status, capacity });

describe('the power that is left', () => {
  it.each([
    ['a laptop without its cable', { BAT0: laptop('Discharging', '62'), AC: { type: 'Mains', online: '0' } }, true, 62],
    ['one with it', { BAT0: laptop('Charging', '62'), AC: { type: 'Mains', online: '1' } }, false, 62],
    ['one with two batteries', { BAT0: laptop('Not charging', '5'), BAT1: laptop('Discharging', '80') }, true, 80],
    ['a mouse', { mouse: { ...laptop('Discharging', '7'), scope: 'Device' } }, false, null],
    ['what the system can’t say', { BAT0: laptop('Discharging', 'unknown') }, true, null],
    ['nonsense', { BAT0: laptop('Discharging', '999') }, true, null],
    ['a computer without any', {}, false, null],
  ])('is read on Linux: %s', async (_, supplies, isOnBattery, percent) => {
    expect(await readSupplies(await suppliesOf(supplies))).toEqual({ isOnBattery, percent });
  });

  it('is unknown where nothing says it', async () => {
    expect(await readSupplies('/nonexistent')).toEqual({ isOnBattery: false, percent: null });
    expect(await readPower('freebsd', true)).toEqual({ isOnBattery: true, percent: null });
    expect(await readPower('darwin', false)).toEqual({ isOnBattery: false, percent: null });
  });

  it('is read from what macOS says', () => {
    const text = "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1234)\t85%; discharging; 3:12 remaining";
    expect(percentOfMac(text)).toBe(85);
    expect(percentOfMac("Now drawing from 'AC Power'")).toBeNull();
  });

  it.each([
    [true, 21, true],
    [true, 20, false],
    [true, 0, false],
    [true, null, true],
    [false, 1, true],
  ])('is enough on battery only above 20 %%, or unknown: %s %s', (isOnBattery, percent, isEnough) => {
    expect(isEnoughPower({ isOnBattery, percent })).toBe(isEnough);
  });
});
