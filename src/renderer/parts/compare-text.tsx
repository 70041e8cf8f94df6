// Two people compare a text that LocalSend shows as well; where it is the same, the device is paired.
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { DeviceId } from '../../contract/devices.ts';
import type { Bridge } from '../../contract/window.ts';
import { ask, tell } from '../ask.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { Modal } from './modal.tsx';
import type { ProblemOf } from './problem.tsx';
import { Problem } from './problem.tsx';

export function CompareText({
  bridge,
  id,
  device,
  onLeave,
}: {
  readonly bridge: Bridge;
  readonly id: DeviceId;
  /** Its name, as it stands in a sentence. */
  readonly device: string;
  readonly onLeave: () => void;
}): ReactNode {
  const { localSend: words, meeting } = useStrings();
  const announce = useAnnounce();
  const shown = useRef<HTMLElement>(null);
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<ProblemOf | null>(null);

  useEffect(() => {
    let isOver = false;
    void ask(bridge, 'guest.compare', { id }).then((answer) => {
      if (isOver) return;
      if (answer.ok) setText(answer.value.text);
      else setProblem(answer.error);
    });
    return () => {
      isOver = true;
    };
  }, [bridge, id]);

  async function pair(): Promise<void> {
    const refused = await tell(bridge, 'guest.pair', { id });
    setProblem(refused);
    if (refused !== null) return;
    announce(meeting.paired(device));
    onLeave();
  }

  return (
    <Modal title={words.compareText(device)} more={words.compareTextMore} first={shown} onLeave={onLeave}>
      <code ref={shown} className="compare-text" dir="ltr" tabIndex={-1}>
        {text}
      </code>
      <Problem id="compare-text-problem" of={problem} />
      {text !== null && problem === null && (
        <div className="sheet-actions">
          <button
            type="button"
            className="button"
            onClick={() => {
              setText(null);
              setProblem(words.notSame);
            }}
          >
            {meeting.different}
          </button>
          <button type="button" className="button primary" onClick={() => void pair()}>
            {meeting.same}
          </button>
        </div>
      )}
    </Modal>
  );
}
