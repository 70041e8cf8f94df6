// Puts the parts of the shell together round a running engine.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { app, dialog, Menu, nativeTheme, shell } from 'electron';
import { ok } from '../base/result.ts';
import { showHidden } from '../base/text.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { SettingsPatch } from '../contract/settings.ts';
import type { ShellFacts } from '../contract/window.ts';
import type { Engine } from '../engine/index.ts';
import { onWindowClose } from '../policy/closing.ts';
import { errorText, type Strings, stringsFor } from '../strings/index.ts';
import { isHiddenStart, linksIn, whereOf } from './arguments.ts';
import { hasTrayHost } from './dbus.ts';
import type { WindowHandlers } from './ipc.ts';
import { done, serveWindow } from './ipc.ts';
import { itemHandlers } from './items.ts';
import { loginItem } from './login-item.ts';
import { appMenu } from './menu.ts';
import { passedOn } from './passed-on.ts';
import { StartWithComputer } from './start-with-computer.ts';
import { openSystemPage } from './system-page.ts';
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
  /** Started at login: no window until asked. */
  readonly isHidden: boolean;
  /** The one address of this computer that is used, where `--interface` said so. */
  readonly address: string | null;
  /** `ferry:` links that it was started with. */
  readonly links: readonly string[];
}

const PLATFORMS: Partial<Record<NodeJS.Platform, ShellFacts['platform']>> = { darwin: 'macos', win32: 'windows' };
/** How long quitting waits for the engine before it goes without it. */
const STOP_DEADLINE_MS = 3000;

