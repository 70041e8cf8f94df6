// What the firewalls of the three systems say, in their own words, and what that means for who calls.
import { describe, expect, it } from 'vitest';
import { type FirewallNeeds, firewallFacts } from '../../../../src/engine/doctor/firewall.ts';
import type { Answered } from '../../../../src/engine/doctor/run-command.ts';

/** By a part of the command line. */
type Says = Readonly<Record<string, string | Answered>>;

function needs(platform: string, says: Says, files: Readonly<Record<string, string>> = {}): FirewallNeeds {
  return {
    platform,
    execPath:
      platform === 'win32' ? 'C:\\Users\\Mia\\Ferry\\Ferry.exe' : '/Applications/Ferry.app/Contents/MacOS/Ferry',
    port: 26_810,
    udpPort: 5353,
    used: ['eth0'],
    run: async (program, args) => {
      const line = [program, ...args].join(' ');
      const said = Object.entries(says).find(([part]) => line.includes(part))?.[1];
      if (said === undefined) return null;
      return typeof said === 'string' ? { code: 0, text: said } : said;
    },
    readFile: async (path) => files[path] ?? null,
  };
}

const REFUSED: Answered = { code: 1, text: '' };

describe('ufw', () => {
  const ON = {
    '/etc/ufw/ufw.conf': 'ENABLED=yes\nLOGLEVEL=low\n',
    '/etc/default/ufw': 'DEFAULT_INPUT_POLICY="DROP"\n',
  };
  const status = (...rows: readonly string[]): string =>
    [
      'Status: active',
      '',
      'To                         Action      From',
      '--                         ------      ----',
      ...rows,
    ].join('\n');
  const of = (state: string) => ({ firewall: 'ufw', state, place: '' });

  it.each([
    ['blocks', []],
    ['blocks', ['22/tcp                     ALLOW       Anywhere']],
    ['blocks', ['26810/udp                  ALLOW       Anywhere']],
    ['blocks', ['26810/tcp                  DENY        Anywhere', 'Anywhere                   ALLOW       Anywhere']],
    ['blocks', ['Samba                      ALLOW       Anywhere']],
    ['allows', ['26810/tcp                  ALLOW       Anywhere']],
    ['allows', ['26810                      ALLOW       192.168.1.0/24']],
    ['allows', ['26810/tcp (v6)             ALLOW       Anywhere (v6)']],
    ['allows', ['26800:26820/tcp            ALLOW       Anywhere']],
    ['allows', ['80,443,26810/tcp           LIMIT       Anywhere']],
    ['allows', ['26810/tcp on eth0          ALLOW IN    Anywhere']],
    ['allows', ['Anywhere                   ALLOW       192.168.1.0/24']],
  ] as const)('%s with the rules %j', async (state, rows) => {
    expect(await firewallFacts(needs('linux', { 'ufw status': status(...rows) }, ON))).toEqual(of(state));
  });

  it('is on, and says no more to anybody but the administrator', async () => {
    expect(await firewallFacts(needs('linux', { 'ufw status': REFUSED }, ON))).toEqual(of('on'));
  });

  it('lets everybody in where that is its policy', async () => {
    const files = { ...ON, '/etc/default/ufw': 'DEFAULT_INPUT_POLICY="ACCEPT"\n' };
    expect(await firewallFacts(needs('linux', {}, files))).toEqual(of('allows'));
  });

  it('isn’t asked where it is off', async () => {
    const files = { '/etc/ufw/ufw.conf': 'ENABLED=no\n' };
    expect(await firewallFacts(needs('linux', { 'ufw status': status() }, files))).toMatchObject({ state: 'unknown' });
  });
});

