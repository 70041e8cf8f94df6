// Several computers and the switches between them, made of Linux network namespaces: real interfaces, real multicast,
// real cables to pull. Nothing of it is in the machine's own network.
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach } from 'vitest';

const PREFIX = 'ferrytest-';
const OWN = new RegExp(`^${PREFIX}(\\d+)-`);
const isDeciding = Boolean(process.env.CI) && process.env.CI !== 'false';
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

const ip = (...args: readonly string[]): string =>
  execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

let canMake: boolean | null = null;

/**
 * Whether this machine lets us; tests that can't run are skipped by name. Where CI decides and everything is there by
 * right, they run and fail instead of being passed over.
 */
export function canMakeSpaces(): boolean {
  canMake ??= isRoot && (isDeciding || tryOne());
  return canMake;
}

function tryOne(): boolean {
  try {
    const space = NetSpace.open();
    space.addHost('probe');
    space.close();
    return true;
  } catch {
    return false;
  }
}

const open = new Set<NetSpace>();
afterEach(() => {
  for (const space of open) if (!space.outlastsTest) space.close();
});
// A run that is ended from outside still leaves by here; one that is killed is cleaned up after by the next.
process.once('exit', () => {
  for (const space of open) space.close();
});

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HostOptions {
  /** The bridge its `eth0` is plugged into; the space's first without it. */
  readonly bridge?: Bridge;
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
}

export interface Bridge {
  readonly name: string;
  /** The second number of its IPv4 addresses (`10.77.N.x`) and of its IPv6 ones (`fd77:N::x`). */
  readonly number: number;
}

export interface Addresses {
  /** With the prefix's length: `10.77.1.2/24`. */
  readonly ipv4: string | null;
  readonly ipv6: string | null;
}

export class NetSpace {
  /** The namespace that all bridges are in. */
  readonly #switch: string;
  readonly #stem: string;
  readonly #hosts: Host[] = [];
  #bridges = 0;
  readonly lan: Bridge;

  /** Whoever opened it closes it. */
  readonly outlastsTest: boolean;

