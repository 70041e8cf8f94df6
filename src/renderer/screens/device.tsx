// One device: what it is called here, whether it is the one that it says, and what it may do.
import type { ReactNode } from 'react';
import { useMemo, useRef, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { DeviceId } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import type { Safety } from '../../contract/vias.ts';
import { safetyOf, wayOf } from '../../contract/vias.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';
import { formatFor } from '../../strings/format.ts';
import { tell } from '../ask.ts';
import type { Replaced } from '../device-view.ts';
import { deviceView } from '../device-view.ts';
import { nameIn } from '../incoming-view.ts';
import { useAnnounce } from '../parts/announcer.tsx';
import { CompareGuest } from '../parts/compare-guest.tsx';
import { DeviceReceiving } from '../parts/device-receiving.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { BackIcon, QuestionIcon, WarningIcon } from '../parts/icons.tsx';
import { DeviceKindIcon } from '../parts/kind-icon.tsx';
import { PairAgainButton } from '../parts/pair-again.tsx';
import { Problem } from '../parts/problem.tsx';
import { RecentTransfers } from '../parts/recent-transfers.tsx';
import { NameRow, SettingGroup } from '../parts/setting-rows.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useMinute } from '../parts/use-minute.ts';
import { useProblem } from '../parts/use-problem.ts';
import { ViaMark } from '../parts/via-mark.tsx';
import { useStrings } from '../strings-context.tsx';
import type { PairAgain } from '../use-pair-again.ts';

export interface DeviceScreenProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly id: DeviceId;
  readonly platform: ShellFacts['platform'];
  readonly onBack: () => void;
  readonly onPairAgain: PairAgain;
}

export function DeviceScreen({ bridge, state, id, platform, onBack, onPairAgain }: DeviceScreenProps): ReactNode {
  const strings = useStrings();
  const { aboutDevice: words, common } = strings;
  const view = deviceView(state, id);
  return (
    <div className="screen settings">
      <main data-screen="device">
        <div className="settings-header" data-region>
          <button type="button" className="icon-button" aria-label={common.back} title={common.back} onClick={onBack}>
            <BackIcon />
          </button>
          <h1 tabIndex={-1} className="device-name">
            <bdi>{view === null ? words.gone : showHidden(view.name)}</bdi>
          </h1>
        </div>
        {view === null ? (
          <EmptyState size="small" art={<QuestionIcon />} title={words.gone} more={words.goneMore} />
        ) : (
          <Shown
            bridge={bridge}
            state={state}
            id={id}
            platform={platform}
            onBack={onBack}
            onPairAgain={onPairAgain}
            view={view}
          />
        )}
      </main>
    </div>
  );
}

