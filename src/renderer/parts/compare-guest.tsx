// Two people compare the pictures, or the text, that LocalSend shows as well; where they are the same, the device is paired.
import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import type { DeviceId } from '../../contract/devices.ts';
import type { GuestComparison } from '../../contract/nearby.ts';
import type { Bridge } from '../../contract/window.ts';
import { ask, tell } from '../ask.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { Modal } from './modal.tsx';
import type { ProblemOf } from './problem.tsx';
import { Problem } from './problem.tsx';

/** With all of its outlines: nobody else needs them. */
const LocalSendPictures = lazy(async () => ({ default: (await import('./localsend-pictures.tsx')).LocalSendPictures }));

export function CompareGuest({
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
  const first = useRef<HTMLDivElement>(null);
  const [compared, setCompared] = useState<GuestComparison | null>(null);
  const [problem, setProblem] = useState<ProblemOf | null>(null);

  useEffect(() => {
    let isOver = false;
    void ask(bridge, 'guest.compare', { id }).then((answer) => {
      if (isOver) return;
      if (answer.ok) setCompared(answer.value);
      else setProblem(answer.error);
    });
    return () => {
      isOver = true;
    };
  }, [bridge, id]);

  async function pair(): Promise<void> {
    const refused = await tell(bridge, 'guest.pair', { id });
    if (refused !== null) return stay(refused);
    announce(meeting.paired(device));
    onLeave();
  }

  /** The buttons go, and one of them has the focus. */
  function stay(why: ProblemOf): void {
    setProblem(why);
    first.current?.focus();
  }

  return (
    <Modal title={words.compareSame(device)} first={first} onLeave={onLeave}>
      <div ref={first} className="compare-guest" tabIndex={-1}>
        {compared !== null && <Compared of={compared} />}
      </div>
      <Problem id="compare-guest-problem" of={problem} />
      {compared !== null && problem === null && (
        <div className="sheet-actions">
          <button
            type="button"
            className="button"
            onClick={() => {
              setCompared(null);
              stay(words.notSame);
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

/** One of the two at a time, as there; an app that is too old for pictures has at most the text. */
export function Compared({ of: { text, pictures } }: { readonly of: GuestComparison }): ReactNode {
  const { localSend: words } = useStrings();
  const [isText, setText] = useState(false);
  const shownText = (
    <code className="compare-text" dir="ltr">
      {text}
    </code>
  );
  if (pictures === null) {
    return (
      <>
        <p className="quiet">{words.compareOld}</p>
        {shownText}
      </>
    );
  }
  return (
    <>
      <p className="quiet">{isText ? words.compareTextMore : words.comparePicturesMore}</p>
      <PictureOrText isText={isText} onChange={setText} />
      {isText ? (
        shownText
      ) : (
        <>
          <Suspense fallback={<div className="localsend-pictures" />}>
            <LocalSendPictures pictures={pictures} />
          </Suspense>
          <p className="quiet">{words.picturesDiffer}</p>
        </>
      )}
    </>
  );
}

function PictureOrText({
  isText,
  onChange,
}: {
  readonly isText: boolean;
  readonly onChange: (isText: boolean) => void;
}): ReactNode {
  const { localSend: words } = useStrings();
  const name = useId();
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{words.compareBy}</legend>
      {[false, true].map((each) => (
        <label key={String(each)}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={isText === each}
            onChange={() => onChange(each)}
          />
          {each ? words.byText : words.byPictures}
        </label>
      ))}
    </fieldset>
  );
}
