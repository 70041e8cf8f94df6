// Every network in Settings: whether Ferry uses it, and who may see this device there.
import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { NetworkTrust, ShownNetwork } from '../../contract/networks.ts';
import { NETWORK_TRUSTS } from '../../contract/networks.ts';
import type { WindowInput } from '../../contract/window.ts';
import { useStrings } from '../strings-context.tsx';
import { ChevronIcon } from './icons.tsx';
import { Problem } from './problem.tsx';
import { Switch } from './switch.tsx';

/** Null when it was done. */
export type ChooseNetwork = (choice: WindowInput<'network.choose'>) => Promise<ErrorInfo | null>;

/** Rows of a group of settings. */
export function NetworkRows({
  networks,
  onChoose,
}: {
  readonly networks: readonly ShownNetwork[];
  readonly onChoose: ChooseNetwork;
}): ReactNode {
  const { networks: words } = useStrings();
  const sorted = [...networks].sort((one, other) => (one.via < other.via ? -1 : 1));
  const virtual = sorted.filter(({ isVirtual }) => isVirtual);
  const [isOpen, setOpen] = useState(() => virtual.some(({ isOn }) => isOn));
  const rows = (of: readonly ShownNetwork[]) =>
    of.map((network) => <NetworkRow key={network.via} network={network} onChoose={onChoose} />);
  return (
    <>
      {networks.length === virtual.length && (
        <div className="row">
          <p className="quiet">{words.none}</p>
        </div>
      )}
      {rows(sorted.filter(({ isVirtual }) => !isVirtual))}
      {virtual.length > 0 && (
        <details className="virtual-networks" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>
            {words.virtualTitle}
            <span className="quiet">{words.virtualHint}</span>
          </summary>
          {isOpen && <div className="rows">{rows(virtual)}</div>}
        </details>
      )}
    </>
  );
}

function NetworkRow({
  network,
  onChoose,
}: {
  readonly network: ShownNetwork;
  readonly onChoose: ChooseNetwork;
}): ReactNode {
  const { networks: words } = useStrings();
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const id = useId();
  const problemId = `${id}-problem`;
  const via = showHidden(network.via);
  const described = problem === null ? undefined : problemId;

  async function choose(choice: { readonly trust: NetworkTrust } | { readonly isOn: boolean }): Promise<void> {
    setProblem(await onChoose({ via: network.via, ...choice }));
  }

  return (
    <div className="row network">
      <div className="network-name">
        <bdi>{via}</bdi>
        <p className="quiet">
          {network.isOn ? <bdi dir="ltr">{shortest(network.addresses).join(', ')}</bdi> : words.off}
        </p>
      </div>
      <Switch
        label={words.use(via)}
        describedBy={described}
        isOn={network.isOn}
        onChange={(isOn) => void choose({ isOn })}
      />
      {network.isOn && (
        <span className="select">
          <select
            className="select-field"
            aria-label={words.trustOf(via)}
            aria-describedby={described}
            value={network.trust ?? ''}
            onChange={(event) => {
              const trust = NETWORK_TRUSTS.find((each) => each === event.target.value);
              if (trust !== undefined) void choose({ trust });
            }}
          >
            {network.trust === null && <option value="">{words.undecided}</option>}
            {NETWORK_TRUSTS.map((trust) => (
              <option key={trust} value={trust}>
                {words[trust]}
              </option>
            ))}
          </select>
          <ChevronIcon />
        </span>
      )}
      <Problem id={problemId} of={problem} />
    </div>
  );
}

/** People know a network by its short address; of IPv6 there are many. */
function shortest(addresses: readonly string[]): readonly string[] {
  const v4 = addresses.filter((address) => !address.includes(':'));
  return (v4.length > 0 ? v4 : addresses).slice(0, 2);
}
