import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../src/contract/devices.ts';
import { errorInfo } from '../../../src/contract/errors.ts';
import { device, FakeFerry, nearby, pairing, start } from './fake-ferry.ts';

const open = (): FakeFerry =>
  new FakeFerry().on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }));

describe('ferry pair', () => {
  const shown = pairing({ role: 'displayer', purpose: 'pair', stage: 'waiting', device: null, code: '482915' });

  it('shows a code, keeps the device where it was typed, and ends when both have', async () => {
    const { ferry, ended, out } = start(
      ['pair'],
      open().on('pairing.show', () => ({ id: 'pairing-1' })),
    );
    await ferry.wasAsked('pairing.show');
    ferry.pairs(shown);
    ferry.pairs({ ...shown, stage: 'proven', device: 'Leo', code: null });
    expect(await ferry.wasAsked('pairing.keep')).toEqual({ id: 'pairing-1' });
    ferry.pairs({ ...shown, stage: 'paired', device: 'Leo', code: null });
    expect(await ended).toBe(0);
    expect(out.text).toBe(
      [
        'Code: 482 915',
        'On the other device: ferry pair 192.0.2.7',
        'The code is right. Waiting for Leo to pair, too',
        'Paired with Leo',
        '',
      ].join('\n'),
    );
  });

  it('says why it came to nothing', async () => {
    const { ferry, ended, err } = start(
      ['pair'],
      open().on('pairing.show', () => ({ id: 'pairing-1' })),
    );
    await ferry.wasAsked('pairing.show');
    ferry.pairs(shown);
    ferry.pairs({ ...shown, stage: 'ended', code: null, trouble: errorInfo('pairing.paused', {}) });
    expect(await ended).toBe(5);
    expect(err.text).toContain('Codes are paused for 10 minutes.');
  });

  it.each([
    ['ended', 'is over'],
    ['gone', 'is gone'],
  ])('says so when it %s without a reason', async (how) => {
    const { ferry, ended, err } = start(
      ['pair'],
      open().on('pairing.show', () => ({ id: 'pairing-1' })),
    );
    await ferry.wasAsked('pairing.show');
    ferry.pairs(shown);
    if (how === 'gone') ferry.with({ pairings: {} });
    else ferry.pairs({ ...shown, stage: 'ended' });
    expect(await ended).toBe(1);
    expect(err.text).toContain('That pairing has ended in the meantime.');
  });

  it('can be stopped', async () => {
    const { ferry, ended, out, stops } = start(
      ['pair'],
      open().on('pairing.show', () => ({ id: 'pairing-1' })),
    );
    await ferry.wasAsked('pairing.show');
    ferry.pairs(shown);
    stops();
    expect(await ended).toBe(130);
    expect(ferry.inputsOf('pairing.end')).toEqual([{ id: 'pairing-1' }]);
    expect(out.text).toMatch(/\nStopped\.\n$/);
  });
});

describe('ferry pair WHOM', () => {
  const typing = pairing({ purpose: 'pair', device: 'Leo' });
  const dialling = (): FakeFerry => new FakeFerry().on('pairing.dial', () => ({ id: 'pairing-1' }));

  it('types the other device’s code, and keeps it', async () => {
    const { ferry, out, types, ended } = start(['pair', 'leo.local'], dialling(), { input: 'terminal' });
    expect(await ferry.wasAsked('pairing.dial')).toEqual({ to: { kind: 'address', host: 'leo.local', port: null } });
    ferry.pairs({ ...typing, stage: 'waiting', device: null });
    ferry.pairs(typing);
    await out.shows('Code shown on Leo: ');
    types('482915');
    await ferry.wasAsked('pairing.type');
    ferry.pairs({ ...typing, stage: 'proven' });
    expect(await ferry.wasAsked('pairing.keep')).toEqual({ id: 'pairing-1' });
    ferry.pairs({ ...typing, stage: 'paired' });
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('network.open')).toEqual([]);
  });

  it('ends with 5 where there is no code', async () => {
    const { ferry, ended } = start(['pair', '::1'], dialling(), { input: '' });
    await ferry.wasAsked('pairing.dial');
    ferry.pairs(typing);
    expect(await ended).toBe(5);
  });

  it('knows a device by its name', async () => {
    const ferry = dialling().withDevices(device('Leo', { isPaired: false }));
    const { ended, stops } = start(['pair', 'leo'], ferry);
    expect(await ferry.wasAsked('pairing.dial')).toEqual({ to: { kind: 'device', id: '1'.repeat(32) } });
    stops();
    expect(await ended).toBe(130);
  });

  it('can’t reach whom it doesn’t know', async () => {
    const { ended, err } = start(['pair', 'Leo'], dialling());
    expect(await ended).toBe(2);
    expect(err.text).toContain('No device that is paired or near is called “Leo”.');
  });

  it('takes one', async () => {
    const { ended, err } = start(['pair', 'Leo', 'Mia'], dialling());
    expect(await ended).toBe(2);
    expect(err.text).toContain('“Mia” is one argument too many.');
  });
});

