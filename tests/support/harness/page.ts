import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { CdpClosed, type CdpParams } from './cdp-pipe.ts';
import { Chromium, type ChromiumOptions } from './chromium.ts';
import { messageOf, within } from './deadline.ts';
import { say } from './runtime.ts';
import { createBridge } from './worlds/bridge.ts';
import { mainWorld } from './worlds/main-world.ts';
import {
  type FromPage,
  type PreloadWorldConfig,
  preloadWorld,
  type SyncQuestion,
  type ToPage,
} from './worlds/preload-world.ts';
import { createWire, type WireValue } from './worlds/wire.ts';

const OPEN_TIMEOUT_MS = 30_000;
const LOOK_AGAIN_MS = 5;
/** Electron's own name for it, which also shows in Chromium's developer tools. */
const WORLD = 'Electron Isolated Context';
const BINDING = '__ferryHarnessToMain';
const DELIVER = '__ferryHarnessDeliver';

export interface Preload {
  readonly path: string;
  readonly source: string;
}

interface PageEvents {
  fromPage: [FromPage];
  navigated: [url: string];
  navigatedInPage: [url: string];
  domReady: [];
  loaded: [];
  console: [level: string, text: string, source: string, line: number];
  crashed: [];
  closedByPerson: [];
  windowOpen: [url: string, name: string, features: string[]];
  navigationRequested: [url: string];
  paused: [CdpParams];
}

/**
 * The page of one window: its Chromium, the DevTools session of its page, and the two worlds in it. Everything is in
 * place before the first navigation, so the preload runs before any script of the page, as in Electron.
 */
export class WindowPage extends EventEmitter<PageEvents> {
  readonly chromium: Chromium;
  /** Resolves when the page can be driven. */
  readonly ready: Promise<void>;
  mainFrameId = '';
  private targetId = '';
  private session = '';
  private isDiscarded = false;
  /** Until then the page shows Chromium's own first document, of which the app hears nothing. */
  private isOpen = false;
  private preloadContext: string | null = null;
  /** Windows that links with target=_blank would open; the harness closes them, and none of their requests counts. */
  private readonly strays = new Set<string>();
  private readonly answerSync: (question: SyncQuestion) => Promise<WireValue>;

  constructor(options: ChromiumOptions, preload: Preload | null, answerSync: (q: SyncQuestion) => Promise<WireValue>) {
    super();
    this.answerSync = answerSync;
    this.chromium = new Chromium(options);
    this.chromium.cdp.on('event', (method, params, session) => {
      if (method.startsWith('Target.')) this.onTarget(method, params);
      else if (session === this.session && session !== '') this.onPageEvent(method, params);
    });
    this.ready = within(OPEN_TIMEOUT_MS, "a window's Chromium to open its page", this.open(preload)).catch((error) => {
      if (!this.isDiscarded) say(`${messageOf(error)} Chromium said: ${this.chromium.stderrTail}`);
      throw error;
    });
    // Each user of the page awaits it; a window closed while it opens has none.
    this.ready.catch(() => undefined);
  }

  /** A command to the page's own session. */
  async send(method: string, params: CdpParams = {}, timeoutMs?: number | null): Promise<CdpParams> {
    await this.ready;
    return this.sendNow(method, params, timeoutMs);
  }

  async navigate(url: string): Promise<{ errorText?: string; loaderId?: string }> {
    return this.send('Page.navigate', { url }) as Promise<{ errorText?: string; loaderId?: string }>;
  }

  /** Evaluates in the page's own world; the value crosses as JSON. */
  async evaluate(expression: string, userGesture = false): Promise<unknown> {
    const answer = await this.send(
      'Runtime.evaluate',
      { expression, userGesture, awaitPromise: true, returnByValue: true },
      null,
    );
    const thrown = answer.exceptionDetails as { text: string; exception?: { description?: string } } | undefined;
    if (thrown !== undefined) throw new Error(thrown.exception?.description ?? thrown.text);
    return (answer.result as { value?: unknown }).value;
  }

  /** To the preload's world of the document that is there now; without one the message is lost, as in Electron. */
  async deliver(message: ToPage): Promise<void> {
    const context = this.preloadContext;
    if (context === null) return;
    try {
      const expression = `${DELIVER}(${JSON.stringify(message)})`;
      await this.sendNow('Runtime.evaluate', { expression, uniqueContextId: context }, null);
    } catch (error) {
      const isOver = error instanceof CdpClosed || /context|Inspected target navigated/i.test(messageOf(error));
      if (!isOver) say(`A message to the page was lost: ${messageOf(error)}`);
    }
  }

  /** The window closes on purpose; what can't be finished any more is no news. */
  async stop(): Promise<void> {
    this.isDiscarded = true;
    await this.chromium.stop();
  }

