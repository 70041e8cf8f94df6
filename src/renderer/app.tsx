// Which screen, in which language, light or dark; and what the main process asks of the window.
import type { ReactNode } from 'react';
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ErrorInfo } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import type { Bridge, ShellFacts, WindowEvents } from '../contract/window.ts';
import type { Strings } from '../strings/index.ts';
import { stringsFor } from '../strings/index.ts';
import { tell } from './ask.ts';
import { focusHeading, focusNextRegion, focusPart, isSettingsKey } from './keyboard.ts';
import { Announcer } from './parts/announcer.tsx';
import type { CloseAnswer } from './parts/close-sheet.tsx';
import { CloseSheet } from './parts/close-sheet.tsx';
import { Problem } from './parts/problem.tsx';
import { Doctor } from './screens/doctor.tsx';
import { FirstRun } from './screens/first-run.tsx';
import { Home } from './screens/home.tsx';
import { Settings } from './screens/settings.tsx';
import type { Store } from './store.ts';
import { StringsContext } from './strings-context.tsx';

type Screen = WindowEvents['screenAsked']['screen'];

export function App({ bridge, store }: { readonly bridge: Bridge; readonly store: Store }): ReactNode {
  const view = useSyncExternalStore(store.subscribe, store.getView, store.getView);
  if (view.phase === 'ready') return <Ready bridge={bridge} facts={view.facts} state={view.state} />;
  return <NotReady error={view.phase === 'failed' ? view.error : null} onRetry={store.start} />;
}

/** Tells the page itself its language, so that the reader's voice, hyphenation and direction follow. */
function usePageLanguage(strings: Strings): void {
  useLayoutEffect(() => {
    document.documentElement.lang = strings.locale;
    document.documentElement.dir = strings.direction;
  }, [strings]);
}

/** Before the state is known. The words come late, so that an ordinary start shows no flash of them. */
function NotReady({ error, onRetry }: { readonly error: ErrorInfo | null; readonly onRetry: () => void }): ReactNode {
  const strings = stringsFor('system', typeof navigator === 'undefined' ? [] : navigator.languages);
  usePageLanguage(strings);
  return (
    <StringsContext value={strings}>
      <main className="not-ready" aria-busy={error === null}>
        <h1 className="visually-hidden">{strings.common.appName}</h1>
        {error === null ? (
          <p className="late">{strings.common.loading}</p>
        ) : (
          <>
            <Problem id="start-problem" of={error} />
            <button type="button" className="button" onClick={onRetry}>
              {strings.common.tryAgain}
            </button>
          </>
        )}
      </main>
    </StringsContext>
  );
}

export interface ReadyProps {
  readonly bridge: Bridge;
  readonly facts: ShellFacts;
  readonly state: State;
}

export function Ready({ bridge, facts, state }: ReadyProps): ReactNode {
  const { settings } = state;
  const strings = stringsFor(settings.language, facts.languages);
  const [asked, setAsked] = useState<Screen>(facts.screen);
  const [closing, setClosing] = useState<WindowEvents['closeAsked'] | null>(null);
  /** Where on the next screen the focus goes; null for its heading. */
  const nextPart = useRef<string | null>(null);
  const screen = settings.welcomed ? asked : 'first-run';
  usePageLanguage(strings);

  useLayoutEffect(() => {
    document.documentElement.dataset.appearance = settings.appearance;
  }, [settings.appearance]);

  const shown = useRef(screen);
  useEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    window.scrollTo(0, 0);
    if (nextPart.current === null) focusHeading();
    else focusPart(nextPart.current);
    nextPart.current = null;
  }, [screen]);

  useEffect(() => {
    const stops = [
      bridge.on('screenAsked', (event) => setAsked(event.screen)),
      bridge.on('closeAsked', (event) => setClosing(event)),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [bridge]);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      // Under an open sheet nothing moves.
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      if (event.key === 'F6') {
        event.preventDefault();
        focusNextRegion(event.shiftKey ? -1 : 1);
      } else if (isSettingsKey(event, facts.platform)) {
        event.preventDefault();
        setAsked('settings');
      } else if (event.key === 'Escape' && (screen === 'settings' || screen === 'doctor')) {
        event.preventDefault();
        setAsked('home');
      }
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [facts.platform, screen]);

  function answerClose(answer: CloseAnswer): void {
    setClosing(null);
    void tell(bridge, 'window.closeAnswer', { answer });
  }

  return (
    <StringsContext value={strings}>
      <Announcer>
        {screen === 'first-run' && <FirstRun bridge={bridge} state={state} facts={facts} />}
        {screen === 'home' && (
          <Home
            bridge={bridge}
            state={state}
            onOpenSettings={() => setAsked('settings')}
            onOpenDoctor={() => setAsked('doctor')}
          />
        )}
        {screen === 'settings' && (
          <Settings bridge={bridge} state={state} facts={facts} onBack={() => setAsked('home')} />
        )}
        {screen === 'doctor' && (
          <Doctor
            bridge={bridge}
            state={state}
            facts={facts}
            onBack={() => setAsked('home')}
            onChooseNetwork={() => {
              nextPart.current = 'network';
              setAsked('settings');
            }}
          />
        )}
        {facts.isStandIn && (
          <footer className="stand-in">
            <p role="note">{strings.standIn}</p>
          </footer>
        )}
        {closing !== null && <CloseSheet hasTray={closing.hasTray} platform={facts.platform} onAnswer={answerClose} />}
      </Announcer>
    </StringsContext>
  );
}