describe('ferry devices', () => {
  it('lists each in a line', async () => {
    const others = new FakeFerry().withDevices(
      device('工作室'),
      device('Leo\u202e', { id: '2'.repeat(32) as DeviceId, isPaired: false, fingerprint: 'ZZZZZ YYYYY' }),
    );
    const { ended, out } = start(['devices'], others);
    expect(await ended).toBe(0);
    expect(out.text).toBe(
      [
        `Leo<U+202E>  Paired only here  Offline  ZZZZZ  ${'2'.repeat(32)}`,
        `工作室       Paired            Offline  ABCDE  ${'1'.repeat(32)}`,
        '',
      ].join('\n'),
    );
  });

  it('says when there are none, but not to a program', async () => {
    const none = start(['devices'], new FakeFerry());
    expect(await none.ended).toBe(0);
    expect(none.out.text).toBe('No device is paired with this one, and none is near\n');
    const quiet = start(['devices', '--quiet'], new FakeFerry());
    expect(await quiet.ended).toBe(0);
    expect(quiet.out.text).toBe('');
    const json = start(['devices', '--json'], new FakeFerry());
    expect(await json.ended).toBe(0);
    expect(json.out.text).toBe('');
  });

  it('shows who is near, and whose name could be taken for another’s', async () => {
    const strangers = [
      nearby('Studio PC', { id: '3'.repeat(32) as DeviceId, mark: 'namedAsPaired' }),
      nearby('Buoy', { id: '4'.repeat(32) as DeviceId, needsUpdate: true }),
      nearby('Gone', { id: '5'.repeat(32) as DeviceId, isHere: false }),
    ];
    const ferry = new FakeFerry()
      .withDevices(device('Studio PC'))
      .withNearby(nearby('Studio PC', { isPaired: true }), ...strangers);
    const { ended, out, clock } = start(['devices'], ferry);
    await ferry.wasAsked('network.look');
    await new Promise((resolve) => setImmediate(resolve));
    clock.pass(3000);
    expect(await ended).toBe(0);
    expect(out.text).toBe(
      [
        `Buoy       New     Here         ${'4'.repeat(32)}`,
        '  Buoy needs an update of Ferry, or this computer does',
        `Studio PC  Paired  Here  ABCDE  ${'1'.repeat(32)}`,
        `Studio PC  New     Here         ${'3'.repeat(32)}`,
        '  Calls itself Studio PC, but isn’t the one you paired',
        'Devices that have LocalSend are found on networks that you trust: ferry networks trust wlan0',
        '',
      ].join('\n'),
    );
  });

  it('takes no argument', async () => {
    expect(await start(['devices', 'Leo'], new FakeFerry()).ended).toBe(2);
  });
});

describe('ferry forget', () => {
  it('forgets the one that is named', async () => {
    const { ferry, ended, out } = start(['forget', 'leo'], new FakeFerry().withDevices(device('Leo')));
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('device.forget')).toEqual([{ id: '1'.repeat(32) }]);
    expect(out.text).toBe('Leo is forgotten; a code is needed to pair it again\n');
  });

  it('forgets none where it isn’t clear which', async () => {
    const twins = new FakeFerry().withDevices(device('Leo'), device('Leo', { id: '2'.repeat(32) as DeviceId }));
    const { ferry, ended } = start(['forget', 'Leo'], twins);
    expect(await ended).toBe(2);
    expect(ferry.inputsOf('device.forget')).toEqual([]);
    const byId = start(['forget', '22222222'], twins);
    expect(await byId.ended).toBe(0);
    expect(ferry.inputsOf('device.forget')).toEqual([{ id: '2'.repeat(32) }]);
  });

  it('doesn’t take an address for a name', async () => {
    const { ended, err } = start(['forget', '192.0.2.7'], new FakeFerry());
    expect(await ended).toBe(2);
    expect(err.text).toContain('No device that is paired or near is called “192.0.2.7”.');
  });

  it('says what the engine says', async () => {
    const ferry = new FakeFerry().withDevices(device('Leo')).refuses('device.forget', 'device.unknown', {});
    const { ended, err } = start(['forget', 'Leo'], ferry);
    expect(await ended).toBe(1);
    expect(err.text).toContain('That device isn’t paired with this one.');
  });

  it('wants a name', async () => {
    const { ended, err } = start(['forget'], new FakeFerry());
    expect(await ended).toBe(2);
    expect(err.text).toContain('NAME is missing.');
  });
});
