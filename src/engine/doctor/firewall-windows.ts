// The firewall of Windows, read where it keeps its rules: what its own programs say is in the system's language.
import type { FirewallFacts } from './facts.ts';
import type { FirewallNeeds } from './firewall.ts';
import { MDNS_PORT } from './judge.ts';

const POLICY = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
/** What the registry calls the rules for each kind of network, by the names that PowerShell has for those. */
const PROFILES = {
  Private: { key: 'StandardProfile', rule: 'Private' },
  Public: { key: 'PublicProfile', rule: 'Public' },
  DomainAuthenticated: { key: 'DomainProfile', rule: 'Domain' },
} as const;
/** As the rules have them. */
const TCP = '6';
const UDP = '17';
type Category = keyof typeof PROFILES;

export async function windowsFirewall({ run, execPath, port, udpPort }: FirewallNeeds): Promise<FirewallFacts> {
  const of = (state: FirewallFacts['state']): FirewallFacts => ({ firewall: 'windows', state, place: '' });
  const category = await networkCategory(run);
  if (category === null) return of('unknown');
  const { key } = PROFILES[category];
  const enabled = await run('reg', ['query', `${POLICY}\\${key}`, '/v', 'EnableFirewall']);
  if (enabled === null || enabled.code !== 0) return of('unknown');
  if (/EnableFirewall\s+REG_DWORD\s+0x0\s*$/m.test(enabled.text)) return of('none');
  const listed = await run('reg', ['query', `${POLICY}\\FirewallRules`]);
  if (listed === null || listed.code !== 0) return of('on');
  const connecting = stateByRules(listed.text, { execPath, protocol: TCP, port, category });
  // What mDNS announces, the system lets in for its own services.
  if (connecting !== 'allows' || udpPort === MDNS_PORT) return of(connecting);
  return of(stateByRules(listed.text, { execPath, protocol: UDP, port: udpPort, category }));
}

/** Of several networks the one that is kept more closed. */
async function networkCategory(run: FirewallNeeds['run']): Promise<Category | null> {
  const command = '(Get-NetConnectionProfile).NetworkCategory';
  const asked = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command]);
  const named = asked?.text.split(/\s+/) ?? [];
  const order: readonly Category[] = ['Public', 'Private', 'DomainAuthenticated'];
  return order.find((category) => named.includes(category)) ?? null;
}

interface RuleFacts {
  readonly execPath: string;
  readonly protocol: string;
  readonly port: number;
  readonly category: Category;
}

/** Rows such as `v2.33|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Private|App=C:\…\Ferry.exe|Name=…|`. */
function stateByRules(listed: string, { execPath, protocol, port, category }: RuleFacts): FirewallFacts['state'] {
  const rules = listed.split('\n').flatMap((line) => {
    const fields = line.split('|').map((field) => field.split('=') as [string, string?]);
    const valuesOf = (name: string): readonly string[] =>
      fields.flatMap(([key, value = '']) => (key === name ? [value] : []));
    const isOurs =
      isSameProgram(valuesOf('App')[0] ?? '', execPath) && valuesOf('Protocol').every((each) => each === protocol);
    const [ports] = [valuesOf('LPort')];
    const isForPort = ports.length === 0 || ports.includes(String(port));
    if (valuesOf('Dir')[0] !== 'In' || valuesOf('Active')[0] !== 'TRUE' || !isOurs || !isForPort) return [];
    return [{ action: valuesOf('Action')[0], profiles: valuesOf('Profile') }];
  });
  const { rule } = PROFILES[category];
  const here = rules.filter(({ profiles }) => profiles.length === 0 || profiles.includes(rule));
  // A refusal is stronger than any permission; without either, Windows asks at the first call and lets nobody in.
  if (here.some(({ action }) => action === 'Block'))
    return isOnlyElsewhere(rules, category) ? 'publicNetwork' : 'blocks';
  if (here.some(({ action }) => action === 'Allow')) return 'allows';
  return isOnlyElsewhere(rules, category) ? 'publicNetwork' : 'blocks';
}

const isOnlyElsewhere = (
  rules: readonly { readonly action: string | undefined; readonly profiles: readonly string[] }[],
  category: Category,
): boolean =>
  category === 'Public' && rules.some(({ action, profiles }) => action === 'Allow' && profiles.includes('Private'));

/** The registry's text comes in a code page of its own: letters beyond ASCII aren't compared. */
function isSameProgram(inRule: string, execPath: string): boolean {
  const plain = (path: string): string => path.toLowerCase().replace(/[^\x20-\x7e]+/g, '?');
  return plain(inRule) === plain(execPath);
}
