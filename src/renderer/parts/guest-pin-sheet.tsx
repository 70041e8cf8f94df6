// Asks for the PIN that another device wants before it takes anything. It opens when that asks, and closes when it has it.
import type { ReactNode, SubmitEvent } from 'react';
import { useId, useRef, useState } from 'react';
import type { State } from '../../contract/state.ts';
import type { ShownTransfer } from '../../contract/transfers.ts';
import { isGuestPin } from '../../contract/transfers.ts';
import type { Bridge } from '../../contract/window.ts';
import { tell } from '../ask.ts';
import { nameIn } from '../incoming-view.ts';
import { useStrings } from '../strings-context.tsx';
import { WarningIcon } from './icons.tsx';
import { Modal } from './modal.tsx';
import type { ProblemOf } from './problem.tsx';
import { Problem } from './problem.tsx';

/** One at a time, the transfer first that began first. */
export function GuestPinSheets({
  bridge,
  transfers,
}: {
  readonly bridge: Bridge;
  readonly transfers: State['transfers'];
}): ReactNode {
  const [row] = Object.values(transfers)
    .filter(({ stage }) => stage === 'waitingForPin')
    .sort((one, other) => one.startedAt - other.startedAt || (one.id < other.id ? -1 : 1));
  if (row === undefined) return null;
  return <GuestPinSheet key={`${row.id} ${JSON.stringify(row.trouble)}`} bridge={bridge} row={row} />;
}

export function GuestPinSheet({ bridge, row }: { readonly bridge: Bridge; readonly row: ShownTransfer }): ReactNode {
  const strings = useStrings();
  const { localSend: words, sending } = strings;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const isSending = useRef(false);
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<ProblemOf | null>(row.trouble);
  const described = [row.isPlain ? `${id}-plain` : null, problem === null ? null : `${id}-problem`];

  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isSending.current) return;
    isSending.current = true;
    const wrong = isGuestPin(pin) ? await tell(bridge, 'transfer.pin', { id: row.id, pin }) : words.typedPinUnfit;
    isSending.current = false;
    setProblem(wrong);
    if (wrong !== null) field.current?.focus();
  }

  return (
    <Modal
      title={words.typePin(nameIn(strings, row.device?.name ?? null))}
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
          aria-invalid={problem !== null}
          aria-describedby={described.filter((each) => each !== null).join(' ') || undefined}
          onChange={(event) => {
            setPin(event.target.value);
            setProblem(null);
          }}
        />
        <Problem id={`${id}-problem`} of={problem} />
        <div className="sheet-actions">
          <button type="submit" className="button primary">
            {sending.send}
          </button>
        </div>
      </form>
    </Modal>
  );
}