export async function runShell({
  engine,
  root,
  dataDir,
  givenDataDir,
  isHidden,
  address,
  links,
}: Shell): Promise<void> {
  const isStandIn = process.env.FERRY_HARNESS === 'chromium' && process.env.FERRY_HARNESS_HEADED === '1';
  const hasTray =
    !isStandIn && (process.platform !== 'linux' || (await hasTrayHost(process.env.DBUS_SESSION_BUS_ADDRESS)));
  const assets = app.isPackaged ? join(process.resourcesPath, 'assets') : join(root, 'assets');
  const languages = app.getPreferredSystemLanguages();
  const strings = (): Strings => stringsFor(engine.settings().language, languages);
  // A stand-in couldn't be started without the program that opened it.
  const item = isStandIn ? null : loginItem(process.platform, process.env, givenDataDir);
  const atLogin = item && new StartWithComputer(item, engine, join(dataDir, 'login-item.json'));
  const quit = (): void => app.quit();
  let firstScreen: ShellFacts['screen'] = 'home';

  // Where it can't be opened now, the doctor says why.
  const opening = engine.invoke('network.open', { port: null, address });
  void opening.then((outcome) => outcome.ok || engine.note('network.not_open', { code: outcome.error.code }));

  const window = new AppWindow({
    preload: join(root, 'out', 'preload', 'preload.cjs'),
    icon: join(assets, 'icon.png'),
    place: windowPlaceIn(join(dataDir, 'window.json')),
    onClose: () => onWindowClose(engine.settings().whenClosed, isStandIn),
    askOnClose: () => window.send('closeAsked', { hasTray }),
    onOpened: () => void engine.invoke('visibility.attended', { isOpen: true }),
    onClosed: () => {
      firstScreen = 'home';
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
  const helpFile = (page: 'guide' | 'security' | 'licences'): string => {
    const docs = join(app.isPackaged ? process.resourcesPath : root, 'docs');
    const licences = join(app.isPackaged ? docs : join(root, 'out'), 'LICENSES.md');
    return { guide: join(docs, 'GUIDE.md'), security: join(docs, 'THREAT-MODEL.md'), licences }[page];
  };
  const openPath = async (path: string): Promise<Outcome<undefined>> =>
    (await shell.openPath(path)) === '' ? done : failure('system.no_opener', { path });
  /** From the menu, where no row of the window could say what went wrong. */
  const openHelp = async (page: 'guide' | 'security'): Promise<void> => {
    const outcome = await openPath(helpFile(page));
    if (outcome.ok) return;
    const { title, next } = errorText(strings().errors, outcome.error);
    dialog.showErrorBox(title, next);
  };

  function setSettings(patch: SettingsPatch): Promise<Outcome<undefined>> {
    const store = () => engine.invoke('settings.set', patch);
    const { startWithComputer: isOn } = patch;
    return atLogin === null || isOn === undefined ? store() : atLogin.set(isOn, store);
  }

  const handlers: WindowHandlers = {
    ...passedOn(engine),
    ...itemHandlers(engine),
    'settings.set': setSettings,
    'system.open': ({ page }) => openSystemPage(page),
    'receiveFolder.choose': chooseFolder,
    'receiveFolder.reveal': revealFolder,
    'receiveFolder.useDownloads': () => engine.invoke('settings.set', { receiveFolder: null }),
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
    'help.open': ({ page }) => openPath(helpFile(page)),
  };

  async function chooseFolder(): Promise<Outcome<undefined>> {
    const { title, button } = {
      title: strings().dialog.chooseFolderTitle,
      button: strings().dialog.chooseFolderButton,
    };
    const shown = dialog.showOpenDialog({
      title,
      buttonLabel: button,
      defaultPath: engine.settings().receiveFolder ?? app.getPath('downloads'),
      properties: ['openDirectory', 'createDirectory'],
    });
    const chosen = await shown.catch((error) => {
      engine.note('dialog.failed', { reason: String(error).slice(0, 200) });
      return null;
    });
    if (chosen === null) return failure('dialog.unavailable', {});
    const [receiveFolder] = chosen.filePaths;
    return receiveFolder === undefined ? done : engine.invoke('settings.set', { receiveFolder });
  }

  async function revealFolder(): Promise<Outcome<undefined>> {
    const path = engine.settings().receiveFolder ?? app.getPath('downloads');
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return isFolder ? openPath(path) : failure('settings.folder_missing', { path });
  }

  async function answerClose({ answer }: { answer: 'keep' | 'quit' | 'stay' }): Promise<Outcome<undefined>> {
    const outcome = answer === 'stay' ? done : await engine.invoke('settings.set', { whenClosed: answer });
    window.answerClose(answer);
    return outcome;
  }

  const tray = hasTray
    ? new AppTray(join(assets, 'tray'), engine.snapshot().state, strings(), {
        receiveFromNearby: () => {
          void engine.invoke('visibility.everyone');
          showScreen('home');
        },
        setVisibility: (visibility) => void engine.invoke('settings.set', { visibility }),
        beVisible: () => void engine.invoke('visibility.everyone'),
        seeWhy: () => showScreen('doctor'),
        open: () => window.show(),
        quit,
      })
    : null;

  /** Whoever is behind a link stands among those that are near from then on; nothing is sent by it. */
  async function addLinks(found: readonly string[]): Promise<void> {
    await opening;
    for (const text of found) {
      // Any page can have such a link clicked.
      if (!(await isWanted(text))) continue;
      const added = await engine.invoke('nearby.add', { text });
      showScreen('home');
      if (added.ok) continue;
      const { title, next } = errorText(strings().errors, added.error);
      dialog.showErrorBox(title, next);
    }
  }

  async function isWanted(link: string): Promise<boolean> {
    const t = strings();
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: t.dialog.addDevice,
      detail: t.dialog.addDeviceDetail(showHidden(whereOf(link))),
      buttons: [t.dialog.addDeviceButton, t.common.cancel],
      defaultId: 1,
      cancelId: 1,
    });
    return response === 0;
  }

  let menuLanguage = '';
  const showState = (): void => {
    const t = strings();
    nativeTheme.themeSource = engine.settings().appearance;
    tray?.update(engine.snapshot().state, t);
    if (t.locale === menuLanguage) return;
    menuLanguage = t.locale;
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(appMenu(t, process.platform, { show: showScreen, help: openHelp, quit })),
    );
  };

  serveWindow({
    handlers,
    isOurs: (event) => window.isOurs(event.sender),
    onRefused: (command, reason) =>
      engine.note('window.refused', { command: command.slice(0, 64), reason: reason.slice(0, 200) }),
  });
  engine.subscribe((patch) => {
    window.send('statePatched', patch);
    showState();
    void atLogin?.follow();
  });
  nativeTheme.on('updated', showState);
  app.on('second-instance', (_event, argv) => {
    if (!isHiddenStart(argv)) window.show();
    void addLinks(linksIn(argv));
  });
  // On macOS and Linux the package says so; in a development run the link would open Electron.
  if (app.isPackaged && process.platform === 'win32') app.setAsDefaultProtocolClient('ferry');
  // How macOS hands a link over.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    void addLinks(linksIn([url]));
  });
  app.on('activate', () => window.show());
  // Closing the window is not quitting: what that means was decided when it was closed.
  app.on('window-all-closed', () => {
    if (onWindowClose(engine.settings().whenClosed, isStandIn) === 'quit') quit();
  });
  app.on('before-quit', () => window.allowClose());

  let isStopped = false;
  app.on('will-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    isStopped = true;
    const late = new Promise((resolve) => setTimeout(resolve, STOP_DEADLINE_MS));
    void Promise.race([engine.stop(), late]).finally(() => {
      tray?.destroy();
      app.quit();
    });
  });

  await atLogin?.settle();
  showState();
  if (!isHidden) window.show();
  void addLinks(links);
}
