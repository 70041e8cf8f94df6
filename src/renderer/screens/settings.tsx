// Every choice on one page; each change counts at once, and what can't be changed says why on its own row.
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { WindowSettingsPatch } from '../../contract/settings.ts';
import { APPEARANCES, LANGUAGES, VISIBILITIES, WHEN_CLOSED } from '../../contract/settings.ts';
import type { State } from '../../contract/state.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';
import { LANGUAGE_NAMES } from '../../strings/index.ts';
import { tell } from '../ask.ts';
import { useAnnounce } from '../parts/announcer.tsx';
import { FerryMark } from '../parts/ferry-mark.tsx';
import { FolderName } from '../parts/folder-name.tsx';
import { BackIcon } from '../parts/icons.tsx';
import { LocalSendSettings } from '../parts/local-send-settings.tsx';
import { NetworkRows } from '../parts/network-rows.tsx';
import { Problem, problemText } from '../parts/problem.tsx';
import { NameRow, SelectRow, SettingGroup, SwitchRow } from '../parts/setting-rows.tsx';
import { AlwaysAcceptedRows, TransferSettings } from '../parts/transfer-settings.tsx';
import { useLeaving } from '../parts/use-leaving.ts';
import { visibilityChoices } from '../parts/visibility-menu.tsx';
import { useStrings } from '../strings-context.tsx';

export interface SettingsProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly facts: ShellFacts;
  readonly onBack: () => void;
}

type RowKey = keyof WindowSettingsPatch | 'receiveFolder' | 'help';

const HELP_PAGES = ['guide', 'security', 'licences'] as const;
const FOLDER_PROBLEM = 'receive-folder-problem';
const HELP_PROBLEM = 'help-problem';

