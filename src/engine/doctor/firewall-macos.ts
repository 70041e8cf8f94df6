// The firewall of macOS, which has rules for programs; everybody may ask it.
import type { FirewallFacts } from './facts.ts';
import type { FirewallNeeds } from './firewall.ts';

const TOOL = '/usr/libexec/ApplicationFirewall/socketfilterfw';

export async function macFirewall({ run, execPath }: FirewallNeeds): Promise<FirewallFacts> {
  const of = (state: FirewallFacts['state']): FirewallFacts => ({ firewall: 'macos', state, place: '' });
  const global = await run(TOOL, ['--getglobalstate']);
  if (global === null || global.code !== 0) return of('unknown');
  if (/State = 0/.test(global.text)) return of('none');
  if (/State = 2/.test(global.text)) return of('blocksAll');
  const all = await run(TOOL, ['--getblockall']);
  if (all !== null && /enabled|State = 1/i.test(all.text) && !/disabled/i.test(all.text)) return of('blocksAll');
  // Rules are for the app as a whole, not for the program within.
  const app = /^(.*?\.app)\//.exec(execPath)?.[1] ?? execPath;
  const own = await run(TOOL, ['--getappblocked', app]);
  if (own === null || own.code !== 0) return of('on');
  if (/not part of the firewall|not found/i.test(own.text)) return of('on');
  if (/permitted|allow/i.test(own.text)) return of('allows');
  return of(/block/i.test(own.text) ? 'blocks' : 'on');
}