describe('firewalld', () => {
  const zone = (ports: string, services: string, target = 'default'): string =>
    `public (active)\n  target: ${target}\n  interfaces: eth0\n  services: ${services}\n  ports: ${ports}\n  protocols:\n`;
  const says = (listed: string | Answered): Says => ({
    '--state': 'running\n',
    '--get-zone-of-interface=eth0': 'public\n',
    '--zone=public --list-all': listed,
  });
  const of = (state: string, place = 'public') => ({ firewall: 'firewalld', state, place });

  it.each([
    ['blocks', zone('', 'ssh dhcpv6-client')],
    ['blocks', zone('26810/tcp', 'ssh')],
    ['blocks', zone('26810/udp', 'ssh mdns')],
    ['allows', zone('26810/tcp', 'ssh mdns')],
    ['allows', zone('26810/tcp 5353/udp', 'ssh')],
    ['allows', zone('1025-65535/udp 1025-65535/tcp', 'ssh')],
    ['allows', zone('', '', 'ACCEPT')],
  ] as const)('%s: %s', async (state, listed) => {
    expect(await firewallFacts(needs('linux', says(listed)))).toEqual(of(state));
  });

  it('is asked about the zone of what belongs to none', async () => {
    const usual = { '--state': 'running\n', '--get-default-zone': 'home\n', '--zone=home --list-all': zone('', '') };
    expect(await firewallFacts(needs('linux', usual))).toEqual(of('blocks', 'home'));
  });

  it('is on, and doesn’t say how', async () => {
    expect(await firewallFacts(needs('linux', says(REFUSED)))).toEqual(of('on'));
    expect(await firewallFacts(needs('linux', { '--state': 'running\n' }))).toEqual(of('on', ''));
  });

  it('isn’t asked where it doesn’t run', async () => {
    expect(await firewallFacts(needs('linux', { '--state': { code: 252, text: '' } }))).toMatchObject({
      state: 'unknown',
    });
  });
});

describe('nftables', () => {
  const chain = (policy: string, hook = 'input') => ({
    chain: { family: 'inet', table: 'filter', name: hook, type: 'filter', hook, prio: 0, policy },
  });
  const rule = (expr: readonly object[], of = 'input') => ({
    rule: { family: 'inet', table: 'filter', chain: of, expr },
  });
  const toPort = (port: number) => ({
    match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: port },
  });
  const found = (...entries: readonly object[]) =>
    firewallFacts(needs('linux', { 'nft -j list ruleset': JSON.stringify({ nftables: entries }) }));
  const of = (state: string, place = '') => ({ firewall: 'nftables', state, place });

  it('keeps us out where what no rule names is dropped', async () => {
    expect(await found(chain('drop'), rule([toPort(22), { accept: null }]))).toEqual(of('blocks', 'inet filter input'));
  });

  it('lets us in where a rule names us', async () => {
    expect(await found(chain('drop'), rule([toPort(26_810), { accept: null }]))).toEqual(of('allows'));
  });

  it('lets us in where nothing is dropped', async () => {
    expect(await found(chain('accept'), rule([{ counter: {} }]))).toEqual(of('allows'));
  });

  it('isn’t taken for open where rules drop something', async () => {
    expect(await found(chain('accept'), rule([{ drop: null }]))).toEqual(of('on'));
    expect(await found(chain('accept'), rule([{ jump: { target: 'more' } }]))).toEqual(of('on'));
  });

  it('is none where nothing looks at what comes in', async () => {
    const none = { firewall: null, state: 'none', place: '' };
    expect(await found(chain('accept', 'forward'))).toEqual(none);
    expect(await found()).toEqual(none);
  });

  it('is unknown where it says something else, or nothing to us', async () => {
    expect(await firewallFacts(needs('linux', { 'nft -j list ruleset': 'not JSON' }))).toEqual(of('unknown'));
    expect(await firewallFacts(needs('linux', { 'nft -j list ruleset': REFUSED }))).toMatchObject({
      firewall: null,
      state: 'unknown',
    });
  });
});

