import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { callAll, hostsToScan } from '../../../../../src/engine/interop/localsend/scan.ts';
import type { Interfaces } from '../../../../../src/engine/ports.ts';

function on(...cidrs: readonly string[]): Interfaces {
  const addresses = cidrs.map((cidr, index) => {
    const address = cidr.split('/')[0] ?? '';
    const facts = { address, netmask: '', mac: '', internal: address.startsWith('127.'), cidr };
    const found = address.includes(':')
      ? { ...facts, family: 'IPv6' as const, scopeid: 0 }
      : { ...facts, family: 'IPv4' as const };
    return [`eth${index}`, [found]] as const;
  });
  return Object.fromEntries(addresses);
}

describe('a scan', () => {
  it('calls the other addresses of the network, without its first and its last', () => {
    const hosts = hostsToScan(on('10.77.1.9/24'));
    expect(hosts).toHaveLength(253);
    expect([hosts[0], hosts.at(-1)]).toEqual(['10.77.1.1', '10.77.1.254']);
    expect(hosts).not.toContain('10.77.1.9');
  });

  it.each([
    ['no more than 254 of a larger network', ['10.77.200.9/8'], 253, '10.77.200.1'],
    ['no more than there are in a smaller one', ['10.77.1.9/29'], 5, '10.77.1.10'],
    ['the other end of a cable', ['10.77.1.8/31'], 1, '10.77.1.9'],
    ['nobody by an address of its own', ['10.77.1.8/32'], 0, undefined],
    ['nobody by IPv6, nor itself', ['fd00::1/64', '127.0.0.1/8'], 0, undefined],
  ] as const)('calls %s', (_what, cidrs, count, first) => {
    const hosts = hostsToScan(on(...cidrs));
    expect(hosts).toHaveLength(count);
    expect(hosts[0]).toBe(first);
  });

  it('calls those of three interfaces', () => {
    const hosts = hostsToScan(on('10.1.0.9/24', '10.2.0.9/24', '10.3.0.9/24', '10.4.0.9/24'));
    expect(hosts).toHaveLength(3 * 253);
  });

  it('calls fifty at once, all of them once, and none when it is over', async () => {
    const hosts = Array.from({ length: 200 }, (_, index) => `${index}`);
    const called: string[] = [];
    let [now, most] = [0, 0];
    const call = async (host: string): Promise<void> => {
      called.push(host);
      now += 1;
      most = Math.max(most, now);
      await wait(1);
      now -= 1;
    };
    await callAll(hosts, () => false, call);
    expect(called.toSorted()).toEqual(hosts.toSorted());
    expect(most).toBe(50);
    called.length = 0;
    await callAll(hosts, () => called.length >= 50, call);
    expect(called).toHaveLength(50);
  });
});
