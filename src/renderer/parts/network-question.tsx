// One quiet question for each new network: may everyone on it see this device?
import type { ReactNode } from 'react';
import { useId } from 'react';
import { showHidden } from '../../base/text.ts';
import type { NetworkTrust, ShownNetwork } from '../../contract/networks.ts';
import type { State } from '../../contract/state.ts';
import type { Bridge } from '../../contract/window.ts';
import { isolate } from '../../strings/format.ts';
import { tell } from '../ask.ts';
import { focusHeading } from '../keyboard.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { Problem } from './problem.tsx';
import { useProblem } from './use-problem.ts';

/** The one to ask about next; null where the answer would change nothing now. */
export function networkToAskAbout({ networks, settings }: Pick<State, 'networks' | 'settings'>): ShownNetwork | null {
  // To those who show themselves to paired devices at most, it is the same on every network.
  if (settings.visibility !== 'whileOpen') return null;
  const open = Object.values(networks).filter(({ isOn, isVirtual, trust }) => isOn && !isVirtual && trust === null);
  return open.sort((one, other) => (one.via < other.via ? -1 : 1))[0] ?? null;
}

export function NetworkQuestion({
  bridge,
  network,
}: {
  readonly bridge: Bridge;
  readonly network: ShownNetwork;
}): ReactNode {
  const { networks: words } = useStrings();
  const announce = useAnnounce();
  const { problem, attempt } = useProblem();
  const id = useId();
  const problemId = `${id}-problem`;

  async function choose(trust: NetworkTrust): Promise<void> {
    if (!(await attempt(() => tell(bridge, 'network.choose', { via: network.via, trust })))) return;
    announce(trust === 'trusted' ? words.isTrusted : words.isPrivate);
    // The buttons are gone.
    focusHeading();
  }

  const answer = (trust: NetworkTrust, label: string) => (
    <button
      type="button"
      className="button"
      aria-describedby={problem === null ? `${id}-more` : `${problemId} ${id}-more`}
      onClick={() => void choose(trust)}
    >
      {label}
    </button>
  );
  return (
    <section className="question" aria-labelledby={`${id}-title`} data-region tabIndex={-1}>
      <h2 id={`${id}-title`}>{words.ask}</h2>
      <p id={`${id}-more`}>{words.askMore}</p>
      <p className="quiet">{words.via(isolate(showHidden(network.via)))}</p>
      <div className="question-answers">
        {answer('trusted', words.trust)}
        {answer('public', words.keepPrivate)}
      </div>
      <Problem id={problemId} of={problem} />
    </section>
  );
}