describe('the firewall of macOS', () => {
  const of = (state: string) => ({ firewall: 'macos', state, place: '' });
  const ON = 'Firewall is enabled. (State = 1)\n';
  const NOT_ALL = 'Block all DISABLED! \n';
  const OURS = '--getappblocked /Applications/Ferry.app';

  it.each([
    ['none', { '--getglobalstate': 'Firewall is disabled. (State = 0)\n' }],
    ['blocksAll', { '--getglobalstate': 'Firewall is blocking all non-essential incoming connections. (State = 2)\n' }],
    ['blocksAll', { '--getglobalstate': ON, '--getblockall': 'Firewall has block all state set to enabled.\n' }],
    [
      'blocks',
      {
        '--getglobalstate': ON,
        '--getblockall': NOT_ALL,
        [OURS]: 'Incoming connection to the application is blocked \n',
      },
    ],
    [
      'allows',
      {
        '--getglobalstate': ON,
        '--getblockall': NOT_ALL,
        [OURS]: 'Incoming connection to the application is permitted \n',
      },
    ],
    [
      'on',
      { '--getglobalstate': ON, '--getblockall': NOT_ALL, [OURS]: 'The application is not part of the firewall \n' },
    ],
    ['on', { '--getglobalstate': ON, '--getblockall': NOT_ALL }],
    ['unknown', {}],
  ] as const)('%s: %j', async (state, says) => {
    expect(await firewallFacts(needs('darwin', says))).toEqual(of(state));
  });
});

describe('the firewall of Windows', () => {
  const of = (state: string) => ({ firewall: 'windows', state, place: '' });
  const row = (fields: string): string => `    {0F1E}    REG_SZ    v2.33|${fields}|Name=Ferry|\r\n`;
  const rule = (action: string, profile: string): string =>
    row(`Action=${action}|Active=TRUE|Dir=In|Protocol=6|${profile}App=C:\\users\\mia\\ferry\\ferry.exe`);
  const says = (network: string, rules: string | Answered, enabled = '0x1'): Says => ({
    NetworkCategory: `${network}\r\n`,
    EnableFirewall: `    EnableFirewall    REG_DWORD    ${enabled}\r\n`,
    FirewallRules: rules,
  });

  it.each([
    ['allows', 'Private', rule('Allow', 'Profile=Private|')],
    ['allows', 'Public', rule('Allow', '')],
    ['allows', 'DomainAuthenticated', rule('Allow', 'Profile=Domain|Profile=Private|')],
    ['blocks', 'Private', ''],
    ['blocks', 'Private', rule('Allow', 'Profile=Public|')],
    ['blocks', 'Private', rule('Allow', 'Profile=Private|') + rule('Block', 'Profile=Private|')],
    ['blocks', 'Private', row('Action=Allow|Active=FALSE|Dir=In|Protocol=6|App=C:\\Users\\Mia\\Ferry\\Ferry.exe')],
    ['blocks', 'Private', row('Action=Allow|Active=TRUE|Dir=Out|Protocol=6|App=C:\\Users\\Mia\\Ferry\\Ferry.exe')],
    ['blocks', 'Private', row('Action=Allow|Active=TRUE|Dir=In|Protocol=17|App=C:\\Users\\Mia\\Ferry\\Ferry.exe')],
    [
      'blocks',
      'Private',
      row('Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=22|App=C:\\Users\\Mia\\Ferry\\Ferry.exe'),
    ],
    ['blocks', 'Private', row('Action=Allow|Active=TRUE|Dir=In|Protocol=6|App=C:\\Other.exe')],
    ['publicNetwork', 'Public', rule('Allow', 'Profile=Private|')],
    ['publicNetwork', 'Public', rule('Allow', 'Profile=Private|') + rule('Block', 'Profile=Public|')],
    ['allows', 'Private\r\nDomainAuthenticated', rule('Allow', 'Profile=Private|')],
    ['publicNetwork', 'Private\r\nPublic', rule('Allow', 'Profile=Private|')],
  ])('%s on a network that is %s', async (state, network, rules) => {
    expect(await firewallFacts(needs('win32', says(network, rules)))).toEqual(of(state));
  });

  it('is off, or doesn’t say', async () => {
    expect(await firewallFacts(needs('win32', says('Private', '', '0x0')))).toEqual(of('none'));
    expect(await firewallFacts(needs('win32', says('Private', REFUSED)))).toEqual(of('on'));
    expect(await firewallFacts(needs('win32', says('', '')))).toEqual(of('unknown'));
  });
});

