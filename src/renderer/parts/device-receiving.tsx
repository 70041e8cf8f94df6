// What a known device may send without asking, and where that goes.
import type { ReactNode } from 'react';
import type { ShownDevice } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { ShownSettings } from '../../contract/state.ts';
import type { Bridge } from '../../contract/window.ts';
import { ask, tell } from '../ask.ts';
import { useStrings } from '../strings-context.tsx';
import { FolderName } from './folder-name.tsx';
import { Problem } from './problem.tsx';
import { SettingGroup, SwitchRow } from './setting-rows.tsx';
import { useProblem } from './use-problem.ts';

export function DeviceReceiving({
  bridge,
  device,
  settings,
  usualFolder,
}: {
  readonly bridge: Bridge;
  readonly device: ShownDevice;
  readonly settings: ShownSettings;
  readonly usualFolder: string | null;
}): ReactNode {
  const { aboutDevice: words, settings: common, transfer } = useStrings();
  const always = useProblem();
  const folder = useProblem();
  const { id, isAlwaysAccepted: isAlways } = device;

  async function chooseFolder(): Promise<ErrorInfo | null> {
    const chosen = await ask(bridge, 'folder.choose');
    if (!chosen.ok) return chosen.error;
    return chosen.value === null ? null : tell(bridge, 'device.accept', { id, isAlways, into: chosen.value.id });
  }

  return (
    <SettingGroup title={words.receiving}>
      <SwitchRow
        label={words.always}
        problem={always.problem}
        isOn={isAlways}
        onChange={(isOn) => void always.attempt(() => tell(bridge, 'device.accept', { id, isAlways: isOn }))}
      />
      <div className="row">
        <p className="quiet">
          {words.alwaysHint}{' '}
          {isAlways && words.today(transfer.size(device.unaskedBytesToday), transfer.size(settings.unaskedDailyBytes))}
        </p>
      </div>
      {isAlways && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend can't sit in a row.
        <div className="row" role="group" aria-labelledby="device-folder">
          <div>
            <span id="device-folder">{words.into}</span>
            <FolderName name={device.receivesInto ?? usualFolder} />
          </div>
          <div className="row-buttons">
            <button type="button" className="button" onClick={() => void folder.attempt(chooseFolder)}>
              {common.chooseFolder}
            </button>
            {device.receivesInto !== null && (
              <button
                type="button"
                className="button"
                onClick={() => void folder.attempt(() => tell(bridge, 'device.accept', { id, isAlways, into: null }))}
              >
                {words.usualFolder}
              </button>
            )}
          </div>
          <Problem id="device-folder-problem" of={folder.problem} />
        </div>
      )}
    </SettingGroup>
  );
}