function Shown({
  bridge,
  state,
  id,
  platform,
  onBack,
  onPairAgain,
  view,
}: DeviceScreenProps & { readonly view: NonNullable<ReturnType<typeof deviceView>> }): ReactNode {
  const strings = useStrings();
  const { aboutDevice: words, cli, nearby, localSend } = strings;
  const announce = useAnnounce();
  const now = useMinute();
  const format = useMemo(() => formatFor(strings.locale), [strings.locale]);
  const rename = useProblem();
  const pairing = useProblem();
  const compare = useProblem();
  const forgetting = useProblem();
  const [isForgetting, setForgetting] = useState(false);
  const [isComparing, setComparing] = useState(false);
  const forgetButton = useRef<HTMLButtonElement>(null);
  const { known } = view;
  // Where only our person has paired, both may do it once more.
  const isPaired = known?.isPaired === true;
  const safety = safetyOf(wayOf({ ...known, ...view.near }), isPaired);
  const device = nameIn(strings, view.name);
  const guestOr = (ours: typeof words) => (safety === null ? ours : localSend);

  function standing(): string {
    if (safety !== null && safety !== 'verified') return localSend.standing[safety];
    if (known === null) return words.isNew;
    if (!known.isPaired) return cli.deviceKept;
    if (view.isHere) return nearby.here;
    if (view.lastHereAt === null) return cli.deviceAway;
    return nearby.lastSeen(format.moment(view.lastHereAt, now));
  }

  const pair = () => pairing.attempt(() => tell(bridge, 'pairing.dial', { to: { kind: 'device', id } }));

  async function forget(): Promise<void> {
    setForgetting(false);
    if (!(await forgetting.attempt(() => tell(bridge, 'device.forget', { id })))) return;
    announce(words.forgotten(device));
    onBack();
  }

  return (
    <>
      {view.alarm !== null && (
        <DeviceAlarm
          of={view.alarm}
          replaced={safety === null ? { id, name: view.name } : null}
          onPairAgain={onPairAgain}
        />
      )}
      <div className="card rows">
        <div className="device-head">
          <span className="device-mark">
            <DeviceKindIcon kind={view.kind} />
          </span>
          <div>
            <p>{words.kinds[view.kind]}</p>
            <p className="device-standing">
              <ViaMark safety={safety} />
              <span>{standing()}</span>
            </p>
          </div>
          {!isPaired && safety === null && (
            <button type="button" className="button primary" onClick={() => void pair()}>
              {words.pair}
            </button>
          )}
        </div>
        {safety !== null && <WithoutFerry safety={safety} isHere={view.isHere} onCompare={() => setComparing(true)} />}
        {!isPaired && safety === null && (
          <div className="row">
            <p className="quiet">{words.pairHint}</p>
            <Problem id="device-pair-problem" of={pairing.problem} />
          </div>
        )}
        {known !== null && (
          <NameRow
            label={words.name}
            problem={rename.problem}
            name={known.name}
            onChange={async (name) => {
              const done = await rename.attempt(() => tell(bridge, 'device.rename', { id, name }));
              if (done) announce(words.renamed);
              return done;
            }}
          />
        )}
      </div>
      {known !== null && (
        <>
          <DeviceReceiving
            bridge={bridge}
            device={known}
            settings={state.settings}
            usualFolder={state.self.receivesInto}
          />
          <SettingGroup title={words.security}>
            {safety === null && (
              <div className="row">
                <div>
                  <span id="compare-label">{words.compare}</span>
                  <p className="quiet">
                    {known.comparedAt === null
                      ? words.neverCompared
                      : words.comparedAt(format.moment(known.comparedAt, now))}
                  </p>
                  {!view.isHere && <p className="quiet">{words.away}</p>}
                </div>
                {view.isHere && known.isPaired && (
                  <button
                    type="button"
                    className="button"
                    onClick={() => void compare.attempt(() => tell(bridge, 'device.compare', { id }))}
                  >
                    {words.compareButton}
                  </button>
                )}
                <Problem id="device-compare-problem" of={compare.problem} />
              </div>
            )}
            <div className="row">
              <div>
                <span>{words.fingerprint}</span>
                <p className="quiet">{guestOr(words).fingerprintHint}</p>
              </div>
              <code className="fingerprint" dir="ltr">
                {known.fingerprint}
              </code>
            </div>
          </SettingGroup>
        </>
      )}
      <SettingGroup title={words.recent}>
        <RecentTransfers transfers={view.recent} now={now} />
      </SettingGroup>
      {known !== null && (
        <div className="card rows">
          <div className="row">
            <div>
              <span>{words.forget}</span>
              <p className="quiet">{guestOr(words).forgetHint}</p>
            </div>
            <button ref={forgetButton} type="button" className="button danger" onClick={() => setForgetting(true)}>
              {words.forgetButton}
            </button>
            <Problem id="device-forget-problem" of={forgetting.problem} />
          </div>
        </div>
      )}
      {isComparing && <CompareGuest bridge={bridge} id={id} device={device} onLeave={() => setComparing(false)} />}
      {isForgetting && (
        <Sheet
          title={words.askForget(device)}
          more={guestOr(words).askForgetMore}
          safe={{ label: words.keep, onChoose: () => setForgetting(false) }}
          other={{ label: words.forgetButton, onChoose: () => void forget() }}
          onLeave={() => setForgetting(false)}
          platform={platform}
        />
      )}
    </>
  );
}

/** What can be said of a device that has no Ferry, and what can be done about it. */
function WithoutFerry({
  safety,
  isHere,
  onCompare,
}: {
  readonly safety: Safety;
  readonly isHere: boolean;
  readonly onCompare: () => void;
}): ReactNode {
  const { localSend } = useStrings();
  return (
    <div className="row">
      <div className="row-words">
        {safety === 'plain' ? (
          <div className="device-warning">
            <WarningIcon />
            <p>{localSend.meaning.plain}</p>
          </div>
        ) : (
          <p>{localSend.meaning[safety]}</p>
        )}
        {safety === 'plain' && <p className="quiet">{localSend.noPairing}</p>}
        {safety === 'encrypted' && <p className="quiet">{localSend.pairHint}</p>}
      </div>
      {safety === 'encrypted' && isHere && (
        <button type="button" className="button" onClick={onCompare}>
          {localSend.pairButton}
        </button>
      )}
    </div>
  );
}

/** The hard stop: nothing is sent to whoever answers in its place. */
function DeviceAlarm({
  of,
  replaced,
  onPairAgain,
}: {
  readonly of: ErrorInfo;
  /** Null where it can't be paired by a code. */
  readonly replaced: Replaced | null;
  readonly onPairAgain: PairAgain;
}): ReactNode {
  return (
    <div className="device-alarm">
      <Problem id="device-alarm" of={of} />
      {replaced !== null && (
        <PairAgainButton replaced={replaced} describedBy="device-alarm" onPairAgain={onPairAgain} />
      )}
    </div>
  );
}
