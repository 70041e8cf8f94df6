// Which screen, in which language, light or dark; and what the main process asks of the window.
import type { ReactNode } from 'react';
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { DeviceId } from '../contract/devices.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import type { TransferId } from '../contract/transfers.ts';
import { isOver } from '../contract/transfers.ts';
import type { Bridge, ShellFacts, WindowEvents } from '../contract/window.ts';
import type { Strings } from '../strings/index.ts';
import { stringsFor } from '../strings/index.ts';
import { tell } from './ask.ts';
import { focusHeading, focusNextRegion, focusPart, isSettingsKey } from './keyboard.ts';
import { Announcer } from './parts/announcer.tsx';
import { CancelSheet } from './parts/cancel-sheet.tsx';
import type { CloseAnswer } from './parts/close-sheet.tsx';
import { CloseSheet } from './parts/close-sheet.tsx';
import { DropOverlay } from './parts/drop-overlay.tsx';
import { GuestPinSheets } from './parts/guest-pin-sheet.tsx';
import { PairAgainSheet } from './parts/pair-again.tsx';
import { PairingSheets } from './parts/pairing-sheets.tsx';
import { Problem } from './parts/problem.tsx';
import { SendSheet } from './parts/send-sheet.tsx';
import { TextSheet } from './parts/text-sheet.tsx';
import { TransferAnnouncer } from './parts/transfer-announcer.tsx';
import { DeviceScreen } from './screens/device.tsx';
import { Doctor } from './screens/doctor.tsx';
import { FirstRun } from './screens/first-run.tsx';
import { History } from './screens/history.tsx';
import { Home } from './screens/home.tsx';
import { ReceiveSheet } from './screens/receive.tsx';
import { Settings } from './screens/settings.tsx';
import { Transfer } from './screens/transfer.tsx';
import type { Store } from './store.ts';
import { StringsContext } from './strings-context.tsx';
import { activityOf, createPaces } from './transfer-view.ts';
import { useHandOver } from './use-hand-over.ts';
import { usePairAgain } from './use-pair-again.ts';
import { useSending } from './use-sending.ts';

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

/** Where the person is. */
type Place =
  | { readonly at: Exclude<Screen, 'receive' | 'sendText'> | 'first-run' }
  | { readonly at: 'device'; readonly id: DeviceId }
  | { readonly at: 'transfer'; readonly id: TransferId; readonly from: 'home' | 'history' };

const HOME: Place = { at: 'home' };

/** Two of them are sheets over Home. */
const placeOf = (screen: Screen): Place => (screen === 'sendText' || screen === 'receive' ? HOME : { at: screen });

