// What a shell's script is told when a key is pressed: a word a line, with what it is behind a tab.
import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../src/contract/devices.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { device, doneTransfer, FakeFerry, nearby, OTHER, start, transfer } from './fake-ferry.ts';

const idOf = (letter: string): DeviceId => letter.repeat(32) as DeviceId;
/** Some folder that isn't empty: what is in it is said by the engine. */
const HERE = ['--data', import.meta.dirname];

async function listed(what: string, ferry: FakeFerry, env = {}): Promise<readonly string[]> {
  const session = start(['completion', 'list', what, ...HERE], ferry, { env });
  expect(await session.ended).toBe(0);
  expect(ferry.asked.map(({ command }) => command).filter((command) => command !== 'state.snapshot')).toEqual([]);
  return session.lines();
}

describe('ferry completion list', () => {
  it('has devices that are kept, and for whom anybody may be meant those near, too; the network stays as it is', async () => {
    const ferry = new FakeFerry()
      .withDevices(device('Studio PC', { id: idOf('1') }))
      .withNearby(
        nearby('Studio PC', { id: idOf('1'), isPaired: true }),
        nearby("Leo's phone", { id: idOf('2') }),
        nearby('Gone', { id: idOf('3'), isHere: false }),
      );
    expect(await listed('known', ferry)).toEqual(['Studio PC']);
    expect(await listed('devices', ferry)).toEqual(['Studio PC', "Leo's phone"]);
  });

  it('names a device by its id where its name would lead elsewhere', async () => {
    const names = ['Mia\nrm -rf ~', 'Mia\tMia', '--data', '~root', '', 'Twin', 'tWIN', 'Leo\u202e'];
    const ferry = new FakeFerry().withDevices(
      ...names.map((name, at) => device(name, { id: idOf('abcdefgh'[at] ?? '') })),
    );
    expect(await listed('known', ferry)).toEqual([
      ...['aaaaaaaa', 'bbbbbbbb', 'cccccccc\t--data', 'dddddddd\t~root'],
      ...['eeeeeeee', 'ffffffff\tTwin', 'gggggggg\ttWIN', 'hhhhhhhh'],
    ]);
  });

  it('has what is unfinished or over by the beginning of its id, in one line each', async () => {
    const ferry = new FakeFerry().moves(
      transfer({ names: ['a\nb', 'c\td'], total: { files: 2, folders: 0, bytes: 1 } }),
      doneTransfer({ id: OTHER }),
    );
    expect(await listed('transfers', ferry)).toEqual(['a1b2c3d4\tStudio PC: a<U+000A>b, c<U+0009>d']);
    expect(await listed('history', ferry)).toEqual(['e5f60718\tStudio PC: photos']);
    expect((await listed('history', ferry, { LANG: 'he_IL' })).join()).not.toMatch(/[\u2066-\u2069]/);
  });

  it('has the computer’s own networks and addresses without asking anybody', async () => {
    const ferry = new FakeFerry();
    expect(await listed('networks', ferry)).toEqual(['wlan0']);
    expect(await listed('addresses', ferry)).toEqual(['192.0.2.7\twlan0']);
    expect(ferry.opened).toBeNull();
  });

  it('is empty where there is no Ferry yet, and makes none', async () => {
    const ferry = new FakeFerry();
    const empty = await tempFolder();
    for (const folder of [empty, `${empty}/none`]) {
      const session = start(['completion', 'list', 'devices', '--data', folder], ferry);
      expect(await session.ended).toBe(0);
      expect(session.lines()).toEqual([]);
    }
    expect(ferry.opened).toBeNull();
  });
});
