// Asks for the PIN that another device wants before it takes anything. It opens when that asks, and closes when it has it.
import type { ReactNode, SubmitEvent } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import type { State } from '../../contract/state.ts';
import type { ShownTransfer, TransferId } from '../../contract/transfers.ts';
import { isGuestPin } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import { tell } from '../ask.ts';
import { nameIn } from '../incoming-view.ts';
import { useStrings } from '../strings-context.tsx';
import { WarningIcon } from './icons.tsx';
import { Modal } from './modal.tsx';
import type { ProblemOf } from './problem.tsx';
import { Problem } from './problem.tsx';

/** That a PIN is wrong is known at once; with the right one its device's person is asked, who may think for long. */
const ASKED_FOR_MS = 1500;

const NOTHING = JSON.stringify(null);

/** One at a time: the open one until it is over, and then the transfer first that began first. */
export function GuestPinSheets({
  bridge,
  transfers,
}: {
  readonly bridge: Bridge;
  readonly transfers: State['transfers'];
}): ReactNode {
  /** Whose device is asked with what was typed: its sheet stays for a moment, in case it has to be typed again. */
  const [asked, setAsked] = useState<{ readonly id: TransferId } | null>(null);
  useEffect(() => {
    if (asked === null) return;
    const timer = setTimeout(() => setAsked(null), ASKED_FOR_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const isShown = ({ id, stage }: ShownTransfer): boolean =>
    stage === 'waitingForPin' || (stage === 'waitingForAnswer' && id === asked?.id);
  const [openId, setOpenId] = useState<TransferId | null>(null);
  const rows = Object.values(transfers)
    .filter(isShown)
    .sort((one, other) => one.startedAt - other.startedAt || (one.id < other.id ? -1 : 1));
  // What is being typed for one device mustn't go to another that begins to ask meanwhile.
  const row = rows.find(({ id }) => id === openId) ?? rows[0];
  const id = row?.id ?? null;
  useEffect(() => setOpenId(id), [id]);
  if (row === undefined) return null;
  return <GuestPinSheet key={row.id} bridge={bridge} row={row} onTyped={() => setAsked({ id: row.id })} />;
}

export function GuestPinSheet({
  bridge,
  row,
  onTyped,
}: {
  readonly bridge: Bridge;
  readonly row: ShownTransfer;
  readonly onTyped: () => void;
}): ReactNode {
  const strings = useStrings();
  const { localSend: words, sending } = strings;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const isSending = useRef(false);
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<ProblemOf | null>(row.trouble);
  const isAsking = row.stage !== 'waitingForPin';
  const device = nameIn(strings, row.device?.name ?? null);
  // That the last one was wrong comes with its row, and takes the place of what was said before.
  const said = JSON.stringify(row.trouble);
  const [heard, setHeard] = useState(said);
  if (heard !== said) {
    setHeard(said);
    setProblem(row.trouble);
    if (row.trouble !== null) setPin('');
  }
  useEffect(() => {
    if (said !== NOTHING) field.current?.focus();
  }, [said]);
  const described = [row.isPlain ? `${id}-plain` : null, problem === null ? null : `${id}-problem`];

  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isSending.current || isAsking) return;
    isSending.current = true;
    if (isGuestPin(pin)) onTyped();
    const wrong = isGuestPin(pin) ? await tell(bridge, 'transfer.pin', { id: row.id, pin }) : words.typedPinUnfit;
    isSending.current = false;
    // What that device says may be here already.
    if (wrong === null) return;
    setProblem(wrong);
    field.current?.focus();
  }

  return (
    <Modal
      title={words.typePin(device)}
      more={words.typePinMore}
      first={field}
      className="meeting"
      // Without it nothing of this transfer goes there.
      onLeave={() => void tell(bridge, 'transfer.discard', { id: row.id })}
    >
      <form className="pin-form" noValidate onSubmit={(event) => void send(event)}>
        {row.isPlain && (
          <p id={`${id}-plain`} className="page-safety">
            <WarningIcon />
            <span>{words.pinInPlain}</span>
          </p>
        )}
        {/* In sight while it is typed: it is copied from another screen. */}
        <label htmlFor={id}>{words.pin}</label>
        <input
          id={id}
          ref={field}
          className="text-field"
          dir="auto"
          autoComplete="off"
          spellCheck={false}
          value={pin}
          readOnly={isAsking}
          aria-invalid={problem !== null}
          aria-describedby={described.filter((each) => each !== null).join(' ') || undefined}
          onChange={(event) => {
            setPin(event.target.value);
            setProblem(null);
          }}
        />
        {isAsking ? (
          <p className="quiet" role="status">
            {words.asksWithPin(device)}
          </p>
        ) : (
          <Problem id={`${id}-problem`} of={problem} />
        )}
        <div className="sheet-actions">
          <button type="submit" className="button primary" aria-disabled={isAsking}>
            {sending.send}
          </button>
        </div>
      </form>
    </Modal>
  );
}
