// The rows of the settings screen: a label, a control at the end of the line, and under both what went wrong.
import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import type { ErrorInfo } from '../../contract/errors.ts';
import { nameProblem } from '../device-state.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { ChevronIcon } from './icons.tsx';
import type { ProblemOf } from './problem.tsx';
import { Problem } from './problem.tsx';
import { Switch } from './switch.tsx';
import { useLeaving } from './use-leaving.ts';

/** A titled group of rows; by `part` another screen leads straight to it. */
export function SettingGroup({
  title,
  part,
  children,
}: {
  readonly title: string;
  readonly part?: string;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className="setting-group" aria-labelledby={id} data-region data-part={part} tabIndex={-1}>
      <h2 id={id}>{title}</h2>
      <div className="card rows">{children}</div>
    </section>
  );
}

/** The name of a control, and what may be said of it. */
function LabelOf({
  id,
  label,
  hint,
}: {
  readonly id: string;
  readonly label: string;
  readonly hint: string | undefined;
}): ReactNode {
  if (hint === undefined) return <label htmlFor={id}>{label}</label>;
  return (
    <div className="row-words">
      <label htmlFor={id}>{label}</label>
      <p id={`${id}-hint`} className="quiet">
        {hint}
      </p>
    </div>
  );
}

interface RowProps {
  readonly label: string;
  readonly problem: ErrorInfo | null;
}

export function SelectRow<T extends string>({
  label,
  problem,
  value,
  options,
  onChange,
}: RowProps & {
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly lang?: string }[];
  readonly onChange: (value: T) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="row">
      <label htmlFor={id}>{label}</label>
      <span className="select">
        <select
          id={id}
          className="select-field"
          value={value}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} lang={option.lang}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronIcon />
      </span>
      <Problem id={`${id}-problem`} of={problem} />
    </div>
  );
}

export function SwitchRow({
  label,
  hint,
  problem,
  isOn,
  onChange,
}: RowProps & {
  /** What it means. */
  readonly hint?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}): ReactNode {
  const id = useId();
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(problem === null ? [] : [`${id}-problem`])];
  return (
    <div className="row">
      <LabelOf id={id} label={label} hint={hint} />
      <Switch
        id={id}
        describedBy={described.length === 0 ? undefined : described.join(' ')}
        isOn={isOn}
        onChange={onChange}
      />
      <Problem id={`${id}-problem`} of={problem} />
    </div>
  );
}

export function NameRow({
  name,
  ...props
}: RowProps & { readonly name: string; readonly onChange: (name: string) => Promise<boolean> }): ReactNode {
  const strings = useStrings();
  return <TextRow value={name} wrong={(typed) => nameProblem(strings, typed)} {...props} />;
}

/** Saves when Enter is pressed or the field or the screen is left; Esc brings back what was there. */
export function TextRow({
  label,
  hint,
  problem,
  value,
  inputMode,
  wrong,
  onChange,
}: RowProps & {
  readonly hint?: string;
  readonly value: string;
  readonly inputMode?: 'numeric' | 'decimal';
  /** What is wrong with what was typed; null when it can be used. */
  readonly wrong: (typed: string) => string | null;
  /** Whether it was taken. */
  readonly onChange: (value: string) => Promise<boolean>;
}): ReactNode {
  const announce = useAnnounce();
  const id = useId();
  /** What is typed and not yet saved; null shows the value as it is. */
  const [draft, setDraft] = useState<string | null>(null);
  const [typedProblem, setTypedProblem] = useState<string | null>(null);
  const shown: ProblemOf | null = typedProblem ?? problem;
  const hasLeft = useLeaving(() => void save());
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(shown === null ? [] : [`${id}-problem`])];

  async function save(): Promise<void> {
    if (draft === null) return;
    const typed = draft.normalize('NFC').trim();
    const isWrong = wrong(typed);
    setTypedProblem(isWrong);
    if (isWrong !== null) {
      if (hasLeft.current) announce(isWrong, 'assertive');
      return;
    }
    // What was typed stays when it was refused.
    if (typed === value || (await onChange(typed))) setDraft(null);
  }

  return (
    <div className="row">
      <LabelOf id={id} label={label} hint={hint} />
      <input
        id={id}
        className="text-field"
        dir="auto"
        inputMode={inputMode}
        autoComplete="off"
        spellCheck={false}
        value={draft ?? value}
        aria-invalid={shown !== null}
        aria-describedby={described.length === 0 ? undefined : described.join(' ')}
        onChange={(event) => {
          setDraft(event.target.value);
          setTypedProblem(null);
        }}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') void save();
          if (event.key !== 'Escape' || draft === null) return;
          event.preventDefault();
          setDraft(null);
          setTypedProblem(null);
        }}
      />
      <Problem id={`${id}-problem`} of={shown} />
    </div>
  );
}
