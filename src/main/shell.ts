// Puts the parts of the shell together round a running engine.
import { join } from 'node:path';
import { app, dialog, Menu, nativeTheme } from 'electron';
import * as v from 'valibot';
import { ok } from '../base/result.ts';
import type { ErrorInfo, Outcome } from '../contract/errors.ts';
import type { SettingsPatch } from '../contract/settings.ts';
import type { TransferId } from '../contract/transfers.ts';
import type { ShellFacts } from '../contract/window.ts';
import type { Engine } from '../engine/index.ts';
import { onWindowClose } from '../policy/closing.ts';
import { unfinishedWork } from '../policy/quitting.ts';
import { errorText, type Strings, stringsFor } from '../strings/index.ts';
import { linksIn, PLAIN_START, Start } from './arguments.ts';
import { hasTrayHost } from './dbus.ts';
import { FileDialogs } from './file-dialogs.ts';
import { HandOver } from './hand-over.ts';
import { HandedItems } from './handed-items.ts';
import { serveWindow } from './ipc.ts';
import { askWhatToSend, itemHandlers } from './items.ts';
import { addLinks } from './links.ts';
import { loginItem } from './login-item.ts';
import { appMenu } from './menu.ts';
import { startNotifications } from './notifications.ts';
import { openToOthers } from './open-to-others.ts';
import { done, type WindowHandlers } from './outcomes.ts';
import { passedOn } from './passed-on.ts';
import { PastedPictures } from './pasted-pictures.ts';
import { helpFile, openPath, placeHandlers, revealTransfer } from './places.ts';
import { startPower } from './power.ts';
import { startProgress } from './progress.ts';
import { quitting, stopBeforeQuit } from './quitting.ts';
import { StartWithComputer } from './start-with-computer.ts';
import { openSystemPage } from './system-page.ts';
import { textHandlers } from './texts.ts';
import { AppTray } from './tray.ts';
import { AppWindow } from './window.ts';
import { windowPlaceIn } from './window-place.ts';

interface Shell {
  readonly engine: Engine;
  /** Where `out` is: the app's own folder, or its archive when packaged. */
  readonly root: string;
  readonly dataDir: string;
  /** What `--data` said, if it did. */
  readonly givenDataDir: string | null;
  /** The one address of this computer that is used, where `--interface` said so. */
  readonly address: string | null;
  readonly start: Start;
  /** Files that the system hands over by events, from before the app was ready on. */
  readonly takeOpened: (take: (paths: readonly string[]) => void) => void;
}

const PLATFORMS: Partial<Record<NodeJS.Platform, ShellFacts['platform']>> = { darwin: 'macos', win32: 'windows' };

