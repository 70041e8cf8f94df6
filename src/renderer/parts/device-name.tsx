import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import { nameProblem } from '../device-state.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { PencilIcon } from './icons.tsx';
import type { ProblemOf } from './problem.tsx';
import { Problem, problemText } from './problem.tsx';
import { useLeaving } from './use-leaving.ts';

/** This device's name; pressed, it becomes a field. Enter, leaving the field or leaving the screen saves, Esc doesn't. */
export function DeviceName({
  name,
  onRename,
}: {
  readonly name: string;
  readonly onRename: (name: string) => Promise<ErrorInfo | null>;
}): ReactNode {
  const strings = useStrings();
  const announce = useAnnounce();
  /** What is typed so far; null while nothing is being edited. */
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<ProblemOf | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const wantsFocus = useRef(false);
  const isSaving = useRef(false);
  const hasLeft = useLeaving(() => void save(false));

  useEffect(() => {
    if (draft !== null || !wantsFocus.current) return;
    wantsFocus.current = false;
    button.current?.focus();
  }, [draft]);

  function leave(keepsFocus: boolean): void {
    wantsFocus.current = keepsFocus;
    setDraft(null);
    setProblem(null);
  }

  function refuse(of: ProblemOf): void {
    if (hasLeft.current) announce(problemText(strings, of).title, 'assertive');
    else setProblem(of);
  }

  async function save(keepsFocus: boolean): Promise<void> {
    if (draft === null || isSaving.current) return;
    const wrong = nameProblem(strings, draft);
    if (wrong !== null) {
      refuse(wrong);
      return;
    }
    const typed = draft.normalize('NFC').trim();
    if (typed === name) {
      leave(keepsFocus);
      return;
    }
    isSaving.current = true;
    const refused = await onRename(typed);
    isSaving.current = false;
    if (refused !== null) {
      refuse(refused);
      return;
    }
    leave(keepsFocus);
    announce(strings.thisDevice.renamed(typed));
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Enter that ends an input method's composition isn't meant for us.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      void save(true);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      leave(true);
    }
  }

  if (draft === null) {
    return (
      <button
        ref={button}
        type="button"
        className="name-button"
        aria-label={strings.thisDevice.rename(showHidden(name))}
        onClick={() => setDraft(name)}
      >
        <bdi>{showHidden(name)}</bdi>
        <PencilIcon />
      </button>
    );
  }
  return (
    <div className="name-edit">
      <input
        className="text-field"
        dir="auto"
        aria-label={strings.thisDevice.nameLabel}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : 'device-name-problem'}
        value={draft}
        autoComplete="off"
        spellCheck={false}
        ref={selectAtFirst}
        onChange={(event) => {
          setDraft(event.target.value);
          setProblem(null);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => void save(false)}
      />
      <Problem id="device-name-problem" of={problem} />
    </div>
  );
}

/** Stays the same function, so that it runs once, when the field appears. */
function selectAtFirst(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}