  isStray(frameId: string): boolean {
    return this.strays.has(frameId);
  }

  async setWindow(bounds: CdpParams): Promise<void> {
    await this.ready;
    const { windowId } = await this.chromium.cdp.send('Browser.getWindowForTarget', { targetId: this.targetId });
    await this.chromium.cdp.send('Browser.setWindowBounds', { windowId, bounds });
  }

  private sendNow(method: string, params: CdpParams = {}, timeoutMs?: number | null): Promise<CdpParams> {
    return this.chromium.cdp.send(method, params, this.session, timeoutMs);
  }

  private async open(preload: Preload | null): Promise<void> {
    const { cdp } = this.chromium;
    this.targetId = await this.findTarget();
    const attached = await cdp.send('Target.attachToTarget', { targetId: this.targetId, flatten: true });
    this.session = attached.sessionId as string;
    this.mainFrameId = this.targetId;
    const secret = randomBytes(16).toString('hex');
    await Promise.all([
      cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      cdp.send('Target.setDiscoverTargets', { discover: true }),
      this.sendNow('Page.enable'),
      this.sendNow('Runtime.enable'),
      this.sendNow('DOM.enable'),
      this.sendNow('Inspector.enable'),
      // Violations of the content security policy and blocked requests are reported there only.
      this.sendNow('Log.enable'),
      // For the synchronous calls of the preload, which pause the page.
      this.sendNow('Debugger.enable'),
      this.sendNow('Runtime.addBinding', { name: BINDING, executionContextName: WORLD }),
      this.sendNow('Page.addScriptToEvaluateOnNewDocument', {
        source: `(${mainWorld})(${JSON.stringify({ secret })}, ${createBridge});`,
      }),
      this.sendNow('Page.addScriptToEvaluateOnNewDocument', {
        source: preloadSource(secret, preload),
        worldName: WORLD,
      }),
    ]);
    await this.untilFirstDocument();
    this.isOpen = true;
  }

  /** The app's first document while that one is still on its way: Chromium loads both, and tells nothing of the second. */
  private async untilFirstDocument(): Promise<void> {
    const expression = "location.protocol === 'data:' && document.readyState === 'complete'";
    const isThere = async (): Promise<boolean> => {
      try {
        const { result } = await this.sendNow('Runtime.evaluate', { expression, returnByValue: true });
        return (result as { value?: unknown }).value === true;
      } catch (error) {
        if (error instanceof CdpClosed) throw error;
        // What was asked has just made room for it.
        return false;
      }
    };
    while (!(await isThere())) await delay(LOOK_AGAIN_MS);
  }

  private async findTarget(): Promise<string> {
    // The page exists as soon as Chromium answers; --app gives exactly one.
    for (;;) {
      const { targetInfos } = await this.chromium.cdp.send('Target.getTargets');
      const page = (targetInfos as { type: string; targetId: string }[]).find(({ type }) => type === 'page');
      if (page !== undefined) return page.targetId;
    }
  }

  private onTarget(method: string, params: CdpParams): void {
    const info = params.targetInfo as { targetId: string; type: string; openerId?: string; title: string } | undefined;
    if (method === 'Target.targetCreated' && info?.type === 'page' && info.targetId !== this.targetId) {
      // Only a link or form with target=_blank gets here: the page's window.open asks the main process instead.
      this.strays.add(info.targetId);
      this.quietly(this.chromium.cdp.send('Target.closeTarget', { targetId: info.targetId }));
    } else if (method === 'Target.targetCrashed' && params.targetId === this.targetId) {
      this.emit('crashed');
    } else if (method === 'Target.targetDestroyed' && params.targetId === this.targetId) {
      this.emit('closedByPerson');
    }
  }

