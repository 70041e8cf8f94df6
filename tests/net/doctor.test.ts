// Each check of the doctor made bad by a real fault, on hosts made of network namespaces, and good again without it.
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { DoctorDevice } from '../support/doctor-device.ts';
import { two } from '../support/doctor-two.ts';
import { canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';

async function holder(host: Host, script: string): Promise<() => Promise<void>> {
  const child = host.spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
}

/** What firewalld's own program says to whoever isn't the administrator: that it runs, and no more. */

const HOLDS_TCP = `require('net').createServer().listen(26810, '::', () => console.log('holds'))`;
const HOLDS_UDP = `let open = 0;
for (const [type, host] of [['udp4', '0.0.0.0'], ['udp6', '::']])
  require('dgram').createSocket({ type, ipv6Only: type === 'udp6' })
    .bind(5353, host, () => ++open === 2 && console.log('holds'))`;

describe.skipIf(!canMakeSpaces())('the doctor (needs network namespaces)', () => {
  it('finds nothing bad between two devices that are connected', async () => {
    const { hosts, mia, leo } = await two();
    await mia.connect(leo, hosts[1].addressOf());
    const report = await mia.report();
    expect(report.bad).toEqual([]);
    expect(report.findings.map(({ code }) => code)).toEqual([
      'network.connected',
      'multicast.works',
      'port.open',
      'program.none',
      'firewall.passed',
      'vpn.none',
      'networks.one',
      'reach.works',
      'callback.works',
      'isolation.none',
    ]);
    expect((await leo.report()).bad).toEqual([]);
  });

  it('network: nothing is plugged in', async () => {
    const space = NetSpace.open();
    const host = space.addHost('mia');
    const mia = await DoctorDevice.start(host, 'mia');
    host.removeInterface();
    const without = await mia.report();
    expect(without.bad).toEqual(['network.none']);
    expect(without.of('multicast')).toEqual([['multicast.unknown', {}]]);
    host.addInterface('eth0', space.lan);
    const again = await mia.report();
    expect(again.bad).toEqual([]);
    expect(again.of('network')).toEqual([['network.connected', { names: ['eth0'] }]]);
  });

  it('multicast: the system lets nobody take part', async () => {
    const space = NetSpace.open();
    const host = space.addHost('mia', { ipv6: false });
    const most = async (memberships: number): Promise<unknown> =>
      host.run('sh', ['-c', `echo ${memberships} > /proc/sys/net/ipv4/igmp_max_memberships`]);
    await most(0);
    const mia = await DoctorDevice.start(host, 'mia');
    const report = await mia.report();
    expect(report.bad).toEqual(['multicast.unheard']);
    expect(report.of('multicast')).toEqual([['multicast.unheard', { names: ['eth0'] }]]);
    await most(20);
    // Whatever was opened in between stays deaf: the interface comes again.
    host.removeInterface();
    await mia.report();
    host.addInterface('eth0', space.lan, { ipv6: false });
    expect((await mia.report()).of('multicast')).toEqual([['multicast.works', { names: ['eth0'] }]]);
  });

  it('multicast: the network drops it, and a remembered address still works', async () => {
    const space = NetSpace.open();
    const hosts = [space.addHost('mia', { ipv6: false }), space.addHost('leo', { ipv6: false })] as const;
    for (const host of hosts) host.dropMulticast();
    const [mia, leo] = await Promise.all([
      DoctorDevice.start(hosts[0], 'mia', 'leo'),
      DoctorDevice.start(hosts[1], 'leo', 'mia'),
    ]);
    await mia.connect(leo, hosts[1].addressOf());
    const report = await mia.report();
    expect(report.bad).toEqual(['multicast.lost']);
    expect(report.of('multicast')).toEqual([['multicast.lost', { names: ['leo'] }]]);
    for (const host of hosts) host.dropMulticast(false);
    await Promise.all([mia.hears('leo'), leo.hears('mia')]);
    expect((await mia.report()).bad).toEqual([]);
  });

  it('multicast: only what is said here gets lost', async () => {
    const space = NetSpace.open();
    const hosts = [space.addHost('mia', { ipv6: false }), space.addHost('leo', { ipv6: false })] as const;
    hosts[1].dropMulticast();
    const mia = await DoctorDevice.start(hosts[0], 'mia', 'leo');
    const leo = await DoctorDevice.start(hosts[1], 'leo', 'mia');
    await mia.hears('leo');
    await mia.connect(leo, hosts[1].addressOf());
    expect((await mia.report()).bad).toEqual(['multicast.lost']);
    hosts[1].dropMulticast(false);
    await leo.hears('mia');
    expect((await mia.report()).bad).toEqual([]);
  });

  it('port: nothing listens', async () => {
    const mia = await DoctorDevice.start(NetSpace.open().addHost('mia'), 'mia');
    await mia.close();
    expect((await mia.report()).bad).toEqual(['port.closed']);
    await mia.open();
    const report = await mia.report();
    expect(report.bad).toEqual([]);
    expect(report.of('port')).toEqual([['port.open', { port: 26_810 }]]);
  });

  it('program: another one has the agreed port', async () => {
    const host = NetSpace.open().addHost('mia');
    const end = await holder(host, HOLDS_TCP);
    const mia = await DoctorDevice.start(host, 'mia');
    const report = await mia.report();
    expect(report.bad).toEqual(['program.agreed_port']);
    const [[, facts] = []] = report.of('program');
    expect(facts).toMatchObject({ port: 26_810, program: 'node' });
    expect(report.of('port')).toEqual([['port.open', { port: (facts as { ownPort: number }).ownPort }]]);
    await end();
    await mia.close();
    await mia.open();
    expect((await mia.report()).of('program')).toEqual([['program.none', {}]]);
  });

  it('program: another one keeps announcements to itself', async () => {
    const host = NetSpace.open().addHost('mia');
    const end = await holder(host, HOLDS_UDP);
    const mia = await DoctorDevice.start(host, 'mia');
    const report = await mia.report();
    expect(report.bad).toEqual(['program.mdns_port']);
    expect(report.of('program')).toEqual([['program.mdns_port', { port: 5353, program: 'node' }]]);
    await end();
    // What couldn't be opened is tried again every few seconds.
    await expect.poll(async () => (await mia.report()).bad, { timeout: 30_000 }).toEqual([]);
  });
});