export async function runShell(shell: Shell): Promise<void> {
  const { engine, root, dataDir, givenDataDir, address, start } = shell;
  const isStandIn = process.env.FERRY_HARNESS === 'chromium' && process.env.FERRY_HARNESS_HEADED === '1';
  const hasTray =
    !isStandIn && (process.platform !== 'linux' || (await hasTrayHost(process.env.DBUS_SESSION_BUS_ADDRESS)));
  const assets = app.isPackaged ? join(process.resourcesPath, 'assets') : join(root, 'assets');
  const languages = app.getPreferredSystemLanguages();
  const strings = (): Strings => stringsFor(engine.settings().language, languages);
  // A stand-in couldn't be started without the program that opened it.
  const item = isStandIn ? null : loginItem(process.platform, process.env, givenDataDir);
  const atLogin = item && new StartWithComputer(item, engine, join(dataDir, 'login-item.json'));
  let firstScreen: ShellFacts['screen'] = 'home';

  const opening = openToOthers(engine, address);

  const quit = quitting({
    // A stand-in's window is gone by then, and nothing could bring it back.
    unfinished: () => unfinishedWork(isStandIn ? {} : engine.snapshot().state.transfers),
    strings,
    quit: () => app.quit(),
  });
  const window = new AppWindow({
    preload: join(root, 'out', 'preload', 'preload.cjs'),
    icon: join(assets, 'icon.png'),
    place: windowPlaceIn(join(dataDir, 'window.json')),
    onClose: () => onWindowClose(engine.settings().whenClosed, isStandIn),
    askOnClose: () => window.send('closeAsked', { hasTray }),
    onOpened: () => void engine.invoke('visibility.attended', { isOpen: true }),
    onClosed: () => {
      firstScreen = 'home';
      handOver.windowClosed();
      itemParts.folders.dropAllBut([]);
      void pictures.dropUnsent();
      void engine.invoke('visibility.attended', { isOpen: false });
    },
    quit,
  });
  const showScreen = (screen: ShellFacts['screen']): void => {
    window.show();
    // A window that is only being made hears nothing yet, and asks.
    firstScreen = screen;
    window.send('screenAsked', { screen });
  };
  const showTransfer = (id: TransferId): void => {
    window.show();
    window.tell('transferAsked', { id });
  };
  /** From a menu, where no row of the window could say what went wrong. */
  const tellTrouble = (error: ErrorInfo): void => {
    const { title, next } = errorText(strings().errors, error);
    dialog.showErrorBox(title, next);
  };
  const orTell = async (doing: Promise<Outcome<unknown>>): Promise<void> => {
    const outcome = await doing;
    if (!outcome.ok) tellTrouble(outcome.error);
  };

  const items = new HandedItems();
  const pictures = new PastedPictures(join(dataDir, 'pictures'));
  const dialogs = new FileDialogs(engine.note);
  const handOver = new HandOver({
    items,
    show: () => window.show(),
    tell: (...told) => window.tell(...told),
    tellTrouble,
  });
  const itemParts = { engine, items, folders: new HandedItems(), handOver, pictures, dialogs, strings };
  const chooseAndHand = async (what: 'files' | 'folder'): Promise<void> => {
    const chosen = await askWhatToSend(what, itemParts);
    if (chosen.ok) await handOver.take(chosen.value);
    else tellTrouble(chosen.error);
  };
  const receiveFromNearby = (): void => {
    void engine.invoke('visibility.everyone');
    showScreen('receive');
  };

  function setSettings(patch: SettingsPatch): Promise<Outcome<undefined>> {
    const store = () => engine.invoke('settings.set', patch);
    const { startWithComputer: isOn } = patch;
    return atLogin === null || isOn === undefined ? store() : atLogin.set(isOn, store);
  }

  async function answerClose({ answer }: { answer: 'keep' | 'quit' | 'stay' }): Promise<Outcome<undefined>> {
    const outcome = answer === 'stay' ? done : await engine.invoke('settings.set', { whenClosed: answer });
    window.answerClose(answer);
    return outcome;
  }

  const ofItems = itemHandlers({ ...itemParts, now: () => new Date() });
  const handlers: WindowHandlers = {
    ...passedOn(engine),
    ...ofItems,
    // By this question a window says that it listens.
    'items.waiting': (input) => {
      window.listens();
      return ofItems['items.waiting'](input);
    },
    ...textHandlers(engine),
    ...placeHandlers({ engine, root, dialogs, strings }),
    'transfer.fetch': ({ from }) => engine.invoke('transfer.fetch', { from: { kind: 'device', id: from }, into: null }),
    'settings.set': setSettings,
    'localSendPin.set': ({ pin }) => engine.invoke('settings.set', { localSendPin: pin }),
    'system.open': ({ page }) => openSystemPage(page),
    'shell.facts': () =>
      ok({
        platform: PLATFORMS[process.platform] ?? 'linux',
        languages,
        hasTray,
        isStandIn,
        canStartWithComputer: atLogin !== null,
        screen: firstScreen,
      }),
    'window.closeAnswer': answerClose,
  };
  serveWindow({
    handlers,
    hand: (paths) => items.take(paths),
    isOurs: (event) => window.isOurs(event.sender),
    onRefused: (command, reason) =>
      engine.note('window.refused', { command: command.slice(0, 64), reason: reason.slice(0, 200) }),
  });

  const tray = hasTray
    ? new AppTray(join(assets, 'tray'), engine.snapshot().state, strings(), {
        receiveFromNearby,
        answer: (id, accept) => void orTell(engine.invoke('transfer.answer', { id, accept })),
        see: showTransfer,
        reveal: (id) => void orTell(revealTransfer(engine, id)),
        sendFiles: () => void chooseAndHand('files'),
        hand: (paths) => void handOver.take(paths),
        sendText: () => showScreen('sendText'),
        setVisibility: (visibility) => void engine.invoke('settings.set', { visibility }),
        beVisible: () => void engine.invoke('visibility.everyone'),
        pause: (minutes) => void orTell(engine.invoke('visibility.pause', { minutes })),
        seeWhy: () => showScreen('doctor'),
        open: () => window.show(),
        quit,
      })
    : null;

  let menuLanguage = '';
  const showState = (): void => {
    const t = strings();
    nativeTheme.themeSource = engine.settings().appearance;
    tray?.update(engine.snapshot().state, t);
    if (t.locale === menuLanguage) return;
    menuLanguage = t.locale;
    const actions = {
      show: showScreen,
      send: (what: 'files' | 'folder') => void chooseAndHand(what),
      help: (page: 'guide' | 'security') => void orTell(openPath(helpFile(page, root))),
      quit,
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(t, process.platform, actions)));
  };

  engine.subscribe((patch) => {
    window.send('statePatched', patch);
    showState();
    void atLogin?.follow();
    if (patch.changes.some(({ at }) => at === 'transfers')) void pictures.follow(engine.snapshot().state.transfers);
  });
  nativeTheme.on('updated', showState);

  /** What this start, or a later one while this Ferry runs, was for. */
  const follow = (asked: Start): void => {
    if (!asked.isHidden) window.show();
    void opening.then(() => addLinks(asked.links, { engine, strings, showHome: () => showScreen('home') }));
    void handOver.take(asked.paths);
    if (asked.asks === 'receive') receiveFromNearby();
    if (asked.asks === 'send') void chooseAndHand('files');
  };
  app.on('second-instance', (_event, _argv, _cwd, asked) => {
    const read = v.safeParse(Start, asked);
    follow(read.success ? read.output : PLAIN_START);
  });
  // On macOS and Linux the package says so; in a development run the link would open Electron.
  if (app.isPackaged && process.platform === 'win32') app.setAsDefaultProtocolClient('ferry');
  // How macOS hands a link over.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    follow({ ...PLAIN_START, isHidden: true, links: [...linksIn([url])] });
  });
  app.on('activate', () => window.show());
  // Closing the window is not quitting: what that means was decided when it was closed.
  app.on('window-all-closed', () => {
    if (onWindowClose(engine.settings().whenClosed, isStandIn) === 'quit') app.quit();
  });
  app.on('before-quit', () => window.allowClose());

  stopBeforeQuit(engine, () => tray?.destroy());

  await atLogin?.settle();
  showState();
  follow(start);
  shell.takeOpened((paths) => void handOver.take(paths));
  startProgress({ engine });
  const lock = await startPower({ engine });
  const seeHome = () => showScreen('home');
  await startNotifications({ engine, strings, lock, icon: join(assets, 'icon.png'), see: showTransfer, seeHome });
  await opening;
  await pictures.tidy(engine.snapshot().state.transfers);
}
