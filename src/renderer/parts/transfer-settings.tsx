// Rows of Settings about what moves: limits, history, devices that are always accepted, and a pause of everything.
import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { WindowSettingsPatch } from '../../contract/settings.ts';
import type { State } from '../../contract/state.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';
import { tell } from '../ask.ts';
import { nameIn } from '../incoming-view.ts';
import { LIMITS, limitTyped, megabytesOf } from '../limits.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import type { ProblemOf } from './problem.tsx';
import { Problem } from './problem.tsx';
import { SelectRow, SettingGroup, SwitchRow } from './setting-rows.tsx';
import { Sheet } from './sheet.tsx';
import { Switch } from './switch.tsx';
import { useProblem } from './use-problem.ts';

interface PartProps {
  readonly bridge: Bridge;
  readonly state: State;
}

/** So much may come in a day without asking; the last is for whoever trusts a device with a whole disk. */
const DAILY = [0, 1_000_000_000, 5_000_000_000, 20_000_000_000, 100_000_000_000];

/** Rows of the group "Receiving". */
export function AlwaysAcceptedRows({ bridge, state }: PartProps): ReactNode {
  const strings = useStrings();
  const { moreSettings: words, transfer, settings: common } = strings;
  const announce = useAnnounce();
  const daily = useProblem();
  const paired = Object.values(state.devices).filter(({ isPaired, isAlwaysAccepted }) => isPaired || isAlwaysAccepted);
  const chosen = state.settings.unaskedDailyBytes;
  const sizes = DAILY.includes(chosen) ? DAILY : [...DAILY, chosen].sort((one, other) => one - other);
  return (
    <>
      {paired.length === 0 ? (
        <div className="row">
          <div>
            <span>{words.accepted}</span>
            <p className="quiet">{words.acceptedNone}</p>
          </div>
        </div>
      ) : (
        <div className="row accepted">
          <span>{words.accepted}</span>
          <ul>
            {paired.map((device) => (
              <AcceptedRow
                key={device.id}
                label={words.acceptFrom(nameIn(strings, device.name))}
                name={showHidden(device.name)}
                isOn={device.isAlwaysAccepted}
                onChange={(isAlways) => tell(bridge, 'device.accept', { id: device.id, isAlways })}
              />
            ))}
          </ul>
        </div>
      )}
      <SelectRow
        label={words.daily}
        problem={daily.problem}
        value={String(chosen)}
        options={sizes.map((bytes) => ({
          value: String(bytes),
          label: bytes === 0 ? words.dailyNothing : words.dailyOf(transfer.size(bytes)),
        }))}
        onChange={(value) =>
          void daily
            .attempt(() => tell(bridge, 'settings.set', { unaskedDailyBytes: Number(value) }))
            .then((done) => done && announce(common.saved))
        }
      />
    </>
  );
}

function AcceptedRow({
  label,
  name,
  isOn,
  onChange,
}: {
  readonly label: string;
  readonly name: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => Promise<ErrorInfo | null>;
}): ReactNode {
  const { problem, attempt } = useProblem();
  const id = useId();
  return (
    <li className="accepted-device">
      <bdi className="device-name" title={name}>
        {name}
      </bdi>
      <Switch
        label={label}
        describedBy={problem === null ? undefined : id}
        isOn={isOn}
        onChange={(next) => void attempt(() => onChange(next))}
      />
      <Problem id={id} of={problem} />
    </li>
  );
}