  private constructor(outlastsTest: boolean) {
    this.outlastsTest = outlastsTest;
    this.#stem = `${PREFIX}${process.pid}-${randomBytes(3).toString('hex')}`;
    this.#switch = `${this.#stem}-switch`;
    open.add(this);
    ip('netns', 'add', this.#switch);
    this.lan = this.addBridge();
  }

  static open({ outlastsTest = false } = {}): NetSpace {
    removeLeftovers();
    return new NetSpace(outlastsTest);
  }

  addBridge(): Bridge {
    this.#bridges += 1;
    const bridge = { name: `br${this.#bridges}`, number: this.#bridges };
    // A snooping switch without a querier drops what nobody is known to have joined.
    ip('-n', this.#switch, 'link', 'add', bridge.name, 'type', 'bridge', 'mcast_snooping', '0');
    ip('-n', this.#switch, 'link', 'set', bridge.name, 'up');
    return bridge;
  }

  /** Another computer: `lo`, and `eth0` on a bridge, both up. */
  addHost(name: string, options: HostOptions = {}): Host {
    const number = this.#hosts.length + 1;
    const host = new Host(`${this.#stem}-${name}`, number, this.#switch);
    this.#hosts.push(host);
    host.addInterface('eth0', options.bridge ?? this.lan, options);
    return host;
  }

  /** Ends every process in it, then takes it down. */
  close(): void {
    open.delete(this);
    for (const host of this.#hosts.splice(0)) removeNamespace(host.namespace);
    removeNamespace(this.#switch);
  }
}

export class Host {
  readonly namespace: string;
  readonly #number: number;
  readonly #switch: string;
  readonly #bridges = new Map<string, Bridge>();

  constructor(namespace: string, number: number, switchNamespace: string) {
    this.namespace = namespace;
    this.#number = number;
    this.#switch = switchNamespace;
    ip('netns', 'add', namespace);
    // Without the second's wait for a neighbour that has the address too; and addresses outlive a link that goes down,
    // as they do where something configures them.
    this.#write('net/ipv6/conf/default/accept_dad', '0');
    this.#write('net/ipv6/conf/all/accept_dad', '0');
    this.#write('net/ipv6/conf/all/keep_addr_on_down', '1');
    this.#write('net/ipv6/conf/default/keep_addr_on_down', '1');
    this.ip('link', 'set', 'lo', 'up');
  }

  /** `ip` as this computer has it. */
  ip(...args: readonly string[]): string {
    return ip('-n', this.namespace, ...args);
  }

  /** Plugs in an interface; one that was removed comes back as a new one of the same name. */
  addInterface(name: string, bridge: Bridge, { ipv4 = true, ipv6 = true }: HostOptions = {}): void {
    const port = this.#portOf(name);
    this.#bridges.set(name, bridge);
    ip('-n', this.#switch, 'link', 'add', port, 'type', 'veth', 'peer', 'name', name, 'netns', this.namespace);
    ip('-n', this.#switch, 'link', 'set', port, 'master', bridge.name, 'up');
    // The same card again has the same address, so that neighbours who remember it are right.
    this.ip('link', 'set', name, 'address', `02:77:00:00:0${bridge.number}:${hex(this.#number)}`, 'up');
    this.setAddresses(name, {
      ipv4: ipv4 ? `10.77.${bridge.number}.${this.#number}/24` : null,
      ipv6: ipv6 ? `fd77:${bridge.number}::${this.#number}/64` : null,
    });
  }

  removeInterface(name = 'eth0'): void {
    this.ip('link', 'del', name);
    this.#bridges.delete(name);
  }

  /** Instead of those it has; a link-local one stays, as there is on every interface that speaks IPv6. */
  setAddresses(name: string, { ipv4, ipv6 }: Addresses): void {
    this.ip('addr', 'flush', 'dev', name, 'scope', 'global');
    if (ipv4 !== null) this.ip('addr', 'add', ipv4, 'brd', '+', 'dev', name);
    if (ipv6 !== null) this.ip('addr', 'add', ipv6, 'dev', name, 'nodad');
    this.#write(`net/ipv6/conf/${name}/disable_ipv6`, ipv6 === null ? '1' : '0');
  }

  addressOf(name = 'eth0', family: 'ipv4' | 'ipv6' = 'ipv4'): string {
    const lines = this.ip('-o', family === 'ipv4' ? '-4' : '-6', 'addr', 'show', 'dev', name, 'scope', 'global');
    const [, address] = / inet6? ([^/ ]+)/.exec(lines) ?? [];
    if (address === undefined) throw new Error(`${name} has no ${family} address`);
    return address;
  }

  linkDown(name = 'eth0'): void {
    this.ip('link', 'set', name, 'down');
  }

  linkUp(name = 'eth0'): void {
    this.ip('link', 'set', name, 'up');
  }

  /** The cable: the interface stays up, but has no carrier. */
  unplug(name = 'eth0'): void {
    ip('-n', this.#switch, 'link', 'set', this.#portOf(name), 'down');
  }

  plug(name = 'eth0'): void {
    ip('-n', this.#switch, 'link', 'set', this.#portOf(name), 'up');
  }

  /**
   * The switch hands on no multicast to this computer, as some access points do; broadcasts, and so ARP, still pass.
   * IPv6 neighbours are found by multicast, so that IPv6 goes too.
   */
  dropMulticast(isDropped = true, name = 'eth0'): void {
    this.#port(name, 'mcast_flood', isDropped ? 'off' : 'on');
  }

  /** Guest Wi-Fi: computers that are isolated reach those that aren't, but not each other. */
  isolate(isIsolated = true, name = 'eth0'): void {
    this.#port(name, 'isolated', isIsolated ? 'on' : 'off');
  }

  /** A firewall: what comes in by an interface for this port is dropped without a word. */
  dropIncoming(protocol: 'tcp' | 'udp', port: number, name = 'eth0'): void {
    for (const family of ['-4', '-6']) {
      // Rules are asked in turn, and the one that knows this computer's own addresses would answer first.
      if (/^0:/m.test(this.ip(family, 'rule'))) {
        this.ip(family, 'rule', 'add', 'pref', '100', 'lookup', 'local');
        this.ip(family, 'rule', 'del', 'pref', '0');
      }
      this.ip(family, 'rule', 'add', ...ruleFor(protocol, port, name));
    }
  }

  letIn(protocol: 'tcp' | 'udp', port: number, name = 'eth0'): void {
    for (const family of ['-4', '-6']) this.ip(family, 'rule', 'del', ...ruleFor(protocol, port, name));
  }

  /** Starts a program on this computer; the process is the program itself, and ends with the space. */
  spawn(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn('ip', ['netns', 'exec', this.namespace, command, ...args], options);
  }

  async run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Ran> {
    const child = this.spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  #port(name: string, option: string, value: string): void {
    execFileSync('bridge', ['-n', this.#switch, 'link', 'set', 'dev', this.#portOf(name), option, value]);
  }

  /** The other end of its cable, in the switch; names of interfaces are at most 15 letters. */
  #portOf(name: string): string {
    return `p${this.#number}-${name}`;
  }

  /** A setting of the kernel for this computer: only a process inside sees it. */
  #write(setting: string, value: string): void {
    const script = `echo ${value} > /proc/sys/${setting}`;
    execFileSync('ip', ['netns', 'exec', this.namespace, 'sh', '-c', script], { stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

const hex = (number: number): string => number.toString(16).padStart(2, '0');

const ruleFor = (protocol: string, port: number, name: string): readonly string[] => [
  ...['pref', '50', 'iif', name, 'ipproto', protocol, 'dport', `${port}`],
  'blackhole',
];

function removeLeftovers(): void {
  for (const line of ip('netns').split('\n')) {
    const [name = ''] = line.split(' ');
    const [, pid] = OWN.exec(name) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) removeNamespace(name);
  }
}

/** Best effort: another run may be at the same leftovers. */
function removeNamespace(name: string): void {
  try {
    for (const pid of ip('netns', 'pids', name).split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
  try {
    ip('netns', 'del', name);
  } catch {
    // Likewise.
  }
}
