// What a person says of devices, and of their own time.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBytes, writeBytes } from '../../../src/cli/amounts.ts';
import { errorInfo } from '../../../src/contract/errors.ts';
import { DEFAULT_SETTINGS } from '../../../src/contract/settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { device, FakeFerry, nearby, pairing, start } from './fake-ferry.ts';

const ID = '1'.repeat(32);
const known = (): FakeFerry => new FakeFerry().withDevices(device('Studio PC'));

describe('ferry devices', () => {
  it('shows who is always accepted, and who waits with a code', async () => {
    const ferry = new FakeFerry()
      .withDevices(device('Studio PC', { isAlwaysAccepted: true, receivesInto: 'Photos' }))
      .withNearby(
        nearby('Leo', { id: '2'.repeat(32) as never, waitsWithCode: true }),
        nearby('$(x)', { id: '3'.repeat(32) as never, waitsWithCode: true }),
      );
    const session = start(['devices'], ferry);
    await ferry.wasAsked('network.look');
    session.clock.pass(2500);
    expect(await session.ended).toBe(0);
    expect(session.out.text).toContain('\n  Always accepted, into Photos\n');
    expect(session.out.text).toContain('\n  Waits with a code: ferry receive --from Leo\n');
    // A name from outside is no part of a command that a shell would run.
    expect(session.out.text).toContain('\n  Waits with a code: ferry receive --from 33333333\n');
  });

  it.each([
    [['accept', 'studio pc'], { isAlways: true }, 'is taken without asking'],
    [['ask', 'Studio PC'], { isAlways: false }, 'is asked about again'],
  ] as const)('%j', async (words, input, sentence) => {
    const { ferry, ended, out } = start(['devices', ...words], known());
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('device.accept')).toEqual([{ id: ID, ...input }]);
    expect(out.text).toContain(sentence);
  });

  it('keeps what is always accepted in a folder of its own', async () => {
    const cwd = await tempFolder();
    await mkdir(join(cwd, 'in'));
    const { ferry, ended } = start(['devices', 'accept', 'Studio PC', '--into', 'in'], known(), { cwd });
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('device.accept')).toEqual([{ id: ID, isAlways: true, into: join(cwd, 'in') }]);
    const missing = start(['devices', 'accept', 'Studio PC', '--into', 'nowhere'], known(), { cwd });
    expect(await missing.ended).toBe(1);
    expect(missing.err.text).toContain('That folder doesn’t exist.');
  });

  it('calls one something else', async () => {
    const { ferry, ended, out } = start(['devices', 'rename', 'Studio PC', ' Studio '], known());
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('device.rename')).toEqual([{ id: ID, name: 'Studio' }]);
    expect(out.text).toBe('Studio PC is now called Studio here\n');
  });

  it.each([
    [['devices', 'accept'], 'NAME is missing.'],
    [['devices', 'rename', 'Studio PC'], 'NEW is missing.'],
    [['devices', 'rename', 'Studio PC', 'a\u202eb'], 'can’t be the value of NEW.'],
    [['devices', 'acept', 'x'], 'Did you mean “devices accept”?'],
    [['devices', 'accept', 'Studo PC'], 'Did you mean “Studio PC”?'],
    [['devices', '--into', 'x'], 'There is no option “--into” here.'],
    [['devices', 'compare', 'Studio PC'], '“ferry devices compare” needs somebody who looks at the screen.'],
  ])('refuses %j', async (argv, sentence) => {
    const { ferry, ended, err } = start(argv, known());
    expect(await ended).toBe(2);
    expect(err.text).toContain(sentence);
    expect(ferry.inputsOf('device.accept')).toEqual([]);
  });
});

describe('ferry devices compare', () => {
  const row = pairing({ purpose: 'compare', role: 'typer', stage: 'comparing', pictures: [0, 2, 59] });

  it('shows the pictures with their names, and ends when both persons saw the same', async () => {
    const ferry = known().on('device.compare', () => ({ id: 'pairing-1' }));
    const { ended, out, types } = start(['devices', 'compare', 'Studio PC'], ferry, { input: 'terminal' });
    expect(await ferry.wasAsked('device.compare')).toEqual({ id: ID });
    ferry.pairs(row);
    await out.shows('  1  🐶  Dog\n  2  🦁  Lion\n  3  🔔  Bell\nAre these the same on both screens? [y/N] ');
    types('y');
    expect(await ferry.wasAsked('pairing.compared')).toEqual({ id: 'pairing-1', isSame: true });
    ferry.pairs({ ...row, stage: 'proven' });
    expect(await ended).toBe(0);
    expect(out.text).toMatch(/This is the Studio PC you paired, and nobody is in between\.\n$/);
  });

  it('says so when they differ', async () => {
    const ferry = known().on('device.compare', () => ({ id: 'pairing-1' }));
    const { ended, out, types } = start(['devices', 'compare', 'Studio PC'], ferry, { input: 'terminal' });
    await ferry.wasAsked('device.compare');
    ferry.pairs(row);
    await out.shows('on both screens? [y/N] ');
    types('n');
    expect(await ferry.wasAsked('pairing.compared')).toEqual({ id: 'pairing-1', isSame: false });
    ferry.pairs({ ...row, stage: 'ended', trouble: errorInfo('pairing.pictures_differ', { name: 'Studio PC' }) });
    expect(await ended).toBe(1);
  });

  it('is answered on the other side by who receives', async () => {
    const ferry = known().on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }));
    const { ended, out, types, stops } = start(['receive'], ferry, { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.pairs({ ...row, role: 'displayer' });
    await out.shows('on both screens? [y/N] ');
    types('y');
    expect(await ferry.wasAsked('pairing.compared')).toEqual({ id: 'pairing-1', isSame: true });
    stops();
    expect(await ended).toBe(130);
  });
});

