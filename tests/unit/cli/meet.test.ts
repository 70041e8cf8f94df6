// Whom a person means by a name, an address or a link, and the networks on which they are looked for.
import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../src/contract/devices.ts';
import { device, FakeFerry, nearby, network, SEND, start } from './fake-ferry.ts';

const NEAR = '3'.repeat(32) as DeviceId;
const OTHER = '4'.repeat(32) as DeviceId;

const sending = () => new FakeFerry().on('network.look', () => undefined).on('transfer.send', () => ({ id: SEND }));
const targetOf = async (ferry: FakeFerry) => (await ferry.wasAsked('transfer.send')) as { to: unknown };

describe('--to', () => {
  it('is a device that was never met, by what it calls itself', async () => {
    const ferry = sending().withNearby(nearby('Studio PC', { id: NEAR }));
    start(['send', 'a', '--to', 'studio pc'], ferry);
    expect(await targetOf(ferry)).toMatchObject({ to: { kind: 'device', id: NEAR } });
  });

  it('is one that shows itself a moment later', async () => {
    const ferry = sending().withNearby();
    start(['send', 'a', '--to', 'Studio PC'], ferry);
    await ferry.wasAsked('network.look');
    ferry.withNearby(nearby('Studio PC', { id: NEAR }));
    expect(await targetOf(ferry)).toMatchObject({ to: { kind: 'device', id: NEAR } });
  });

  it('is the paired one, whoever else bears its name', async () => {
    const ferry = sending()
      .withDevices(device('Studio PC'))
      .withNearby(nearby('Studio PC', { id: NEAR, mark: 'namedAsPaired' }));
    start(['send', 'a', '--to', 'Studio PC'], ferry);
    expect(await targetOf(ferry)).toMatchObject({ to: { kind: 'device', id: '1'.repeat(32) } });
  });

  it('is nobody where two strangers bear one name', async () => {
    const ferry = sending().withNearby(nearby('Studio PC', { id: NEAR }), nearby('Studio PC', { id: OTHER }));
    const { ended, err } = start(['send', 'a', '--to', 'Studio PC'], ferry);
    expect(await ended).toBe(2);
    expect(err.text).toContain('Studio PC');
  });

  it('may be one that is near, where its name is nearly that', async () => {
    const ferry = sending().withNearby(nearby('Studio PC', { id: NEAR }));
    const { ended, err, clock } = start(['send', 'a', '--to', 'Studio PV'], ferry);
    await ferry.wasAsked('network.look');
    clock.pass(4000);
    expect(await ended).toBe(2);
    expect(err.text).toContain('Did you mean “Studio PC”?');
  });

  it('is nobody at once where there is no network to look on', async () => {
    const { ended, err } = start(['send', 'a', '--to', 'Studio PC'], sending());
    expect(await ended).toBe(2);
    expect(err.text).toContain('Studio PC');
  });

  it('has devices without Ferry call here only where it may be one', async () => {
    const ferry = sending()
      .on('network.ignoreGuests', () => undefined)
      .withDevices(device('Studio PC'))
      .withNearby(nearby('Phone', { id: NEAR, via: 'localSend' }), nearby('Laptop', { id: OTHER }));
    start(['send', 'a', '--to', 'Studio PC'], ferry);
    await ferry.wasAsked('network.ignoreGuests');
    start(['send', 'a', '--to', 'Phone', '--to', 'Laptop'], ferry);
    await expect.poll(() => ferry.inputsOf('transfer.send')).toHaveLength(3);
    expect(ferry.inputsOf('network.look')).toEqual([
      { address: null, isForFerryAlone: true },
      { address: null, isForFerryAlone: false },
      { address: null, isForFerryAlone: false },
    ]);
    expect(ferry.inputsOf('network.ignoreGuests')).toHaveLength(1);
    start(['send', 'a', '--to', 'Laptop'], ferry);
    await expect.poll(() => ferry.inputsOf('network.ignoreGuests')).toHaveLength(2);
  });

  it('is a paired one without Ferry once that is heard, since nobody can call it before', async () => {
    const phone = device('Phone', { via: 'localSend' });
    const ferry = sending().withDevices(phone).withNearby();
    start(['send', 'a', '--to', 'Phone'], ferry);
    await ferry.wasAsked('network.look');
    expect(ferry.inputsOf('transfer.send')).toEqual([]);
    ferry.withNearby(nearby('Phone', { id: phone.id, via: 'localSend', isPaired: true }));
    expect(await targetOf(ferry)).toMatchObject({ to: { kind: 'device', id: phone.id } });
  });

  it('is whoever is behind a link', async () => {
    const ferry = sending().on('nearby.add', () => ({ id: NEAR }));
    start(['send', 'a', '--to', 'ferry:1?k=x&a=192.0.2.7:26810'], ferry);
    expect(await targetOf(ferry)).toMatchObject({ to: { kind: 'device', id: NEAR } });
  });

  it('is refused where it holds a secret, which others can read there', async () => {
    const { ended, err } = start(['send', 'a', '--to', 'ferry:1?k=x&a=192.0.2.7:26810&s=secret'], sending());
    expect(await ended).toBe(2);
    expect(err.text).toContain('What was given to --to holds a secret.');
    expect(err.text).not.toContain('s=secret');
  });
});

describe('ferry networks', () => {
  const on = () =>
    new FakeFerry()
      .with({
        networks: { wlan0: network({ trust: 'trusted' }), wg0: network({ via: 'wg0', isVirtual: true, isOn: false }) },
      })
      .on('network.look', () => undefined)
      .on('network.choose', () => ({ isKept: true }));

  it('lists those that there are', async () => {
    const { ended, out } = start(['networks'], on());
    expect(await ended).toBe(0);
    expect(out.text).toBe(
      ['wlan0  Trusted: this device shows its name while Ferry is open  192.0.2.7', 'wg0    Off  192.0.2.7', ''].join(
        '\n',
      ),
    );
  });

  it.each([
    ['trust', { trust: 'trusted' }],
    ['public', { trust: 'public' }],
    ['on', { isOn: true }],
    ['off', { isOn: false }],
  ])('is told %s', async (word, choice) => {
    const ferry = on();
    expect(await start(['networks', word, 'wg0'], ferry).ended).toBe(0);
    expect(ferry.inputsOf('network.choose')).toEqual([{ via: 'wg0', ...choice }]);
  });

  it('says that nothing is kept where that network can’t be known again', async () => {
    const ferry = on().on('network.choose', () => ({ isKept: false }));
    const { ended, out, err } = start(['networks', 'trust', 'wlan0'], ferry);
    expect(await ended).toBe(1);
    expect(out.text).toBe('');
    expect(err.text).toContain('What you chose isn’t kept');
  });

  it('is content where Ferry runs, which knows it for as long as it does', async () => {
    const ferry = on().on('network.choose', () => ({ isKept: false }));
    ferry.isOwn = false;
    const { ended, out, err } = start(['networks', 'trust', 'wlan0'], ferry);
    expect(await ended).toBe(0);
    expect(out.text).toContain('wlan0  Trusted');
    expect(err.text).toBe('');
  });

  it('wants to know which, and in words that it knows', async () => {
    expect(await start(['networks', 'trust'], on()).ended).toBe(2);
    expect(await start(['networks', 'love', 'wg0'], on()).ended).toBe(2);
    expect(await start(['networks', 'trust', 'wg0', 'more'], on()).ended).toBe(2);
    const unknown = on().refuses('network.choose', 'network.unknown', { via: 'eth9' });
    expect(await start(['networks', 'trust', 'eth9'], unknown).ended).toBe(4);
  });
});
