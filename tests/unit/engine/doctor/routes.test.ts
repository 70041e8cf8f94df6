import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { multicastFacts } from '../../../../src/engine/doctor/multicast-facts.ts';
import { neighbourOf, subnetsOf, tunnelsIn } from '../../../../src/engine/doctor/routes.ts';

const at = (cidr: string, internal = false): NetworkInterfaceInfo => {
  const [address = ''] = cidr.split('/');
  const common = { address, netmask: '', mac: '', internal, cidr };
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
};

describe('the networks of an interface', () => {
  it('are those of IPv4, or else of IPv6, and never those of the link', () => {
    expect(subnetsOf([at('192.168.1.77/24'), at('fd00::7/64'), at('fe80::7/64')])).toEqual(['192.168.1.0/24']);
    expect(subnetsOf([at('172.16.200.9/12')])).toEqual(['172.16.0.0/12']);
    expect(subnetsOf([at('fd00:1::7/64'), at('fd00:1::8/64'), at('fe80::7/64')])).toEqual(['fd00:1:0:0']);
    expect(subnetsOf([at('fe80::7/64')])).toEqual([]);
    expect(subnetsOf([at('127.0.0.1/8', true)])).toEqual([]);
  });

  it('have a neighbour that isn’t this computer', () => {
    expect(neighbourOf([at('192.168.1.77/24')])).toBe('192.168.1.1');
    expect(neighbourOf([at('192.168.1.1/24')])).toBe('192.168.1.2');
    expect(neighbourOf([at('255.255.255.250/29')])).toBe('255.255.255.249');
    expect(neighbourOf([at('10.0.0.1/32'), at('fd00::7/64')])).toBeNull();
  });

  it('are tunnels where their names say so and they lead somewhere', () => {
    const all = {
      wg0: [at('10.8.0.2/24')],
      utun3: [at('fe80::1/64')],
      docker0: [at('172.17.0.1/16')],
      tailscale0: [at('100.64.0.1/32')],
      eth0: [at('192.168.1.7/24')],
      tun1: undefined,
    };
    expect(tunnelsIn(all)).toEqual(['wg0', 'tailscale0']);
  });
});

describe('what the announcing part says of itself', () => {
  const facts = (state: Parameters<typeof multicastFacts>[0]['state'], isHeard: boolean | null) =>
    multicastFacts({ via: 'eth0', family: 'ipv4', state, isHeard });
  const of = (state: string, reason = '', isEchoed = false) => [{ via: 'eth0', state, reason, isEchoed }];

  it('is what the judge asks about', () => {
    expect(facts('open', true)).toEqual(of('open', '', true));
    expect(facts('open', null)).toEqual(of('open'));
    expect(facts('port taken', null)).toEqual(of('portTaken'));
    expect(facts({ error: 'ENODEV' }, null)).toEqual(of('refused', 'ENODEV'));
    expect(facts('no multicast', false)).toEqual(of('open'));
    expect(facts('no multicast', null)).toEqual(of('open'));
    expect(facts('opening', null)).toEqual([]);
  });
});
