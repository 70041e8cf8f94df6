// Who am I and who can see me; who is near; what is going on.
import type { ReactNode } from 'react';
import { useId, useRef } from 'react';
import type { Settings } from '../../contract/settings.ts';
import type { Self, State } from '../../contract/state.ts';
import type { Bridge } from '../../contract/window.ts';
import { ask, tell } from '../ask.ts';
import { focusHeading } from '../keyboard.ts';
import { DeviceName } from '../parts/device-name.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { DeviceIcon, SettingsIcon, TransferIcon } from '../parts/icons.tsx';
import { Nearby } from '../parts/nearby.tsx';
import { NetworkQuestion, networkToAskAbout } from '../parts/network-question.tsx';
import { Notices } from '../parts/notices.tsx';
import { Problem } from '../parts/problem.tsx';
import { useProblem } from '../parts/use-problem.ts';
import { VisibilityMenu } from '../parts/visibility-menu.tsx';
import { useStrings } from '../strings-context.tsx';

export interface HomeProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly onOpenSettings: () => void;
  readonly onOpenDoctor: () => void;
}

export function Home({ bridge, state, onOpenSettings, onOpenDoctor }: HomeProps): ReactNode {
  const strings = useStrings();
  const visibilityButton = useRef<HTMLButtonElement>(null);
  const { problem, attempt } = useProblem();
  const { self, settings } = state;
  const notices = Object.values(state.notices).sort((one, other) => other.at - one.at);
  const unknownNetwork = networkToAskAbout(state);

  const choose = (visibility: Settings['visibility']) => attempt(() => tell(bridge, 'settings.set', { visibility }));
  const beVisible = () => attempt(() => tell(bridge, 'visibility.everyone'));

  async function dismiss(id: string): Promise<void> {
    const answer = await ask(bridge, 'notice.dismiss', { id });
    if (answer.ok) focusHeading();
  }

  return (
    <div className="screen home">
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
          <HomeSection className="nearby" title={strings.home.nearby}>
            <Nearby state={state} onDoctor={onOpenDoctor} />
          </HomeSection>
          <HomeSection className="activity" title={strings.home.activity}>
            <EmptyState size="small" art={<TransferIcon />} title={strings.home.noActivity} />
          </HomeSection>
        </div>
      </main>
    </div>
  );
}

function HomeSection({
  className,
  title,
  children,
}: {
  readonly className: string;
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className={className} aria-labelledby={id} data-region tabIndex={-1}>
      <h2 id={id}>{title}</h2>
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
