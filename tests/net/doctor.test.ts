// Each check of the doctor made bad by a real fault, on hosts made of network namespaces, and good again without it.
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DoctorDevice } from '../support/doctor-device.ts';
import { canMakeSpaces, type Host, type HostOptions, NetSpace } from '../support/net-space.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Two {
  readonly space: NetSpace;
  readonly hosts: readonly [Host, Host];
  readonly mia: DoctorDevice;
  readonly leo: DoctorDevice;
}

/** Two paired devices on one network that hear each other, and aren't connected. */
async function two(options: HostOptions = {}): Promise<Two> {
  const space = NetSpace.open();
  const hosts = [space.addHost('mia', options), space.addHost('leo', options)] as const;
  const [mia, leo] = await Promise.all([
    DoctorDevice.start(hosts[0], 'mia', 'leo'),
    DoctorDevice.start(hosts[1], 'leo', 'mia'),
  ]);
  await Promise.all([mia.hears('leo'), leo.hears('mia')]);
  return { space, hosts, mia, leo };
}

/** A program that has a port before Ferry comes, and shares it with nobody. */
async function holder(host: Host, script: string): Promise<() => Promise<void>> {
  const child = host.spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
}

/** What firewalld's own program says to whoever isn't the administrator: that it runs, and no more. */
async function firewallProgram(): Promise<string> {
  const folder = await tempFolder();
  const script = 'case "$1" in --state) echo running;; --get-zone*) echo public;; *) exit 253;; esac';
  await writeFile(join(folder, 'firewall-cmd'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'firewall-cmd'), 0o755);
  return folder;
}

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

  it('vpn: one is active, takes what is meant for this network, and is gone', async () => {
    const space = NetSpace.open();
    const host = space.addHost('mia', { ipv6: false });
    host.addInterface('wg0', space.addBridge(), { ipv6: false });
    const mia = await DoctorDevice.start(host, 'mia', 'leo');
    expect((await mia.report()).bad).toEqual(['vpn.suspected']);
    host.ip('route', 'add', 'default', 'dev', 'wg0', 'table', '51820');
    host.ip('rule', 'add', 'pref', '10', 'to', '10.77.1.0/24', 'lookup', '51820');
    const taken = await mia.report();
    expect(taken.bad).toEqual(['vpn.takes_local']);
    expect(taken.of('vpn')).toEqual([['vpn.takes_local', { names: ['wg0'] }]]);
    host.ip('rule', 'del', 'pref', '10');
    await DoctorDevice.start(space.addHost('leo', { ipv6: false }), 'leo', 'mia');
    await mia.hears('leo');
    expect((await mia.report()).of('vpn')).toEqual([['vpn.beside', { names: ['wg0'] }]]);
    host.removeInterface('wg0');
    expect((await mia.report()).of('vpn')).toEqual([['vpn.none', {}]]);
  });

  it('networks: on several, and the other device is on neither', async () => {
    const space = NetSpace.open();
    const other = space.addBridge();
    const host = space.addHost('mia');
    const mia = await DoctorDevice.start(host, 'mia', 'leo');
    host.addInterface('eth1', other);
    const report = await mia.report();
    expect(report.of('networks')).toEqual([['networks.several_suspected', { names: ['eth0', 'eth1'] }]]);
    const leo = await DoctorDevice.start(space.addHost('leo', { bridge: other }), 'leo', 'mia');
    await Promise.all([mia.hears('leo'), leo.hears('mia')]);
    expect((await mia.report()).of('networks')).toEqual([['networks.several', { names: ['eth0', 'eth1'] }]]);
    host.removeInterface('eth1');
    expect((await mia.report()).of('networks')).toEqual([['networks.one', {}]]);
  });

  it('callback: what leaves gets through, and what comes in doesn’t', async () => {
    const { hosts, mia, leo } = await two();
    hosts[0].dropIncoming('tcp', 26_810);
    await mia.connect(leo, hosts[1].addressOf());
    const report = await mia.report();
    expect(report.bad).toEqual(['callback.fails']);
    expect(report.of('callback')).toEqual([
      ['callback.fails', { names: ['leo'], firewall: '', port: 26_810, place: '' }],
    ]);
    hosts[0].letIn('tcp', 26_810);
    const again = await mia.report();
    expect(again.bad).toEqual([]);
    expect(again.of('callback')).toEqual([['callback.works', { names: ['leo'] }]]);
    expect(again.of('firewall')).toEqual([['firewall.passed', { names: ['leo'] }]]);
  });

  it('firewall: one is on whose rules only the administrator sees, and a device can’t come in', async () => {
    const space = NetSpace.open();
    const hosts = [space.addHost('mia', { ipv6: false }), space.addHost('leo', { ipv6: false })] as const;
    const [mia, leo] = await Promise.all([
      DoctorDevice.startWith(await firewallProgram(), hosts[0], 'mia', 'leo'),
      DoctorDevice.start(hosts[1], 'leo', 'mia'),
    ]);
    await Promise.all([mia.hears('leo'), leo.hears('mia')]);
    const facts = { firewall: 'firewalld', port: 26_810, place: 'public' };
    expect((await mia.report()).of('firewall')).toEqual([['firewall.unseen', facts]]);
    hosts[0].dropIncoming('tcp', 26_810);
    await mia.connect(leo, hosts[1].addressOf());
    const report = await mia.report();
    expect(report.bad).toEqual(['firewall.suspected', 'callback.fails']);
    expect(report.of('firewall')).toEqual([['firewall.suspected', facts]]);
    expect(report.of('callback')).toEqual([['callback.fails', { names: ['leo'], ...facts }]]);
    hosts[0].letIn('tcp', 26_810);
    expect((await mia.report()).of('firewall')).toEqual([['firewall.passed', { names: ['leo'] }]]);
  });

  it('reach: the other device’s own firewall keeps everybody out', async () => {
    const { hosts, mia } = await two();
    hosts[1].dropIncoming('tcp', 26_810);
    const report = await mia.report();
    expect(report.bad).toEqual(['reach.silent']);
    expect(report.of('reach')).toEqual([['reach.silent', { names: ['leo'] }]]);
    hosts[1].letIn('tcp', 26_810);
    expect((await mia.report()).of('reach')).toEqual([['reach.works', { names: ['leo'] }]]);
  });

  it('isolation: the network keeps devices apart that were heard', async () => {
    const { hosts, mia } = await two();
    for (const host of hosts) host.isolate();
    hosts[0].ip('neigh', 'flush', 'all');
    const report = await mia.report();
    expect(report.bad).toEqual(['isolation.suspected']);
    expect(report.of('isolation')).toEqual([['isolation.suspected', { names: ['leo'] }]]);
    for (const host of hosts) host.isolate(false);
    await mia.hears('leo');
    expect((await mia.report()).of('isolation')).toEqual([['isolation.none', {}]]);
  });
});
