// Another way to a device than to hear it: what the other one shows, typed, pasted, or as a picture of its QR code.
import type { ReactNode, SubmitEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { DeviceId } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import type { Bridge } from '../../contract/window.ts';
import { isolate } from '../../strings/format.ts';
import { ask } from '../ask.ts';
import { useStrings } from '../strings-context.tsx';
import { ferryTextIn, pictureAmong } from '../use-qr-pictures.ts';
import { useAnnounce } from './announcer.tsx';
import { PictureButton } from './picture-button.tsx';
import type { ProblemOf } from './problem.tsx';
import { Problem, problemText } from './problem.tsx';
import { useLeaving } from './use-leaving.ts';

export const ADD_FIELD = 'add-address';
/** Longer than any address or link. */
const MOST_CHARACTERS = 2048;

export type Standing =
  | { readonly at: 'idle' | 'calling' | 'reading' }
  | { readonly at: 'added'; readonly id: DeviceId }
  | { readonly at: 'refused'; readonly why: ProblemOf };

export function AddByAddress({ bridge, state }: { readonly bridge: Bridge; readonly state: State }): ReactNode {
  const strings = useStrings();
  const words = strings.otherWays;
  const announce = useAnnounce();
  const [text, setText] = useState('');
  const [standing, setStanding] = useState<Standing>({ at: 'idle' });
  const [isOver, setOver] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isBusy = useRef(false);
  const hasLeft = useLeaving();
  const refused = standing.at === 'refused' ? standing.why : null;

  function refuse(why: ProblemOf): void {
    if (hasLeft.current) announce(problemText(strings, why).title, 'assertive');
    setStanding({ at: 'refused', why });
  }

  async function alone(action: () => Promise<void>): Promise<void> {
    if (isBusy.current) return;
    isBusy.current = true;
    try {
      await action();
    } catch (error) {
      refuse(errorInfo('internal', { note: String(error) }));
    }
    isBusy.current = false;
  }

  async function add(meant: string): Promise<boolean> {
    setStanding({ at: 'calling' });
    const answer = await ask(bridge, 'nearby.add', { text: meant });
    if (answer.ok) setStanding({ at: 'added', id: answer.value.id });
    else refuse(withShortText(answer.error));
    return answer.ok;
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    await alone(async () => {
      const typed = text.trim();
      if (typed === '') {
        refuse(words.addEmpty);
        field.current?.focus();
      } else if (await add(typed)) setText('');
    });
  }

  const read = (picture: Blob) =>
    alone(async () => {
      setStanding({ at: 'reading' });
      const reading = await ferryTextIn(picture, strings);
      // What it says may hold a secret, so it isn't put into the field.
      if (reading.ok) await add(reading.value);
      else refuse(reading.error);
    });

  function take(event: { preventDefault(): void }, files: readonly File[]): void {
    const file = pictureAmong(files);
    if (file === undefined) return;
    event.preventDefault();
    void read(file);
  }

  // A picture is pasted wherever the focus is: no field takes it.
  const newest = useRef(take);
  useEffect(() => {
    newest.current = take;
  });
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => newest.current(event, [...(event.clipboardData?.files ?? [])]);
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what can be dropped here can be chosen by the button, too.
    <div
      className="row add-address"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event, [...event.dataTransfer.files]);
      }}
    >
      <form className="field" noValidate onSubmit={(event) => void submit(event)}>
        <label htmlFor={ADD_FIELD}>{words.addLabel}</label>
        <div className="add-line">
          <input
            id={ADD_FIELD}
            ref={field}
            className="text-field"
            dir="ltr"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={MOST_CHARACTERS}
            value={text}
            aria-invalid={refused !== null}
            aria-describedby={refused === null ? `${ADD_FIELD}-hint` : `${ADD_FIELD}-problem ${ADD_FIELD}-hint`}
            onChange={(event) => {
              setText(event.target.value);
              if (standing.at === 'refused' || standing.at === 'added') setStanding({ at: 'idle' });
            }}
          />
          <button
            type="submit"
            className="button primary"
            aria-disabled={standing.at === 'calling' || standing.at === 'reading'}
          >
            {words.add}
          </button>
        </div>
        <div role="status">
          <AddedWords standing={standing} state={state} />
        </div>
        <Problem id={`${ADD_FIELD}-problem`} of={refused} />
        <p id={`${ADD_FIELD}-hint`} className="quiet">
          {words.addHint}
        </p>
      </form>
      <PictureButton label={words.choosePicture} onPicture={(picture) => void read(picture)} />
    </div>
  );
}

export function AddedWords({ standing, state }: { readonly standing: Standing; readonly state: State }): ReactNode {
  const { otherWays } = useStrings();
  if (standing.at === 'calling') return <p className="quiet">{otherWays.calling}</p>;
  if (standing.at === 'reading') return <p className="quiet">{otherWays.reading}</p>;
  if (standing.at !== 'added') return null;
  const name = state.devices[standing.id]?.name ?? state.nearby[standing.id]?.name;
  return <p>{name === undefined ? otherWays.addedUnnamed : otherWays.added(isolate(showHidden(name)))}</p>;
}

/** Room for any address; of the rest nobody reads more than how it begins. */
const SHOWN_CHARACTERS = 60;

/** What was meant is said back in a title, whatever its length and whatever is hidden in it. */
export function withShortText(error: ErrorInfo): ErrorInfo {
  if (error.code !== 'nearby.not_an_address') return error;
  const letters = Array.from(error.details.text);
  const text = letters.length > SHOWN_CHARACTERS ? `${letters.slice(0, SHOWN_CHARACTERS).join('')}…` : letters.join('');
  return errorInfo('nearby.not_an_address', { text: showHidden(text) });
}
