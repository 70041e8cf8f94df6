// Asks for the PIN that others type before they can send anything here.
import type { ReactNode, SubmitEvent } from 'react';
import { useId, useRef, useState } from 'react';
import type { ErrorInfo } from '../../contract/errors.ts';
import { isSettingValue } from '../../contract/settings.ts';
import { useStrings } from '../strings-context.tsx';
import { Modal } from './modal.tsx';
import type { ProblemOf } from './problem.tsx';
import { Problem } from './problem.tsx';

export function PinSheet({
  onSave,
  onLeave,
}: {
  readonly onSave: (pin: string) => Promise<ErrorInfo | null>;
  readonly onLeave: () => void;
}): ReactNode {
  const { localSend: words, common } = useStrings();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<ProblemOf | null>(null);

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const wrong = isSettingValue('localSendPin', pin) ? await onSave(pin) : words.pinWrong;
    setProblem(wrong);
    if (wrong !== null) field.current?.focus();
  }

  return (
    <Modal title={words.askPin} more={words.askPinMore} first={field} onLeave={onLeave}>
      <form className="pin-form" noValidate onSubmit={(event) => void save(event)}>
        {/* In sight while it is typed: it is told to others, and nowhere shown again. */}
        <label htmlFor={id}>{words.pin}</label>
        <input
          id={id}
          ref={field}
          className="text-field"
          autoComplete="off"
          spellCheck={false}
          value={pin}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onChange={(event) => {
            setPin(event.target.value);
            setProblem(null);
          }}
        />
        <Problem id={`${id}-problem`} of={problem} />
        <div className="sheet-actions">
          <button type="submit" className="button primary">
            {common.save}
          </button>
        </div>
      </form>
    </Modal>
  );
}
