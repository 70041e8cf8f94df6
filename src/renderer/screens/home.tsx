// Who am I and who can see me; who is near; what is going on; and a place to drop things on.
import type { ReactNode } from 'react';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { DeviceId } from '../../contract/devices.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Self, State } from '../../contract/state.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';
import { ask, tell } from '../ask.ts';
import { toggled } from '../draft.ts';
import { focusHeading } from '../keyboard.ts';
import type { ActivityProps } from '../parts/activity.tsx';
import { Activity } from '../parts/activity.tsx';
import { useAnnounce } from '../parts/announcer.tsx';
import { DeviceName } from '../parts/device-name.tsx';
import { DropOverlay } from '../parts/drop-overlay.tsx';
import { DeviceIcon, SettingsIcon } from '../parts/icons.tsx';
import { IncomingCards } from '../parts/incoming-cards.tsx';
import { Nearby } from '../parts/nearby.tsx';
import { NetworkQuestion, networkToAskAbout } from '../parts/network-question.tsx';
import { Notices } from '../parts/notices.tsx';
import { PageCards } from '../parts/page-cards.tsx';
import { Problem } from '../parts/problem.tsx';
import { useProblem } from '../parts/use-problem.ts';
import { VisibilityMenu } from '../parts/visibility-menu.tsx';
import { useStrings } from '../strings-context.tsx';
import type { DragOver } from '../use-hand-over.ts';
import type { Sending } from '../use-sending.ts';
import { NOBODY } from '../use-sending.ts';

export interface HomeProps extends Omit<ActivityProps, 'transfers'> {
  readonly state: State;
  readonly platform: ShellFacts['platform'];
  readonly sending: Sending;
  /** Where what is dragged is now. */
  readonly over: DragOver | null;
  readonly onOpenSettings: () => void;
  readonly onOpenDoctor: () => void;
  readonly onOpenDevice: (id: DeviceId) => void;
  readonly onReceive: () => void;
}

export function Home({
  bridge,
  state,
  platform,
  sending,
  over,
  onOpenSettings,
  onOpenDoctor,
  onOpenDevice,
  onReceive,
  ...activity
}: HomeProps): ReactNode {
  const strings = useStrings();
  const visibilityButton = useRef<HTMLButtonElement>(null);
  const { problem, attempt } = useProblem();
  const { self, settings } = state;
  const notices = Object.values(state.notices).sort((one, other) => other.at - one.at);
  const unknownNetwork = networkToAskAbout(state);
  const choosing = useChoosing(sending);

  const choose = (visibility: Settings['visibility']) => attempt(() => tell(bridge, 'settings.set', { visibility }));
  const beVisible = () => attempt(() => tell(bridge, 'visibility.everyone'));

  async function dismiss(id: string): Promise<void> {
    const answer = await ask(bridge, 'notice.dismiss', { id });
    if (answer.ok) focusHeading();
  }

  return (
    <div className="screen home" data-dragging={over !== null}>
      <header>
        <section className="home-header" aria-label={strings.thisDevice.region} data-region tabIndex={-1}>
          <div className="device-mark">
            <DeviceIcon />
          </div>
          <div className="home-self">
            <DeviceName name={self.name} onRename={(deviceName) => tell(bridge, 'settings.set', { deviceName })} />
            <VisibilityMenu
              self={self}
              chosen={settings.visibility}
              onChoose={(visibility) => void choose(visibility)}
              onEveryone={() => void beVisible()}
              buttonRef={visibilityButton}
            />
          </div>
          <button
            type="button"
            className="icon-button"
            aria-label={strings.home.openSettings}
            title={strings.home.openSettings}
            onClick={onOpenSettings}
          >
            <SettingsIcon />
          </button>
        </section>
      </header>
      <main data-screen="home">
        <h1 className="visually-hidden" tabIndex={-1}>
          {strings.home.title}
        </h1>
        <Problem id="visibility-problem" of={problem} />
        <IncomingCards bridge={bridge} state={state} platform={platform} />
        <PageCards bridge={bridge} pages={state.pages} />
        <HiddenHint
          self={self}
          onBeVisible={() => {
            void beVisible().then((done) => {
              // The button pressed is gone; this one says what has become.
              if (done) visibilityButton.current?.focus();
            });
          }}
        />
        {unknownNetwork !== null && (
          <NetworkQuestion key={unknownNetwork.id} bridge={bridge} network={unknownNetwork} />
        )}
        <Notices notices={notices} onDismiss={(id) => void dismiss(id)} />
        <div className="columns">
          <HomeSection
            className="nearby"
            title={strings.home.nearby}
            action={
              <button type="button" className="link-button" onClick={() => void attempt(() => addDevice(bridge))}>
                {strings.sending.addDevice}
              </button>
            }
          >
            <Nearby
              state={state}
              selected={choosing.selected}
              over={over?.device ?? null}
              troubles={sending.troubles}
              onSend={choosing.onSend}
              onSelect={choosing.onSelect}
              onSendSelected={choosing.onSendSelected}
              onOpen={onOpenDevice}
              onPairAgain={activity.onPairAgain}
              onDoctor={onOpenDoctor}
              onReceive={onReceive}
            />
          </HomeSection>
          <HomeSection className="activity" title={strings.home.activity}>
            <Activity bridge={bridge} transfers={state.transfers} {...activity} />
          </HomeSection>
        </div>
      </main>
      <footer>
        <section className="home-foot" aria-label={strings.sending.send} data-region tabIndex={-1}>
          <Problem id="send-problem" of={sending.draft === null ? (sending.troubles[NOBODY] ?? null) : null} />
          <p className="quiet">{strings.sending.dropHint(platform === 'macos' ? '⌘ O' : 'Ctrl O')}</p>
          <div className="home-foot-buttons">
            <button type="button" className="button" onClick={() => void sending.choose('files', [])}>
              {strings.sending.sendFiles}
            </button>
            <button type="button" className="button" onClick={() => sending.takeText('', null)}>
              {strings.sending.sendText}
            </button>
          </div>
        </section>
      </footer>
      {over !== null && <DropOverlay device={nameOf(state, over.device)} />}
    </div>
  );
}