describe('a new device that asks for a code', () => {
  it('can be blocked', async () => {
    const ferry = known().on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }));
    const { ended, out, types, stops } = start(['receive'], ferry, { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    const asks = pairing({ role: 'displayer', purpose: 'receive', stage: 'asked', device: 'Eve' });
    ferry.pairs(asks);
    await out.shows('Show it a code? [y/N, or b to block it] ');
    types('b');
    expect(await ferry.wasAsked('pairing.block')).toEqual({ id: 'pairing-1' });
    expect(out.text).toContain('Eve isn’t heard any more until Ferry starts anew\n');
    ferry.pairs({ ...asks, stage: 'ended' });
    stops();
    expect(await ended).toBe(130);
    expect(ferry.inputsOf('pairing.end')).toEqual([]);
  });
});

describe('ferry pause', () => {
  const running = (): FakeFerry => {
    const ferry = new FakeFerry();
    ferry.isOwn = false;
    return ferry;
  };

  it.each([
    [['pause'], { minutes: 60 }, /^Paused until /],
    [['pause', '5'], { minutes: 5 }, /^Paused until /],
    [['resume'], { minutes: null }, /^Everything goes on$/m],
  ] as const)('%j', async (argv, input, sentence) => {
    const { ferry, ended, out } = start(argv, running());
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('visibility.pause')).toEqual([input]);
    expect(out.text).toMatch(sentence);
  });

  it('needs a Ferry that goes on', async () => {
    const { ferry, ended, err } = start(['pause'], new FakeFerry());
    expect(await ended).toBe(2);
    expect(err.text).toBe(
      'ferry: “ferry pause” needs a Ferry that is running.\nWithout one, nothing moves anyway. Open Ferry, then try again.\n',
    );
    expect(ferry.inputsOf('visibility.pause')).toEqual([]);
  });

  it.each([
    [['pause', '0'], '“0” can’t be the value of MINUTES.'],
    [['pause', '1441'], '“1441” can’t be the value of MINUTES.'],
    [['pause', 'soon'], '“soon” can’t be the value of MINUTES.'],
    [['pause', '5', '6'], '“6” is one argument too many.'],
    [['resume', 'a1b2'], '“a1b2” is one argument too many.'],
  ])('refuses %j', async (argv, sentence) => {
    const { ended, err } = start(argv, running());
    expect(await ended).toBe(2);
    expect(err.text).toContain(sentence);
  });
});

describe('speeds and sizes', () => {
  it.each([
    ['5M', 5_000_000, '5M'],
    ['1.5G', 1_500_000_000, '1500M'],
    ['800 KB/s', 800_000, '800K'],
    ['0,5t', 500_000_000_000, '500G'],
    ['12345', 12_345, '12345'],
    ['0', 0, '0'],
    ['fast', null, null],
    ['-5M', null, null],
    ['9999999T', null, null],
  ])('%s', (typed, bytes, written) => {
    expect(readBytes(typed)).toBe(bytes);
    if (bytes !== null) expect(writeBytes(bytes)).toBe(written);
  });

  it.each([
    [['sendLimit', '5M'], { sendLimit: 5_000_000 }],
    [['receiveLimit', 'off'], { receiveLimit: null }],
    [['unaskedDailyBytes', '500M'], { unaskedDailyBytes: 500_000_000 }],
    [['unaskedDailyBytes', 'default'], { unaskedDailyBytes: 20_000_000_000 }],
    [['keepHistory', 'no'], { keepHistory: false }],
  ] as const)('are set as they are typed: %j', async (words, patch) => {
    const ferry = new FakeFerry().on('settings.get', () => ({ ...DEFAULT_SETTINGS, ...patch }));
    const { ended, out } = start(['config', 'set', ...words], ferry);
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('settings.set')).toEqual([patch]);
    expect(out.text).toBe(`${words[0]} is now ${words[1] === 'default' ? '20G' : words[1]}\n`);
  });

  it.each([
    [['sendLimit', '1K'], 'so much a second, such as 800K or 5M, not less than 17K, or “off”'],
    [['unaskedDailyBytes', 'lots'], 'a size such as 500M or 20G, or “default”'],
  ] as const)('are refused with what is expected: %j', async (words, expected) => {
    const { ended, err } = start(['config', 'set', ...words], new FakeFerry());
    expect(await ended).toBe(2);
    expect(err.text).toContain(`Expected: ${expected}.`);
  });
});