export function TransferSettings({
  bridge,
  state,
  platform,
}: PartProps & { readonly platform: ShellFacts['platform'] }): ReactNode {
  const strings = useStrings();
  const { moreSettings: words, history, settings: common } = strings;
  const announce = useAnnounce();
  const keep = useProblem();
  const clear = useProblem();
  const pause = useProblem();
  const [isClearing, setClearing] = useState(false);
  const { settings, self } = state;
  const isPaused = self.visibility.mode === 'nobody' && self.visibility.until !== null;

  const set = (patch: WindowSettingsPatch) => async (): Promise<ErrorInfo | null> => {
    const refused = await tell(bridge, 'settings.set', patch);
    if (refused === null) announce(common.saved);
    return refused;
  };

  async function clearHistory(): Promise<void> {
    setClearing(false);
    if (await clear.attempt(() => tell(bridge, 'history.clear'))) announce(history.cleared);
  }

  return (
    <SettingGroup title={words.transfers}>
      <LimitRow
        label={words.sendLimit}
        ownLabel={words.ownSendLimit}
        limit={settings.sendLimit}
        onChange={(sendLimit) => set({ sendLimit })()}
      />
      <LimitRow
        label={words.receiveLimit}
        ownLabel={words.ownReceiveLimit}
        limit={settings.receiveLimit}
        onChange={(receiveLimit) => set({ receiveLimit })()}
      />
      <SwitchRow
        label={words.keepHistory}
        problem={keep.problem}
        isOn={settings.keepHistory}
        onChange={(keepHistory) => void keep.attempt(set({ keepHistory }))}
      />
      <div className="row">
        <span>{words.clearHistory}</span>
        <button type="button" className="button" aria-label={history.clear} onClick={() => setClearing(true)}>
          {words.clear}
        </button>
        <Problem id="clear-problem" of={clear.problem} />
      </div>
      <div className="row">
        <div>
          <span>{words.pause}</span>
          <p className="quiet" role="status">
            {self.visibility.mode === 'nobody' && self.visibility.until !== null
              ? words.pausedUntil(self.visibility.until)
              : words.pauseHint}
          </p>
        </div>
        <button
          type="button"
          className="button"
          onClick={() =>
            void pause.attempt(() => tell(bridge, 'visibility.pause', { minutes: isPaused ? null : PAUSE_MINUTES }))
          }
        >
          {isPaused ? words.goOn : words.pauseHour}
        </button>
        <Problem id="pause-problem" of={pause.problem} />
      </div>
      {isClearing && (
        <Sheet
          title={history.ask}
          more={history.askMore}
          safe={{ label: history.keep, onChoose: () => setClearing(false) }}
          other={{ label: history.clear, onChoose: () => void clearHistory() }}
          onLeave={() => setClearing(false)}
          platform={platform}
        />
      )}
    </SettingGroup>
  );
}

const PAUSE_MINUTES = 60;
const OWN = 'own';
const OFF = 'off';

function LimitRow({
  label,
  ownLabel,
  limit,
  onChange,
}: {
  readonly label: string;
  readonly ownLabel: string;
  readonly limit: number | null;
  readonly onChange: (limit: number | null) => Promise<ErrorInfo | null>;
}): ReactNode {
  const { moreSettings: words, transfer, common } = useStrings();
  const { problem, attempt } = useProblem();
  /** What is typed for another speed; null while none is. */
  const [own, setOwn] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const id = useId();
  const shown: ProblemOf | null = wrong ?? problem;
  const isListed = limit === null || LIMITS.includes(limit);

  async function saveOwn(): Promise<void> {
    const typed = limitTyped(own ?? '');
    setWrong(typed === null ? words.limitWrong : null);
    if (typed !== null && (await attempt(() => onChange(typed)))) setOwn(null);
  }

  return (
    <>
      <SelectRow
        label={label}
        problem={own === null ? problem : null}
        value={own === null ? (limit === null ? OFF : String(limit)) : OWN}
        options={[
          { value: OFF, label: words.noLimit },
          ...(isListed ? LIMITS : [...LIMITS, limit].sort((one, other) => one - other)).map((bytes) => ({
            value: String(bytes),
            label: words.limit(transfer.size(bytes)),
          })),
          { value: OWN, label: words.ownLimit },
        ]}
        onChange={(value) => {
          setWrong(null);
          setOwn(value === OWN ? (limit === null ? '' : megabytesOf(limit)) : null);
          if (value !== OWN) void attempt(() => onChange(value === OFF ? null : Number(value)));
        }}
      />
      {own !== null && (
        <form
          className="row"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void saveOwn();
          }}
        >
          <label htmlFor={id}>{ownLabel}</label>
          <span className="limit-own">
            <input
              id={id}
              className="text-field"
              inputMode="decimal"
              autoComplete="off"
              value={own}
              aria-invalid={shown !== null}
              aria-describedby={shown === null ? undefined : `${id}-problem`}
              onChange={(event) => {
                setOwn(event.target.value);
                setWrong(null);
              }}
            />
            <button type="submit" className="button">
              {common.save}
            </button>
          </span>
          <Problem id={`${id}-problem`} of={shown} />
        </form>
      )}
    </>
  );
}
