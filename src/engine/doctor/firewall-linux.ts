// ufw, firewalld and nftables. Most of what they know only the administrator may read: then their own files say at least
// whether they are on.
import type { FirewallFacts } from './facts.ts';
import type { FirewallNeeds } from './firewall.ts';
import { MDNS_PORT } from './judge.ts';

const UFW_CONF = '/etc/ufw/ufw.conf';
const UFW_DEFAULTS = '/etc/default/ufw';

type Protocol = 'tcp' | 'udp';

export async function linuxFirewall(needs: FirewallNeeds): Promise<FirewallFacts> {
  const found = (await ufw(needs)) ?? (await firewalld(needs)) ?? (await nftables(needs));
  return found ?? { firewall: null, state: 'unknown', place: '' };
}

const ofUfw = (state: FirewallFacts['state']): FirewallFacts => ({ firewall: 'ufw', state, place: '' });

/** Null where it isn't there, or is off: another may be on instead. */
async function ufw({ run, readFile, port, udpPort }: FirewallNeeds): Promise<FirewallFacts | null> {
  const conf = await readFile(UFW_CONF);
  if (conf === null || !/^ENABLED=["']?yes/im.test(conf)) return null;
  const policy = /^DEFAULT_INPUT_POLICY=["']?(\w+)/im.exec((await readFile(UFW_DEFAULTS)) ?? '')?.[1];
  if (policy?.toUpperCase() === 'ACCEPT') return ofUfw('allows');
  const status = await run('ufw', ['status']);
  if (status === null || status.code !== 0) return ofUfw('on');
  if (!/^Status: active/m.test(status.text)) return null;
  // What mDNS announces it lets in by itself.
  const isAnnounced = udpPort === MDNS_PORT || isLetInByUfw(status.text, udpPort, 'udp');
  return ofUfw(isAnnounced && isLetInByUfw(status.text, port, 'tcp') ? 'allows' : 'blocks');
}

/** Rows such as `26810/tcp    ALLOW    Anywhere`; the first that fits counts. An application profile says no port. */
function isLetInByUfw(status: string, port: number, wanted: Protocol): boolean {
  for (const line of status.split('\n')) {
    const [, to = '', verdict] =
      /^(\S+)(?: \(v6\))?(?: on \S+)?\s+(ALLOW|LIMIT|DENY|REJECT)(?: IN)?\s/.exec(line) ?? [];
    if (verdict === undefined || !includesPort(to, port, wanted)) continue;
    return verdict === 'ALLOW' || verdict === 'LIMIT';
  }
  return false;
}

function includesPort(to: string, port: number, wanted: Protocol): boolean {
  if (to === 'Anywhere') return true;
  const [, ports = '', protocol] = /^([\d:,]+)(?:\/(\w+))?$/.exec(to) ?? [];
  if (ports === '' || (protocol !== undefined && protocol !== wanted)) return false;
  return ports.split(',').some((part) => isWithin(part.split(':'), port));
}

function isWithin([from, to = from]: readonly string[], port: number): boolean {
  return Number(from) <= port && port <= Number(to);
}

async function firewalld({ run, used, ...ports }: FirewallNeeds): Promise<FirewallFacts | null> {
  const running = await run('firewall-cmd', ['--state']);
  // It isn't there, or is there and doesn't run.
  if (running === null || running.code !== 0) return null;
  const zones = new Set<string>();
  for (const name of used) {
    const zone = await run('firewall-cmd', [`--get-zone-of-interface=${name}`]);
    if (zone?.code === 0) zones.add(zone.text.trim());
  }
  if (zones.size === 0) {
    const usual = await run('firewall-cmd', ['--get-default-zone']);
    if (usual?.code === 0) zones.add(usual.text.trim());
  }
  for (const place of zones) {
    const listed = await run('firewall-cmd', [`--zone=${place}`, '--list-all']);
    if (listed === null || listed.code !== 0) return { firewall: 'firewalld', state: 'on', place };
    if (!isLetInByZone(listed.text, ports)) return { firewall: 'firewalld', state: 'blocks', place };
  }
  const [place = ''] = zones;
  return { firewall: 'firewalld', state: zones.size === 0 ? 'on' : 'allows', place };
}

/** Both ways in are needed: the connection, and what is announced. */
function isLetInByZone(listed: string, { port, udpPort }: Pick<FirewallNeeds, 'port' | 'udpPort'>): boolean {
  const rowOf = (name: string): readonly string[] =>
    new RegExp(`^\\s*${name}:(.*)$`, 'm').exec(listed)?.[1]?.trim().split(/\s+/) ?? [];
  if (rowOf('target').includes('ACCEPT')) return true;
  const has = (wanted: number, protocol: Protocol): boolean =>
    rowOf('ports').some((row) => {
      const [ports = '', of] = row.split('/');
      return of === protocol && isWithin(ports.split('-'), wanted);
    });
  const isAnnounced = (udpPort === MDNS_PORT && rowOf('services').includes('mdns')) || has(udpPort, 'udp');
  return has(port, 'tcp') && isAnnounced;
}

/** Null where there is nothing to ask; only the administrator gets an answer. */
async function nftables({ run, port, udpPort }: FirewallNeeds): Promise<FirewallFacts | null> {
  const listed = await run('nft', ['-j', 'list', 'ruleset']);
  return listed === null || listed.code !== 0
    ? null
    : byNftRules(listed.text, udpPort === MDNS_PORT ? [port] : [port, udpPort]);
}

interface NftChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly hook?: string;
  readonly policy?: string;
}
interface NftRule {
  readonly table: string;
  readonly chain: string;
}
type NftEntries = readonly { readonly chain?: NftChain; readonly rule?: NftRule }[];

/**
 * A chain that drops by its policy what comes in, in a table that names a port of ours nowhere, keeps us out. What rules
 * do beyond that only they know.
 */
function byNftRules(json: string, ports: readonly number[]): FirewallFacts {
  const of = (state: FirewallFacts['state'], place = ''): FirewallFacts => ({ firewall: 'nftables', state, place });
  const entries = entriesOf(json);
  if (entries === null) return of('unknown');
  const incoming = entries.flatMap(({ chain }) => (chain?.hook === 'input' ? [chain] : []));
  const rulesOf = (table: string): readonly NftRule[] =>
    entries.flatMap(({ rule }) => (rule?.table === table ? [rule] : []));
  const isNamed = ({ table }: NftChain): boolean =>
    ports.every((port) => rulesOf(table).some((rule) => new RegExp(`\\b${port}\\b`).test(JSON.stringify(rule))));
  const closed = incoming.find((chain) => chain.policy === 'drop' && !isNamed(chain));
  if (closed !== undefined) return of('blocks', `${closed.family} ${closed.table} ${closed.name}`);
  const isStrict = incoming.some(({ table, name, policy }) => {
    const own = rulesOf(table).filter(({ chain }) => chain === name);
    return policy === 'drop' || own.some((rule) => /"(?:drop|reject|jump|goto)"/.test(JSON.stringify(rule)));
  });
  if (isStrict) return of(incoming.some(isNamed) ? 'allows' : 'on');
  return incoming.length === 0 ? { ...of('none'), firewall: null } : of('allows');
}

function entriesOf(json: string): NftEntries | null {
  try {
    return (JSON.parse(json) as { readonly nftables?: NftEntries }).nftables ?? [];
  } catch {
    return null;
  }
}
