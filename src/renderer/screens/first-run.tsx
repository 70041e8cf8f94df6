// The one card before anything else: what this device is called, where files go, and whether Ferry starts by itself.
import type { ReactNode, SubmitEvent } from 'react';
import { useRef, useState } from 'react';
import type { State } from '../../contract/state.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';
import { tell } from '../ask.ts';
import { nameProblem } from '../device-state.ts';
import { FerryMark } from '../parts/ferry-mark.tsx';
import { FolderName } from '../parts/folder-name.tsx';
import { Problem } from '../parts/problem.tsx';
import { useProblem } from '../parts/use-problem.ts';
import { useStrings } from '../strings-context.tsx';

export interface FirstRunProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly facts: ShellFacts;
}

export function FirstRun({ bridge, state, facts }: FirstRunProps): ReactNode {
  const strings = useStrings();
  const words = strings.firstRun;
  const [name, setName] = useState(state.self.name);
  const [startWithComputer, setStartWithComputer] = useState(state.settings.startWithComputer);
  const [wrongName, setWrongName] = useState<string | null>(null);
  const [isStarting, setStarting] = useState(false);
  const folder = useProblem();
  const start = useProblem();
  const nameField = useRef<HTMLInputElement>(null);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isStarting) return;
    const wrong = nameProblem(strings, name);
    setWrongName(wrong);
    if (wrong !== null) {
      nameField.current?.focus();
      return;
    }
    setStarting(true);
    await start.attempt(() =>
      tell(bridge, 'settings.set', { deviceName: name.normalize('NFC').trim(), startWithComputer, welcomed: true }),
    );
    setStarting(false);
  }

  return (
    <div className="screen first-run">
      <main data-screen="first-run" data-region tabIndex={-1}>
        <form className="card welcome" noValidate onSubmit={(event) => void submit(event)}>
          <div className="welcome-head">
            <FerryMark />
            <h1 tabIndex={-1}>{words.title}</h1>
          </div>

          <div className="field">
            <label htmlFor="first-name">{words.nameLabel}</label>
            <input
              id="first-name"
              ref={nameField}
              className="text-field"
              dir="auto"
              autoComplete="off"
              spellCheck={false}
              value={name}
              aria-invalid={wrongName !== null}
              aria-describedby={wrongName === null ? 'first-name-hint' : 'first-name-problem first-name-hint'}
              onChange={(event) => {
                setName(event.target.value);
                setWrongName(null);
              }}
            />
            <Problem id="first-name-problem" of={wrongName} />
            <p id="first-name-hint" className="quiet">
              {words.nameHint}
            </p>
          </div>

          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend can't sit in a row. */}
          <div className="field" role="group" aria-labelledby="first-folder">
            <span id="first-folder" className="label">
              {words.folderLabel}
            </span>
            <div className="folder-line">
              <FolderName name={state.self.receivesInto} />
              <button
                type="button"
                className="button"
                aria-describedby={folder.problem === null ? undefined : 'first-folder-problem'}
                onClick={() => void folder.attempt(() => tell(bridge, 'receiveFolder.choose'))}
              >
                {words.folderChange}
              </button>
            </div>
            <Problem id="first-folder-problem" of={folder.problem} />
          </div>

          {facts.canStartWithComputer && (
            <label className="check">
              <input
                type="checkbox"
                checked={startWithComputer}
                onChange={(event) => setStartWithComputer(event.target.checked)}
              />
              <span>{words.startLabel}</span>
            </label>
          )}

          {facts.platform !== 'linux' && <p className="prompt">{words.networkPrompt}</p>}

          <Problem id="first-start-problem" of={start.problem} />
          <button
            type="submit"
            className="button primary wide"
            aria-disabled={isStarting}
            aria-describedby={start.problem === null ? undefined : 'first-start-problem'}
          >
            {words.start}
          </button>
        </form>
      </main>
    </div>
  );
}
