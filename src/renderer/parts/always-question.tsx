// Asked once, after something has come from a paired device: whether to be asked again.
import type { ReactNode } from 'react';
import { useId } from 'react';
import type { ShownTransfer } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import { tell } from '../ask.ts';
import { nameIn } from '../incoming-view.ts';
import { focusHeading } from '../keyboard.ts';
import { useStrings } from '../strings-context.tsx';
import { Problem } from './problem.tsx';
import { useProblem } from './use-problem.ts';

export function AlwaysQuestion({
  bridge,
  device,
  onDone,
}: {
  readonly bridge: Bridge;
  readonly device: NonNullable<ShownTransfer['device']>;
  readonly onDone: () => void;
}): ReactNode {
  const strings = useStrings();
  const { incoming: words } = strings;
  const { problem, attempt } = useProblem();
  const id = useId();

  async function accept(): Promise<void> {
    if (!(await attempt(() => tell(bridge, 'device.accept', { id: device.id, isAlways: true })))) return;
    leave();
  }

  function leave(): void {
    onDone();
    focusHeading();
  }

  return (
    <section className="question" aria-labelledby={`${id}-title`} data-region tabIndex={-1}>
      <h3 id={`${id}-title`}>{words.alwaysAsk(nameIn(strings, device.name))}</h3>
      <p id={`${id}-more`} className="quiet">
        {words.alwaysAskMore}
      </p>
      <div className="question-answers">
        <button
          type="button"
          className="button"
          aria-describedby={problem === null ? `${id}-more` : `${id}-problem ${id}-more`}
          onClick={() => void accept()}
        >
          {words.alwaysYes}
        </button>
        <button type="button" className="link-button" onClick={leave}>
          {words.notNow}
        </button>
      </div>
      <Problem id={`${id}-problem`} of={problem} />
    </section>
  );
}
