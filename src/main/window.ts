// The one window: made when it is wanted, gone (and its memory with it) when it is closed.
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { EVENT_CHANNEL } from '../contract/channels.ts';
import type { WindowEvent, WindowEvents } from '../contract/window.ts';
import type { OnClose } from '../policy/closing.ts';
import { HOME_PAGE } from './app-scheme.ts';
import { lockContents } from './lockdown.ts';
import type { Place, WindowPlace } from './window-place.ts';

const MIN_SIZE = { width: 420, height: 560 };
const DEFAULT_SIZE = { width: 480, height: 720 };

interface WindowPorts {
  readonly preload: string;
  readonly icon: string;
  readonly place: WindowPlace;
  onClose(): OnClose;
  /** Puts the question into the window. */
  askOnClose(): void;
  onOpened(): void;
  onClosed(): void;
  quit(): void;
}

export class AppWindow {
  readonly #ports: WindowPorts;
  #window: BrowserWindow | null = null;
  #mayClose = false;
  #isAsking = false;
  #isListening = false;
  #untold: (() => void)[] = [];

  constructor(ports: WindowPorts) {
    this.#ports = ports;
  }

  /** Shows the window, making it if there is none. */
  show(): void {
    if (this.#window === null) {
      this.#open();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  send<E extends WindowEvent>(event: E, payload: WindowEvents[E]): void {
    this.#window?.webContents.send(EVENT_CHANNEL, event, payload);
  }

  /** Like `send`, for what must not be lost on a window that is only being made. */
  tell<E extends WindowEvent>(event: E, payload: WindowEvents[E]): void {
    if (this.#isListening) this.send(event, payload);
    else this.#untold.push(() => this.send(event, payload));
  }

  /** The page has said that it is there. */
  listens(): void {
    this.#isListening = true;
    for (const tell of this.#untold.splice(0)) tell();
  }

  /** From now on closing is closing: the app is quitting. */
  allowClose(): void {
    this.#mayClose = true;
  }

  /** What the person said to "keep receiving, or quit?". */
  answerClose(answer: OnClose | 'stay'): void {
    this.#isAsking = false;
    if (answer === 'keep') this.#window?.destroy();
    if (answer === 'quit') this.#ports.quit();
  }

  isOurs(contents: Electron.WebContents): boolean {
    return this.#window?.webContents === contents;
  }

  #open(): void {
    const place = onScreen(this.#ports.place.read());
    const window = new BrowserWindow({
      ...(place ?? DEFAULT_SIZE),
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      show: false,
      title: 'Ferry',
      icon: this.#ports.icon,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1a21' : '#f6f9fa',
      webPreferences: {
        preload: this.#ports.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    });
    this.#window = window;
    lockContents(window.webContents);
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => this.#closing(event, window));
    window.on('closed', () => {
      this.#window = null;
      this.#isAsking = false;
      this.#isListening = false;
      this.#untold = [];
      this.#ports.onClosed();
    });
    // A window that shows nothing any more can't be asked anything either.
    window.webContents.on('render-process-gone', () => window.destroy());
    this.#ports.onOpened();
    void window.loadURL(HOME_PAGE).catch(() => {
      // The window was closed, or the app quit, while it loaded: there is nobody to tell.
    });
  }

  #closing(event: { preventDefault(): void }, window: BrowserWindow): void {
    const { width, height, x, y } = window.getNormalBounds();
    this.#ports.place.write({ width, height, x, y });
    if (this.#mayClose) return;
    const answer = this.#ports.onClose();
    if (answer === 'keep') return;
    event.preventDefault();
    // Asked a second time without an answer: the question isn't seen, so closing wins.
    if (answer === 'quit' || this.#isAsking) this.#ports.quit();
    else {
      this.#isAsking = true;
      this.#ports.askOnClose();
    }
  }
}

/** The remembered place, if a screen still shows it: a window on an unplugged one could never be reached. */
function onScreen(place: Place | null): Place | null {
  if (place === null) return null;
  const { workArea } = screen.getDisplayMatching(place);
  const isSeen =
    place.x < workArea.x + workArea.width - 80 &&
    place.x + place.width > workArea.x + 80 &&
    place.y >= workArea.y - 20 &&
    place.y < workArea.y + workArea.height - 40;
  return isSeen ? place : null;
}
