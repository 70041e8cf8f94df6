// "Pair again": its button wherever a device's place was taken, and the question which device near is meant.
import type { ReactNode } from 'react';
import { useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { DeviceId } from '../../contract/devices.ts';
import type { State } from '../../contract/state.ts';
import type { Bridge } from '../../contract/window.ts';
import { tell } from '../ask.ts';
import type { Replaced } from '../device-view.ts';
import { pairedAnew } from '../device-view.ts';
import { nameIn } from '../incoming-view.ts';
import { useStrings } from '../strings-context.tsx';
import type { PairAgain } from '../use-pair-again.ts';
import { DeviceKindIcon } from './kind-icon.tsx';
import { Modal } from './modal.tsx';
import { Problem } from './problem.tsx';
import { useProblem } from './use-problem.ts';

export function PairAgainButton({
  replaced,
  describedBy,
  isActive = true,
  onPairAgain,
}: {
  readonly replaced: Replaced;
  readonly describedBy: string;
  /** Whether Tab comes to it. */
  readonly isActive?: boolean;
  readonly onPairAgain: PairAgain;
}): ReactNode {
  const { aboutDevice: words } = useStrings();
  const { problem, attempt } = useProblem();
  return (
    <>
      <button
        type="button"
        className="button"
        tabIndex={isActive ? undefined : -1}
        aria-describedby={describedBy}
        onClick={() => void attempt(() => onPairAgain(replaced))}
      >
        {words.pairAgain}
      </button>
      <Problem id={`${describedBy}-problem`} of={problem} />
    </>
  );
}

interface ChoosingProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly replaced: Replaced;
  readonly onLeave: () => void;
}

export function PairAgainSheet(props: ChoosingProps): ReactNode {
  const strings = useStrings();
  const title = strings.aboutDevice.whichAnew(nameOf(props, strings));
  return (
    <Modal title={title} onLeave={props.onLeave} className="receive">
      <PairAgainBody {...props} />
    </Modal>
  );
}

const nameOf = ({ state, replaced }: ChoosingProps, strings: Parameters<typeof nameIn>[0]): string =>
  nameIn(strings, state.devices[replaced.id]?.name ?? replaced.name);

export function PairAgainBody(props: ChoosingProps): ReactNode {
  const { bridge, state, replaced, onLeave } = props;
  const strings = useStrings();
  const { aboutDevice: words, fromNearby } = strings;
  const { problem, attempt } = useProblem();
  const [called, setCalled] = useState<{ readonly id: DeviceId | null; readonly name: string } | null>(null);
  // Who is near may change while its person looks at the other screens.
  const { among } = pairedAnew(state, replaced);
  const name = nameOf(props, strings);

  async function pair(id: DeviceId | null, as: string): Promise<void> {
    if (called !== null) return;
    // Its own name may only be like the one that is asked about.
    setCalled({ id, name: as });
    const isDone = await attempt(() =>
      id === null ? tell(bridge, 'pairing.show') : tell(bridge, 'pairing.dial', { to: { kind: 'device', id } }),
    );
    setCalled(null);
    // The sheet of the pairing opens by itself.
    if (isDone) onLeave();
  }

  return (
    <div className="receive-body">
      {among.length > 0 && <p className="quiet">{words.whichAnewMore(name, among.length)}</p>}
      <ul className="receive-list">
        {among.map((device, at) => (
          <li key={device.id}>
            <span className="device-mark">
              <DeviceKindIcon kind={device.kind} />
            </span>
            <div className="device-text">
              <bdi className="device-name" title={showHidden(device.name)}>
                {showHidden(device.name)}
              </bdi>
              <p className="quiet">{words.kinds[device.kind]}</p>
            </div>
            <button
              type="button"
              className="button"
              aria-label={words.pairWithNth(nameIn(strings, device.name), at + 1, among.length)}
              aria-disabled={called !== null}
              onClick={() => void pair(device.id, nameIn(strings, device.name))}
            >
              {words.pair}
            </button>
          </li>
        ))}
      </ul>
      <div role="status">
        {called !== null && called.id !== null && <p className="quiet">{fromNearby.calling(called.name)}</p>}
      </div>
      <Problem id="pair-again-problem" of={problem} />
      <div className="sheet-actions">
        <button type="button" className="button" onClick={() => void pair(null, '')}>
          {words.showCodeHere}
        </button>
      </div>
    </div>
  );
}
