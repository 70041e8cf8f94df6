// One field for the code of the other device: it takes digits however they come, and goes on by itself at the sixth. A
// picture of the QR code beside it does as well.
import type { ChangeEvent, ReactNode } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import type { ShownPairing } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import type { Strings } from '../../strings/index.ts';
import { tell } from '../ask.ts';
import { nameIn } from '../incoming-view.ts';
import type { PairingView } from '../pairing-view.ts';
import { digitsOf, grouped, isWholeCode } from '../pairing-view.ts';
import { useStrings } from '../strings-context.tsx';
import { ferryTextIn, useQrPictures } from '../use-qr-pictures.ts';
import { PictureButton } from './picture-button.tsx';
import type { ProblemOf } from './problem.tsx';
import { Problem } from './problem.tsx';
import { useProblem } from './use-problem.ts';

/** What the engine takes at most; no code is longer. */
const MOST_TYPED = 64;

export function wrongWords(strings: Strings, row: ShownPairing, trouble: ProblemOf | null): ProblemOf | null {
  if (trouble === null || typeof trouble === 'string' || trouble.code !== 'pairing.code_wrong') return trouble;
  return strings.meeting.wrong(nameIn(strings, row.device), trouble.details.triesLeft);
}

export function TypeCode({
  bridge,
  row,
  view,
  onLeave,
}: {
  readonly bridge: Bridge;
  readonly row: ShownPairing;
  readonly view: Extract<PairingView, { kind: 'type' }>;
  readonly onLeave: () => void;
}): ReactNode {
  const strings = useStrings();
  const { common, meeting: words, otherWays } = strings;
  const { problem, attempt } = useProblem();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [digits, setDigits] = useState('');
  const isSending = useRef(false);
  const [isReading, setReading] = useState(false);
  /** Why a picture was of no use. */
  const [refused, setRefused] = useState<string | null>(null);
  const wrong = view.isChecking || isReading ? null : (refused ?? wrongWords(strings, row, problem ?? view.trouble));

  useEffect(() => field.current?.focus(), []);

  async function change(event: ChangeEvent<HTMLInputElement>): Promise<void> {
    if (view.isChecking || isSending.current) return;
    const typed = digitsOf(event.target.value);
    setDigits(typed);
    setRefused(null);
    if (isWholeCode(typed)) await send(async () => typed);
  }

  async function send(find: () => Promise<string | null>): Promise<void> {
    isSending.current = true;
    const code = await find();
    if (code !== null) await attempt(() => tell(bridge, 'pairing.type', { id: row.id, code }));
    isSending.current = false;
    // Right or wrong, it isn't kept; the field has the focus for the next.
    setDigits('');
  }

  async function read(picture: Blob): Promise<void> {
    if (view.isChecking || isSending.current) return;
    await send(async () => {
      setReading(true);
      const reading = await ferryTextIn(picture, strings);
      setReading(false);
      const isOfUse = reading.ok && hasSecret(reading.value);
      setRefused(reading.ok ? (isOfUse ? null : words.qrWithoutCode) : reading.error);
      return isOfUse ? reading.value : null;
    });
  }

  useQrPictures((picture) => void read(picture));

  return (
    <div className="meeting-body">
      <label htmlFor={id} className="visually-hidden">
        {words.field}
      </label>
      <input
        id={id}
        ref={field}
        className="text-field code-field"
        dir="ltr"
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        maxLength={MOST_TYPED}
        placeholder="––– –––"
        value={grouped(digits)}
        aria-busy={view.isChecking || isReading}
        aria-invalid={wrong !== null}
        aria-describedby={wrong === null ? `${id}-hint` : `${id}-problem`}
        onChange={(event) => void change(event)}
      />
      <div className="meeting-status">
        {wrong === null && (
          <p id={`${id}-hint`} className="quiet" role={view.isChecking || isReading ? 'status' : undefined}>
            {view.isChecking ? words.checking : isReading ? otherWays.reading : words.typeHint}
          </p>
        )}
        <Problem id={`${id}-problem`} of={wrong} />
        <p className="quiet">{words.qrHint}</p>
      </div>
      <div className="sheet-actions">
        <PictureButton label={otherWays.choosePicture} onPicture={(picture) => void read(picture)} />
        <button type="button" className="button" onClick={onLeave}>
          {common.cancel}
        </button>
      </div>
    </div>
  );
}

/** One that says where a device is and no more has none. */
const hasSecret = (text: string): boolean => /&s=[\w-]+$/.test(text);