export function Ready({ bridge, facts, state }: ReadyProps): ReactNode {
  const { settings } = state;
  const strings = stringsFor(settings.language, facts.languages);
  const [asked, setAsked] = useState(() => placeOf(facts.screen));
  const [closing, setClosing] = useState<WindowEvents['closeAsked'] | null>(null);
  const [isReceiving, setReceiving] = useState(false);
  /** Whose text is being read; and which transfer may be canceled. */
  const [reading, setReading] = useState<TransferId | null>(null);
  const [canceling, setCanceling] = useState<TransferId | null>(null);
  const [paces] = useState(createPaces);
  const sending = useSending(bridge);
  /** Where on the next screen the focus goes; null for its heading. */
  const nextPart = useRef<string | null>(null);
  const place: Place = settings.welcomed ? asked : { at: 'first-run' };
  const screen = place.at;
  const over = useHandOver(sending, facts, {
    drops: settings.welcomed,
    // There a picture of a QR code is pasted.
    pastes: settings.welcomed && screen !== 'doctor',
  });
  usePageLanguage(strings);

  useLayoutEffect(() => {
    document.documentElement.dataset.appearance = settings.appearance;
  }, [settings.appearance]);

  const key = 'id' in place ? `${screen} ${place.id}` : screen;
  const shown = useRef(key);
  useEffect(() => {
    if (shown.current === key) return;
    shown.current = key;
    window.scrollTo(0, 0);
    if (nextPart.current === null || !focusPart(nextPart.current)) focusHeading();
    nextPart.current = null;
  }, [key]);

  const go = useRef((next: Screen): void => {
    if (next === 'sendText') sending.takeText('', null);
    if (next === 'receive') setReceiving(true);
    setAsked(placeOf(next));
  });

  const transfers = useRef(state.transfers);
  useEffect(() => {
    transfers.current = state.transfers;
  });

  useEffect(() => {
    go.current(facts.screen);
  }, [facts.screen]);

  useEffect(() => {
    const stops = [
      bridge.on('screenAsked', (event) => go.current(event.screen)),
      bridge.on('closeAsked', (event) => setClosing(event)),
      bridge.on('transferAsked', ({ id }) => {
        const part = `transfer-${id}`;
        // What isn't on Home any more has a screen of its own.
        const { running, latest } = activityOf(transfers.current);
        const isThere =
          transfers.current[id]?.stage === 'asking' || [...running, ...latest].some((row) => row.id === id);
        nextPart.current = isThere ? part : null;
        setAsked(isThere ? HOME : { at: 'transfer', id, from: 'home' });
        if (isThere && focusPart(part)) nextPart.current = null;
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [bridge]);

  const back: Place = place.at === 'transfer' && place.from === 'history' ? { at: 'history' } : HOME;
  const isAway = screen !== 'home' && screen !== 'first-run';

  function goBack(): void {
    // Back to the row that led here.
    if (place.at === 'transfer') nextPart.current = `transfer-${place.id}`;
    setAsked(back);
  }

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      // Under an open sheet nothing moves.
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      if (event.key === 'F6') {
        event.preventDefault();
        focusNextRegion(event.shiftKey ? -1 : 1);
      } else if (isSettingsKey(event, facts.platform)) {
        event.preventDefault();
        setAsked({ at: 'settings' });
      } else if (event.key === 'Escape' && isAway) {
        event.preventDefault();
        leave.current();
      }
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [facts.platform, isAway]);

  const leave = useRef(goBack);
  useEffect(() => {
    leave.current = goBack;
  });

  function answerClose(answer: CloseAnswer): void {
    setClosing(null);
    void tell(bridge, 'window.closeAnswer', { answer });
  }

  // The same for every patch, so that no row is drawn again for their sake.
  const { asked: replaced, leave: leavePairAgain, pairAgain } = usePairAgain(bridge, state);
  const [list] = useState(() => ({
    bridge,
    paces,
    onRead: setReading,
    onAskCancel: setCanceling,
    onPairAgain: pairAgain,
  }));
  const openFrom = useOpenFrom(setAsked);
  const read = reading === null ? undefined : state.transfers[reading];
  const canceled = canceling === null ? undefined : state.transfers[canceling];
  const { platform } = facts;

  return (
    <StringsContext value={strings}>
      <Announcer>
        {screen === 'first-run' && <FirstRun bridge={bridge} state={state} facts={facts} />}
        {screen === 'home' && (
          <Home
            {...list}
            state={state}
            platform={platform}
            sending={sending}
            over={over}
            onOpen={openFrom.home}
            onShowAll={openFrom.history}
            onOpenSettings={() => setAsked({ at: 'settings' })}
            onOpenDoctor={() => setAsked({ at: 'doctor' })}
            onOpenDevice={openFrom.device}
            onReceive={() => setReceiving(true)}
          />
        )}
        {screen === 'settings' && <Settings bridge={bridge} state={state} facts={facts} onBack={goBack} />}
        {screen === 'doctor' && (
          <Doctor
            bridge={bridge}
            state={state}
            facts={facts}
            onBack={goBack}
            onChooseNetwork={() => {
              nextPart.current = 'network';
              setAsked({ at: 'settings' });
            }}
          />
        )}
        {screen === 'history' && (
          <History {...list} state={state} platform={platform} onOpen={openFrom.past} onBack={goBack} />
        )}
        {place.at === 'transfer' && (
          <Transfer
            key={place.id}
            bridge={bridge}
            row={state.transfers[place.id]}
            paces={paces}
            onRead={setReading}
            onPairAgain={pairAgain}
            onBack={goBack}
          />
        )}
        {place.at === 'device' && (
          <DeviceScreen
            key={place.id}
            bridge={bridge}
            state={state}
            id={place.id}
            platform={platform}
            onBack={goBack}
            onPairAgain={pairAgain}
          />
        )}
        {over !== null && screen !== 'home' && <DropOverlay device={null} />}
        {facts.isStandIn && (
          <footer className="stand-in">
            <p role="note">{strings.standIn}</p>
          </footer>
        )}
        {sending.draft !== null && settings.welcomed && (
          <SendSheet draft={sending.draft} sending={sending} state={state} platform={platform} />
        )}
        {isReceiving && settings.welcomed && (
          <ReceiveSheet bridge={bridge} state={state} onClose={() => setReceiving(false)} />
        )}
        {read !== undefined && <TextSheet bridge={bridge} row={read} onLeave={() => setReading(null)} />}
        {canceled !== undefined && !isOver(canceled) && (
          <CancelSheet
            row={canceled}
            platform={platform}
            onCancel={() => {
              setCanceling(null);
              void tell(bridge, 'transfer.discard', { id: canceled.id });
            }}
            onLeave={() => setCanceling(null)}
          />
        )}
        {replaced !== null && (
          <PairAgainSheet bridge={bridge} state={state} replaced={replaced} onLeave={leavePairAgain} />
        )}
        <GuestPinSheets bridge={bridge} transfers={state.transfers} />
        <PairingSheets bridge={bridge} state={state} platform={platform} />
        {closing !== null && <CloseSheet hasTray={closing.hasTray} platform={platform} onAnswer={answerClose} />}
        <TransferAnnouncer transfers={state.transfers} paces={paces} />
      </Announcer>
    </StringsContext>
  );
}

/** The ways from a row to a screen of its own; the same functions for every patch. */
function useOpenFrom(show: (place: Place) => void) {
  const [ways] = useState(() => ({
    home: (id: TransferId) => show({ at: 'transfer', id, from: 'home' }),
    past: (id: TransferId) => show({ at: 'transfer', id, from: 'history' }),
    device: (id: DeviceId) => show({ at: 'device', id }),
    history: () => show({ at: 'history' }),
  }));
  return ways;
}