export function Settings({ bridge, state, facts, onBack }: SettingsProps): ReactNode {
  const strings = useStrings();
  const announce = useAnnounce();
  const chooseButton = useRef<HTMLButtonElement>(null);
  const [problems, setProblems] = useState<Partial<Record<RowKey, ErrorInfo>>>({});
  const hasLeft = useLeaving();
  const { self, settings } = state;
  const words = strings.settings;

  async function change(row: RowKey, action: () => Promise<ErrorInfo | null>, said?: string): Promise<boolean> {
    const refused = await action();
    setProblems(({ [row]: _before, ...rest }) => (refused === null ? rest : { ...rest, [row]: refused }));
    if (refused === null && said !== undefined) announce(said);
    if (refused !== null && hasLeft.current) announce(problemText(strings, refused).title, 'assertive');
    return refused === null;
  }

  const set = <K extends keyof WindowSettingsPatch>(key: K, value: WindowSettingsPatch[K]) =>
    change(key, () => tell(bridge, 'settings.set', { [key]: value }), words.saved);
  const problemOf = (row: RowKey) => problems[row] ?? null;

  async function goBackToDownloads(): Promise<void> {
    // The button pressed is about to go.
    if (await change('receiveFolder', () => tell(bridge, 'receiveFolder.useDownloads'), words.saved))
      chooseButton.current?.focus();
  }

  return (
    <div className="screen settings">
      <main data-screen="settings">
        <div className="settings-header" data-region>
          <button
            type="button"
            className="icon-button"
            aria-label={strings.common.back}
            title={strings.common.back}
            onClick={onBack}
          >
            <BackIcon />
          </button>
          <h1 tabIndex={-1}>{words.title}</h1>
        </div>

        <SettingGroup title={words.general}>
          <NameRow
            label={words.deviceName}
            problem={problemOf('deviceName')}
            name={settings.deviceName}
            onChange={(name) => set('deviceName', name)}
          />
          <SelectRow
            label={words.language}
            problem={problemOf('language')}
            value={settings.language}
            options={LANGUAGES.map((value) =>
              value === 'system'
                ? { value, label: words.languageSystem }
                : { value, label: LANGUAGE_NAMES[value], lang: value },
            )}
            onChange={(language) => void set('language', language)}
          />
          <SelectRow
            label={words.appearance}
            problem={problemOf('appearance')}
            value={settings.appearance}
            options={APPEARANCES.map((value) => ({
              value,
              label: { system: words.appearanceSystem, light: words.appearanceLight, dark: words.appearanceDark }[
                value
              ],
            }))}
            onChange={(appearance) => void set('appearance', appearance)}
          />
          {facts.canStartWithComputer && (
            <SwitchRow
              label={words.startWithComputer}
              problem={problemOf('startWithComputer')}
              isOn={settings.startWithComputer}
              onChange={(isOn) => void set('startWithComputer', isOn)}
            />
          )}
          <SwitchRow
            label={words.protectIdentity}
            problem={problemOf('protectIdentity')}
            isOn={settings.protectIdentity}
            onChange={(isOn) => void set('protectIdentity', isOn)}
          />
          <SelectRow
            label={words.whenClosed}
            problem={problemOf('whenClosed')}
            value={settings.whenClosed}
            options={WHEN_CLOSED.map((value) => ({
              value,
              label: { ask: words.whenClosedAsk, keep: words.whenClosedKeep, quit: words.whenClosedQuit }[value],
            }))}
            onChange={(whenClosed) => void set('whenClosed', whenClosed)}
          />
        </SettingGroup>

        <SettingGroup title={words.receiving}>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend can't sit in a row. */}
          <div
            className="row"
            role="group"
            aria-labelledby="receive-folder-label"
            aria-describedby={problems.receiveFolder === undefined ? undefined : FOLDER_PROBLEM}
          >
            <div>
              <span id="receive-folder-label">{words.receiveFolder}</span>
              <FolderName name={self.receivesInto} />
            </div>
            <div className="row-buttons">
              <button
                ref={chooseButton}
                type="button"
                className="button"
                onClick={() => void change('receiveFolder', () => tell(bridge, 'receiveFolder.choose'))}
              >
                {words.chooseFolder}
              </button>
              <button
                type="button"
                className="button"
                onClick={() => void change('receiveFolder', () => tell(bridge, 'receiveFolder.reveal'))}
              >
                {words.showFolder}
              </button>
              {self.receivesInto !== null && (
                <button type="button" className="button" onClick={() => void goBackToDownloads()}>
                  {words.useDownloads}
                </button>
              )}
            </div>
            <Problem id={FOLDER_PROBLEM} of={problemOf('receiveFolder')} />
          </div>
          <AlwaysAcceptedRows bridge={bridge} state={state} />
        </SettingGroup>

        <TransferSettings bridge={bridge} state={state} platform={facts.platform} />

        <SettingGroup title={words.network} part="network">
          <SelectRow
            label={words.visibility}
            problem={problemOf('visibility')}
            value={settings.visibility}
            options={VISIBILITIES.map((value) => ({ value, label: visibilityChoices(strings.visibility)[value] }))}
            onChange={(visibility) => void set('visibility', visibility)}
          />
          <NetworkRows
            networks={Object.values(state.networks)}
            onChoose={async (choice) => {
              const refused = await tell(bridge, 'network.choose', choice);
              if (refused === null) announce(words.saved);
              return refused;
            }}
          />
        </SettingGroup>

        <LocalSendSettings bridge={bridge} settings={settings} />

        <SettingGroup title={words.about}>
          <div className="about">
            <FerryMark />
            <div>
              <p className="about-version">{words.version(self.version)}</p>
              <p className="quiet">{words.promise}</p>
            </div>
          </div>
          <div className="row">
            <div className="row-buttons">
              {HELP_PAGES.map((page) => (
                <button
                  key={page}
                  type="button"
                  className="button"
                  aria-describedby={problems.help === undefined ? undefined : HELP_PROBLEM}
                  onClick={() => void change('help', () => tell(bridge, 'help.open', { page }))}
                >
                  {words[page]}
                </button>
              ))}
            </div>
            <Problem id={HELP_PROBLEM} of={problemOf('help')} />
          </div>
        </SettingGroup>
      </main>
    </div>
  );
}
