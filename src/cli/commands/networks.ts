// `ferry networks`: those that this computer is on, and what its person says of them.
import { errorInfo } from '../../contract/errors.ts';
import type { ShownNetwork } from '../../contract/networks.ts';
import { EXIT } from '../exit-codes.ts';
import { look } from '../meet.ts';
import { NETWORK_WORDS } from '../network-words.ts';
import { padToWidth, textWidth } from '../text-width.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { withFerry } from '../with-ferry.ts';

export async function networks(call: Call): Promise<number> {
  const { output, invocation } = call;
  const [verb, via, extra] = invocation.words;
  if (extra !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
  if (verb === undefined) return withFerry(call, list);
  const choice = Object.hasOwn(NETWORK_WORDS, verb) ? NETWORK_WORDS[verb] : undefined;
  if (choice === undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: verb }));
  if (via === undefined) return output.fail(errorInfo('usage.missing_argument', { argument: 'VIA' }));
  return withFerry(call, async (opened) => {
    const looking = await look(opened, { isForFerryAlone: true });
    const chosen = looking.ok ? await opened.invoke('network.choose', { via, ...choice }) : looking;
    if (!chosen.ok) return output.fail(chosen.error);
    // An engine of this command's own ends with it.
    if (!opened.ferry.isOwn || chosen.value.isKept) return list(opened);
    output.warn(errorInfo('network.not_kept', { via }));
    return EXIT.failed;
  });
}

async function list(opened: Opened): Promise<number> {
  const { output, invoke } = opened;
  const { cli } = output.t;
  const looking = await look(opened, { isForFerryAlone: true });
  const found = looking.ok ? await invoke('state.snapshot') : looking;
  if (!found.ok) return output.fail(found.error);
  const all = Object.values(found.value.state.networks);
  if (all.length === 0) output.tell(output.t.home.noNetwork, null);
  const width = Math.max(0, ...all.map(({ via }) => textWidth(via)));
  for (const network of all) {
    const words = [padToWidth(network.via, width), wordFor(network, cli), network.addresses.join(' ')];
    const { id, via, isVirtual, isOn, trust, addresses } = network;
    output.say(words.join('  '), { event: 'network', id, via, isVirtual, isOn, trust, addresses: [...addresses] });
  }
  return EXIT.ok;
}

type Words = Call['output']['t']['cli'];

function wordFor({ isOn, trust }: ShownNetwork, cli: Words): string {
  if (!isOn) return cli.networkOff;
  return trust === 'trusted' ? cli.networkTrusted : trust === 'public' ? cli.networkPublic : cli.networkNew;
}
