import type { EventEmitter } from 'node:events';
import { CdpClosed } from '../cdp-pipe.ts';
import type { WindowPage } from '../page.ts';
import type { RequestFacts } from '../requests.ts';
import { isOwnScheme, schemeOf, toApp, toChromium } from '../urls.ts';
import { type ShimEvent, shimEvent } from './guard.ts';

export interface NavigatingContents extends EventEmitter {
  readonly id: number;
  readonly mainFrame: unknown;
  isDestroyed(): boolean;
}

const failureNumbers: Record<string, number> = { ERR_ABORTED: -3, ERR_BLOCKED_BY_CLIENT: -20, ERR_INVALID_URL: -300 };

const failureOf = (code: string, url: string): Error & { errno: number } => {
  const errno = failureNumbers[code] ?? -2;
  return Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { code, errno, url });
};

/** Which document is shown, and who may replace it. */
export class Navigation {
  /** As the app knows it: app://…, with its fragment. */
  url = '';
  isBusy = false;
  private readonly contents: NavigatingContents;
  private readonly page: WindowPage;
  /** Navigations the main process asked for; those of the page are asked about (will-navigate). */
  private own = 0;

  constructor(contents: NavigatingContents, page: WindowPage) {
    this.contents = contents;
    this.page = page;
    page.on('navigated', (url) => {
      this.url = toApp(url);
      contents.emit('did-navigate', shimEvent(), this.url, 200, 'OK');
    });
    page.on('navigatedInPage', (url) => {
      this.url = toApp(url);
      contents.emit('did-navigate-in-page', shimEvent(), this.url, true);
    });
    page.on('domReady', () => contents.emit('dom-ready', shimEvent()));
    page.on('loaded', () => {
      this.isBusy = false;
      contents.emit('did-finish-load', shimEvent());
      contents.emit('did-stop-loading', shimEvent());
    });
    page.on('navigationRequested', (url) => this.onUnserved(url));
  }

  async load(url: string): Promise<void> {
    if (schemeOf(url) === '') throw failureOf('ERR_INVALID_URL', url);
    this.own += 1;
    this.isBusy = true;
    this.contents.emit('did-start-loading', shimEvent());
    const loaded = this.untilLoaded(url);
    // Awaited below unless Chromium refuses at once, and then its refusal is the news.
    loaded.catch(() => undefined);
    const failure = await this.tryNavigate(url);
    if (failure === null) return loaded;
    this.isBusy = false;
    this.own = 0;
    const error = failureOf(failure, url);
    if (!this.contents.isDestroyed()) this.contents.emit('did-fail-load', shimEvent(), error.errno, failure, url, true);
    throw error;
  }

  async reload(): Promise<void> {
    this.own += 1;
    await this.page.send('Page.reload');
  }

  /** will-navigate, will-redirect: whether a document of the main frame may be loaded. */
  mayNavigate(facts: RequestFacts): boolean {
    if (facts.isRedirect) return this.isAllowed(facts.url, ['will-redirect']);
    if (this.own > 0) {
      this.own = 0;
      return true;
    }
    return this.isAllowed(facts.url, ['will-frame-navigate', 'will-navigate']);
  }

  /** Documents Chromium can't ask the harness for: schemes it doesn't know. An app:// link is the app's own page. */
  private onUnserved(url: string): void {
    if (/^(https?|file|blob|data|about|javascript):/i.test(url)) return;
    if (this.isAllowed(url, ['will-frame-navigate', 'will-navigate']) && isOwnScheme(url)) {
      this.load(url).catch(() => undefined);
    }
  }

  private isAllowed(url: string, events: readonly string[]): boolean {
    const frame = this.contents.mainFrame;
    const event: ShimEvent = shimEvent({ url, isSameDocument: false, isMainFrame: true, frame, initiator: frame });
    for (const name of events) this.contents.emit(name, event, url, false, true, this.contents.id, this.contents.id);
    return !event.defaultPrevented;
  }

  /** Null when the document is on its way, else Chromium's name of the failure. */
  private async tryNavigate(url: string): Promise<string | null> {
    try {
      const { errorText } = await this.page.navigate(toChromium(url));
      return errorText === undefined ? null : errorText.replace(/^net::/, '');
    } catch (error) {
      if (error instanceof CdpClosed) return 'ERR_ABORTED';
      throw error;
    }
  }

  private untilLoaded(url: string): Promise<void> {
    const { contents } = this;
    return new Promise<void>((resolve, reject) => {
      const settle = (then: () => void): void => {
        contents.off('did-finish-load', finished);
        contents.off('did-fail-load', failed);
        contents.off('destroyed', over);
        then();
      };
      const finished = (): void => settle(resolve);
      const failed = (_event: unknown, _errno: number, code: string): void =>
        settle(() => reject(failureOf(code, url)));
      const over = (): void => settle(() => reject(failureOf('ERR_ABORTED', url)));
      contents.on('did-finish-load', finished);
      contents.on('did-fail-load', failed);
      contents.on('destroyed', over);
    });
  }
}
