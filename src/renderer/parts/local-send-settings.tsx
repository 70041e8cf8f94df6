// Rows of Settings about devices that have LocalSend and no Ferry: whether they see this one, what they type first, and
// what such a way is worth.
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import type { ErrorInfo } from '../../contract/errors.ts';
import { isSettingValue } from '../../contract/settings.ts';
import type { ShownSettings } from '../../contract/state.ts';
import type { Bridge } from '../../contract/window.ts';
import { tell } from '../ask.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { PinSheet } from './pin-sheet.tsx';
import { Problem } from './problem.tsx';
import { SettingGroup, SwitchRow, TextRow } from './setting-rows.tsx';
import { useProblem } from './use-problem.ts';

interface LocalSendSettingsProps {
  readonly bridge: Bridge;
  readonly settings: ShownSettings;
}

export function LocalSendSettings({ bridge, settings }: LocalSendSettingsProps): ReactNode {
  const { localSend: words, settings: common } = useStrings();
  const announce = useAnnounce();
  const use = useProblem();

  const set = (patch: Partial<Pick<ShownSettings, 'localSend' | 'localSendPort' | 'localSendGroup'>>) => async () => {
    const refused = await tell(bridge, 'settings.set', patch);
    if (refused === null) announce(common.saved);
    return refused;
  };

  return (
    <SettingGroup title={words.mark} part="localSend">
      <SwitchRow
        label={words.use}
        hint={words.useHint}
        problem={use.problem}
        isOn={settings.localSend}
        onChange={(localSend) => void use.attempt(set({ localSend }))}
      />
      {settings.localSend && (
        <>
          <PinRow bridge={bridge} hasPin={settings.hasLocalSendPin} />
          <AdvancedRows settings={settings} set={set} />
        </>
      )}
      <details className="row-details">
        <summary>{words.compare}</summary>
        <Ways />
      </details>
    </SettingGroup>
  );
}

function PinRow({ bridge, hasPin }: { readonly bridge: Bridge; readonly hasPin: boolean }): ReactNode {
  const { activity, localSend: words } = useStrings();
  const announce = useAnnounce();
  const removal = useProblem();
  const setButton = useRef<HTMLButtonElement>(null);
  const [isAsking, setAsking] = useState(false);

  async function remove(): Promise<void> {
    if (!(await removal.attempt(() => tell(bridge, 'localSendPin.set', { pin: null })))) return;
    announce(words.pinIsGone);
    // The button pressed is about to go.
    setButton.current?.focus();
  }

  async function save(pin: string): Promise<ErrorInfo | null> {
    const refused = await tell(bridge, 'localSendPin.set', { pin });
    if (refused !== null) return refused;
    setAsking(false);
    announce(words.pinIsSet);
    return null;
  }

  return (
    <div className="row">
      <div>
        <span>{words.pin}</span>
        <p className="quiet">{hasPin ? words.pinOn : words.pinOff}</p>
      </div>
      <div className="row-buttons">
        <button
          ref={setButton}
          type="button"
          className="button"
          aria-label={activity.buttonOf(hasPin ? words.changePin : words.setPin, words.askPin)}
          onClick={() => setAsking(true)}
        >
          {hasPin ? words.changePin : words.setPin}
        </button>
        {hasPin && (
          <button
            type="button"
            className="button"
            aria-label={activity.buttonOf(words.removePin, words.askPin)}
            onClick={() => void remove()}
          >
            {words.removePin}
          </button>
        )}
      </div>
      <Problem id="pin-problem" of={removal.problem} />
      {isAsking && <PinSheet onSave={save} onLeave={() => setAsking(false)} />}
    </div>
  );
}

function AdvancedRows({
  settings,
  set,
}: Pick<LocalSendSettingsProps, 'settings'> & {
  readonly set: (
    patch: Partial<Pick<ShownSettings, 'localSendPort' | 'localSendGroup'>>,
  ) => () => Promise<ErrorInfo | null>;
}): ReactNode {
  const { localSend: words } = useStrings();
  const port = useProblem();
  const group = useProblem();
  const isPort = (typed: string): boolean => /^\d{1,5}$/.test(typed) && isSettingValue('localSendPort', Number(typed));
  return (
    <details className="row-details">
      <summary>{words.advanced}</summary>
      <TextRow
        label={words.port}
        hint={words.portHint}
        problem={port.problem}
        value={String(settings.localSendPort)}
        inputMode="numeric"
        wrong={(typed) => (isPort(typed) ? null : words.portWrong)}
        onChange={(typed) => port.attempt(set({ localSendPort: Number(typed) }))}
      />
      <TextRow
        label={words.group}
        hint={words.groupHint}
        problem={group.problem}
        value={settings.localSendGroup}
        inputMode="decimal"
        wrong={(typed) => (isSettingValue('localSendGroup', typed) ? null : words.groupWrong)}
        onChange={(localSendGroup) => group.attempt(set({ localSendGroup }))}
      />
    </details>
  );
}

/** What each way gives: nobody should have to guess. */
function Ways(): ReactNode {
  const { common, localSend: words } = useStrings();
  return (
    <table className="ways">
      <thead>
        <tr>
          <td />
          <th scope="col">{common.appName}</th>
          <th scope="col">{words.mark}</th>
          <th scope="col">{words.browser}</th>
        </tr>
      </thead>
      <tbody>
        {PROPERTIES.map((property) => (
          <tr key={property}>
            <th scope="row">{words.properties[property]}</th>
            <td>{words.ofFerry[property]}</td>
            <td>{words.ofLocalSend[property]}</td>
            <td>{words.ofBrowser[property]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const PROPERTIES = ['encrypted', 'verified', 'postQuantum', 'resumable'] as const;