it('another system’s firewall is unknown', async () => {
  expect(await firewallFacts(needs('freebsd', {}))).toEqual({ firewall: null, state: 'unknown', place: '' });
});

describe('devices with LocalSend are let in', () => {
  const forLocalSend = (platform: string, says: Says, port = 53_317, files: Readonly<Record<string, string>> = {}) =>
    firewallFacts({ ...needs(platform, says, files), port, udpPort: 53_317 });

  it.each([
    ['blocks', 53_317, '26810/tcp   ALLOW   Anywhere'],
    ['blocks', 53_317, '53317/tcp   ALLOW   Anywhere'],
    ['blocks', 53_317, '53317/udp   ALLOW   Anywhere'],
    ['allows', 53_317, '53317   ALLOW   Anywhere'],
    ['blocks', 51_000, '53317   ALLOW   Anywhere'],
    ['allows', 51_000, '51000/tcp   ALLOW   Anywhere\n53317/udp   ALLOW   Anywhere'],
  ] as const)('by ufw where both ports are: %s at %i with %j', async (state, port, rows) => {
    const files = { '/etc/ufw/ufw.conf': 'ENABLED=yes\n' };
    expect(await forLocalSend('linux', { 'ufw status': `Status: active\n${rows}\n` }, port, files)).toMatchObject({
      state,
    });
  });

  it.each([
    ['blocks', '53317/tcp', 'mdns'],
    ['blocks', '53317/udp', 'mdns'],
    ['allows', '53317/tcp 53317/udp', ''],
  ] as const)('by firewalld where both ports are: %s with %s and %s', async (state, ports, services) => {
    const zone = `public\n  target: default\n  services: ${services}\n  ports: ${ports}\n`;
    const says = { '--state': 'running', '--get-zone-of-interface=eth0': 'public', '--list-all': zone };
    expect(await forLocalSend('linux', says)).toMatchObject({ state });
  });

  it('by nftables where rules name both ports', async () => {
    const rule = (port: number) => ({ rule: { table: 'filter', chain: 'input', expr: [{ match: { right: port } }] } });
    const found = (...ports: readonly number[]) => {
      const chain = { chain: { family: 'inet', table: 'filter', name: 'input', hook: 'input', policy: 'drop' } };
      return forLocalSend(
        'linux',
        { 'nft -j': JSON.stringify({ nftables: [chain, ...ports.map(rule)] }) },
        ports[0] === 51_000 ? 51_000 : 53_317,
      );
    };
    expect(await found(26_810)).toMatchObject({ state: 'blocks' });
    expect(await found(51_000)).toMatchObject({ state: 'blocks' });
    expect(await found(53_317)).toMatchObject({ state: 'allows' });
    expect(await found(51_000, 53_317)).toMatchObject({ state: 'allows' });
  });

  it('by Windows where the program may have both', async () => {
    const rule = (protocol: number): string =>
      `  {0F1E}  REG_SZ  v2.33|Action=Allow|Active=TRUE|Dir=In|Protocol=${protocol}|App=C:\\Users\\Mia\\Ferry\\Ferry.exe|\r\n`;
    const found = (rules: string) =>
      forLocalSend('win32', {
        NetworkCategory: 'Private\r\n',
        EnableFirewall: '  EnableFirewall  REG_DWORD  0x1\r\n',
        FirewallRules: rules,
      });
    expect(await found(rule(6))).toMatchObject({ state: 'blocks' });
    expect(await found(rule(17))).toMatchObject({ state: 'blocks' });
    expect(await found(rule(6) + rule(17))).toMatchObject({ state: 'allows' });
  });
});