  private onPageEvent(method: string, params: CdpParams): void {
    switch (method) {
      case 'Runtime.executionContextCreated': {
        const context = params.context as { name: string; uniqueId: string; auxData?: { frameId?: string } };
        if (context.name === WORLD && context.auxData?.frameId === this.mainFrameId) {
          this.preloadContext = context.uniqueId;
        }
        return;
      }
      case 'Runtime.executionContextDestroyed':
        if (params.executionContextUniqueId === this.preloadContext) this.preloadContext = null;
        return;
      case 'Runtime.executionContextsCleared':
        this.preloadContext = null;
        return;
      case 'Runtime.bindingCalled':
        if (params.name === BINDING) this.emit('fromPage', JSON.parse(params.payload as string) as FromPage);
        return;
      case 'Runtime.consoleAPICalled':
        this.onConsole(params);
        return;
      case 'Runtime.exceptionThrown': {
        const details = params.exceptionDetails as { text: string; exception?: { description?: string } };
        const text = details.exception?.description ?? '';
        this.emit('console', 'error', `${details.text} ${text}`.trim(), '', 0);
        return;
      }
      case 'Log.entryAdded': {
        const entry = params.entry as {
          level: string;
          text: string;
          url?: string;
          lineNumber?: number;
          source: string;
        };
        this.emit('console', entry.level, entry.text, entry.url ?? '', entry.lineNumber ?? 0);
        return;
      }
      case 'Page.frameNavigated': {
        const frame = params.frame as { id: string; parentId?: string; url: string; urlFragment?: string };
        if (this.isOpen && frame.parentId === undefined) this.emit('navigated', frame.url + (frame.urlFragment ?? ''));
        return;
      }
      case 'Page.navigatedWithinDocument':
        if (params.frameId === this.mainFrameId) this.emit('navigatedInPage', params.url as string);
        return;
      case 'Page.domContentEventFired':
        if (this.isOpen) this.emit('domReady');
        return;
      case 'Page.loadEventFired':
        if (this.isOpen) this.emit('loaded');
        return;
      case 'Page.windowOpen':
        this.emit('windowOpen', params.url as string, params.windowName as string, params.windowFeatures as string[]);
        return;
      case 'Page.frameRequestedNavigation':
        if (params.frameId === this.mainFrameId && params.disposition === 'currentTab') {
          this.emit('navigationRequested', params.url as string);
        }
        return;
      case 'Page.javascriptDialogOpening':
        say(`The page opened a ${String(params.type)}("${String(params.message)}"); the harness dismissed it.`);
        this.quietly(this.sendNow('Page.handleJavaScriptDialog', { accept: params.type === 'beforeunload' }));
        return;
      case 'Inspector.targetCrashed':
        this.emit('crashed');
        return;
      case 'Debugger.paused':
        this.quietly(this.onPaused(params));
        return;
      default:
        return;
    }
  }

  private onConsole(params: CdpParams): void {
    const args = params.args as { value?: unknown; description?: string; unserializableValue?: string }[];
    const text = args.map((arg) => String(arg.value ?? arg.unserializableValue ?? arg.description ?? '')).join(' ');
    const frames = (params.stackTrace as { callFrames?: { url: string; lineNumber: number }[] } | undefined)
      ?.callFrames;
    this.emit('console', String(params.type), text, frames?.[0]?.url ?? '', (frames?.[0]?.lineNumber ?? -1) + 1);
  }

  /** A pause that is a question of the preload's world is answered; any other is the page's own `debugger` line. */
  private async onPaused(params: CdpParams): Promise<void> {
    try {
      const callFrameId = (params.callFrames as { callFrameId: string }[])[0]?.callFrameId;
      const variable = 'ferryHarnessQuestion';
      const onFrame = async (
        expression: string,
        returnByValue: boolean,
      ): Promise<{ value?: unknown; objectId?: string }> => {
        const answer = await this.sendNow('Debugger.evaluateOnCallFrame', {
          callFrameId,
          expression,
          returnByValue,
          silent: true,
        });
        return answer.result as { value?: unknown; objectId?: string };
      };
      const asked = await onFrame(`typeof ${variable} === 'object' ? ${variable}.question : null`, true);
      if (typeof asked.value !== 'string') return;
      const question = JSON.parse(asked.value) as SyncQuestion;
      let answer: WireValue;
      if (question.ask === 'path of file') {
        const { objectId } = await onFrame(`${variable}.subject`, false);
        answer = (await this.sendNow('DOM.getFileInfo', { objectId })).path as string;
      } else {
        answer = await this.answerSync(question);
      }
      await onFrame(`${variable}.answer = ${JSON.stringify(JSON.stringify(answer))}`, true);
    } finally {
      await this.sendNow('Debugger.resume');
    }
  }

  /** For commands whose failure means only that the page is already gone. */
  private quietly(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!(error instanceof CdpClosed)) say(messageOf(error));
    });
  }
}

const preloadSource = (secret: string, preload: Preload | null): string => {
  const config: PreloadWorldConfig = {
    secret,
    binding: BINDING,
    deliver: DELIVER,
    process: {
      platform: process.platform,
      arch: process.arch,
      argv: [process.execPath],
      env: Object.fromEntries(Object.entries(process.env).map(([key, value]) => [key, value ?? ''])),
      pid: process.pid,
    },
  };
  const code =
    preload === null
      ? 'null'
      : `function (require, exports, module, process, global, setImmediate, clearImmediate) {${preload.source}\n}`;
  return `(${preloadWorld})(${JSON.stringify(config)}, ${createBridge}, ${createWire}, ${code});\n//# sourceURL=${preload?.path ?? 'harness'}`;
};
