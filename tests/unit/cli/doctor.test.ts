// `ferry doctor`: a line for each thing that was found, what to do below it, and an exit code that says whether there was
// anything.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type Finding, finding } from '../../../src/contract/doctor.ts';
import { JsonEvent } from '../../../src/contract/json-events.ts';
import { FakeFerry, start } from './fake-ferry.ts';

const FINE = [finding('network.connected', { names: ['eth0'] }), finding('callback.unknown', {})];
const BAD = finding('firewall.blocks', { firewall: 'ufw', port: 26_810, place: '' });

const doctor = (...findings: readonly Finding[]): FakeFerry =>
  new FakeFerry()
    .on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }))
    .on('doctor.run', () => ({ findings }));

describe('ferry doctor', () => {
  it('says what is fine and what can’t be told, and ends well', async () => {
    const session = start(['doctor'], doctor(...FINE));
    expect(await session.ended).toBe(0);
    expect(session.out.text.split('\n')).toEqual([
      'Looking…',
      '✓ This computer is on a network',
      '  eth0.',
      '? Not clear whether other devices can connect to this computer',
      '  No paired device is connected that could try.',
      'Nothing was found that keeps devices from seeing each other.',
      '',
    ]);
    expect(session.err.text).toBe('');
  });

  it('says what is bad, why, and the exact step, and ends with 1', async () => {
    const session = start(['doctor'], doctor(...FINE, BAD));
    expect(await session.ended).toBe(1);
    expect(session.out.text).toContain(
      [
        '! This computer’s firewall keeps other devices out',
        '  It lets nobody in on port 26810.',
        '  Run “sudo ufw allow 26810/tcp”.',
        '',
      ].join('\n'),
    );
    expect(session.out.text).not.toContain('Nothing was found');
  });

  it('says what keeps LocalSend alone out, and ends well: between devices with Ferry nothing is in the way', async () => {
    const only = finding('localsend.blocked', { firewall: 'ufw', port: 53_317, place: '', udpPort: 53_317 });
    const session = start(['doctor'], doctor(...FINE, only));
    expect(await session.ended).toBe(0);
    expect(session.out.text).toContain('! This computer’s firewall keeps devices with LocalSend out');
    expect(session.out.text).not.toContain('Nothing was found');
    expect(await start(['doctor'], doctor(BAD, only)).ended).toBe(1);
  });

  it('says only what is bad where it is to be quiet', async () => {
    const session = start(['doctor', '--quiet'], doctor(...FINE, BAD));
    expect(await session.ended).toBe(1);
    expect(session.out.text.split('\n')[0]).toBe('! This computer’s firewall keeps other devices out');
  });

  it('says the same in German', async () => {
    const session = start(['doctor'], doctor(BAD), { env: { LANG: 'de_DE.UTF-8' } });
    expect(await session.ended).toBe(1);
    expect(session.out.text).toContain('! Die Firewall dieses Computers sperrt andere Geräte aus');
  });

  it('writes an event for each', async () => {
    const session = start(['doctor', '--json'], doctor(...FINE, BAD));
    expect(await session.ended).toBe(1);
    const events = session.events().map((event) => v.parse(JsonEvent, event));
    expect(events).toMatchObject([
      { event: 'check', check: 'network', state: 'good', code: 'network.connected', action: 'none' },
      { event: 'check', check: 'callback', state: 'unknown', code: 'callback.unknown', action: 'none', facts: {} },
      {
        event: 'check',
        check: 'firewall',
        state: 'bad',
        code: 'firewall.blocks',
        action: 'allowInFirewall',
        facts: { firewall: 'ufw', port: 26_810, place: '' },
      },
    ]);
    // As it came: whoever shows it escapes it.
    expect(session.events()[0]).toMatchObject({ facts: { names: ['eth0'] } });
  });

  it('shows what is hidden in names from outside instead of obeying it', async () => {
    const session = start(['doctor'], doctor(finding('reach.silent', { names: ['a\u001b[2Jb'] })));
    expect(await session.ended).toBe(1);
    expect(session.out.text).toContain('! a<U+001B>[2Jb is seen but doesn’t answer');
    expect(session.out.text).not.toContain('\u001b');
  });

  it('looks also where this device can’t be opened to others', async () => {
    const ferry = doctor(finding('port.closed', {})).refuses('network.open', 'network.not_open', { reason: 'x' });
    const session = start(['doctor'], ferry);
    expect(await session.ended).toBe(1);
    expect(session.out.text).toContain('! Ferry can’t be called');
    expect(ferry.inputsOf('network.look')).toEqual([{ address: null }]);
  });

  it('takes no argument', async () => {
    const session = start(['doctor', 'Leo'], doctor());
    expect(await session.ended).toBe(2);
  });
});
