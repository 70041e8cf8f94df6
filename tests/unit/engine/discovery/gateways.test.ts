import { describe, expect, it } from 'vitest';
import { gatewaysIn } from '../../../../src/engine/discovery/gateways.ts';

const ROUTES = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
wlan0	00000000	0100A8C0	0003	0	0	600	00000000	0	0	0
eth0	00000000	FE01000A	0003	0	0	100	00000000	0	0	0
wlan0	0000A8C0	00000000	0001	0	0	600	00FFFFFF	0	0	0
`;
const NEIGHBOURS = `IP address       HW type     Flags       HW address            Mask     Device
192.168.0.1      0x1         0x2         11:22:33:44:55:66     *        wlan0
10.0.1.254       0x1         0x0         00:00:00:00:00:00     *        eth0
192.168.0.7      0x1         0x2         aa:bb:cc:dd:ee:ff     *        wlan0
`;

describe('the router of a network', () => {
  it('is known by its hardware address, once the system has learnt it', () => {
    expect(gatewaysIn(ROUTES, NEIGHBOURS)).toEqual([{ via: 'wlan0', hardware: '11:22:33:44:55:66' }]);
  });

  it.each([
    ['', ''],
    [ROUTES, ''],
    ['', NEIGHBOURS],
    ['one line', 'one line'],
    ['head\nwlan0', 'head\n192.168.0.1'],
  ])('is nobody where the tables say nothing (%#)', (routes, neighbours) => {
    expect(gatewaysIn(routes, neighbours)).toEqual([]);
  });
});