/** The sheet with the code opens by itself, from the state. */
const addDevice = (bridge: Bridge) => tell(bridge, 'pairing.show');

const nameOf = ({ devices, nearby }: State, id: DeviceId | null): string | null => {
  const name = id === null ? undefined : (devices[id]?.name ?? nearby[id]?.name);
  return name === undefined ? null : showHidden(name);
};

/** Which devices were selected in the list, and sending to one or to all of them. The functions stay the same. */
function useChoosing(sending: Sending) {
  const strings = useStrings();
  const announce = useAnnounce();
  const [selected, setSelected] = useState<readonly DeviceId[]>([]);
  const newest = useRef({ selected, sending });
  useEffect(() => {
    newest.current = { selected, sending };
  });

  const onSendSelected = useCallback((ids: readonly DeviceId[]) => {
    setSelected([]);
    void newest.current.sending.choose('files', ids);
  }, []);
  const onSend = useCallback(
    (id: DeviceId) => {
      const { selected: ids } = newest.current;
      onSendSelected(ids.includes(id) ? ids : [id]);
    },
    [onSendSelected],
  );
  const onSelect = useCallback(
    (id: DeviceId) => {
      if (!newest.current.selected.includes(id)) announce(strings.sending.selected);
      setSelected((before) => toggled(before, id));
    },
    [announce, strings],
  );
  return { selected, onSend, onSelect, onSendSelected };
}

function HomeSection({
  className,
  title,
  action,
  children,
}: {
  readonly className: string;
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className={className} aria-labelledby={id} data-region tabIndex={-1}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      <div className="card">{children}</div>
    </section>
  );
}

/** While new devices can't see this one, says so and offers the way out. */
function HiddenHint({ self, onBeVisible }: { readonly self: Self; readonly onBeVisible: () => void }): ReactNode {
  const { visibility } = useStrings();
  const { mode } = self.visibility;
  if (mode === 'everyone' || self.network === 'none') return null;
  return (
    <div className="hint">
      <p>{mode === 'paired' ? visibility.pairedHint : visibility.nobodyHint}</p>
      <button type="button" className="button" onClick={onBeVisible}>
        {visibility.beVisible}
      </button>
    </div>
  );
}
