// Each check of the doctor that other devices, other networks or a firewall make bad: red by a real fault, and green
// without it.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DoctorDevice } from '../support/doctor-device.ts';
import { two } from '../support/doctor-two.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function firewallProgram(): Promise<string> {
  const folder = await tempFolder();
  const script = 'case "$1" in --state) echo running;; --get-zone*) echo public;; *) exit 253;; esac';
  await writeFile(join(folder, 'firewall-cmd'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'firewall-cmd'), 0o755);
  return folder;
}

describe.skipIf(!canMakeSpaces())('the doctor (needs network namespaces)', () => {
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
