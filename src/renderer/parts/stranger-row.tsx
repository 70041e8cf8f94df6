// A new device that hopes to be shown a code. Nothing of it is on the screen before its person says so.
import type { ReactNode } from 'react';
import { useId } from 'react';
import { showHidden } from '../../base/text.ts';
import type { ShownPairing } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import type { Strings } from '../../strings/index.ts';
import { tell } from '../ask.ts';
import { nameIn } from '../incoming-view.ts';
import { focusHeading } from '../keyboard.ts';
import { useStrings } from '../strings-context.tsx';
import { DeviceIcon } from './icons.tsx';
import { Problem } from './problem.tsx';
import { useProblem } from './use-problem.ts';

/** Longer than a row is wide, whatever the name is. */
const SHOWN_LETTERS = 40;

export function strangerWords({ incoming, ...strings }: Strings, { device }: Pick<ShownPairing, 'device'>): string {
  if (device === null || device.trim() === '') return incoming.strangerUnnamed;
  const letters = Array.from(device);
  const short = letters.length > SHOWN_LETTERS ? `${letters.slice(0, SHOWN_LETTERS).join('')}…` : device;
  return incoming.stranger(nameIn({ incoming, ...strings }, short));
}

export function StrangerRow({ bridge, row }: { readonly bridge: Bridge; readonly row: ShownPairing }): ReactNode {
  const strings = useStrings();
  const { incoming: words } = strings;
  const { problem, attempt } = useProblem();
  const id = useId();

  async function answer(command: 'pairing.allow' | 'pairing.end' | 'pairing.block'): Promise<void> {
    if (!(await attempt(() => tell(bridge, command, { id: row.id })))) return;
    // The sheet with the code takes the focus by itself.
    if (command !== 'pairing.allow') focusHeading();
  }

  const button = (command: Parameters<typeof answer>[0], label: string, isFirst: boolean) => (
    <button
      type="button"
      className={isFirst ? 'button' : 'link-button'}
      aria-describedby={problem === null ? id : `${id}-problem ${id}`}
      onClick={() => void answer(command)}
    >
      {label}
    </button>
  );
  return (
    <div className="question stranger" data-region tabIndex={-1}>
      <div className="stranger-head">
        <DeviceIcon />
        <p id={id} title={row.device === null ? undefined : showHidden(row.device)}>
          {strangerWords(strings, row)}
        </p>
      </div>
      <div className="question-answers">
        {button('pairing.allow', words.showCode, true)}
        {button('pairing.end', words.ignore, false)}
        {button('pairing.block', words.block, false)}
      </div>
      <Problem id={`${id}-problem`} of={problem} />
    </div>
  );
}
