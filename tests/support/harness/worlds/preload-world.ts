import type { Bridge } from './bridge.ts';
import type { PageWish } from './main-world.ts';
import type { Wire, WireValue } from './wire.ts';

/** From the preload's world to the main process, through the DevTools binding. */
export type FromPage =
  | { kind: 'invoke'; id: number; channel: string; args: WireValue }
  | { kind: 'send'; channel: string; args: WireValue }
  | { kind: 'wish'; wish: PageWish }
  | { kind: 'titled'; title: string }
  | { kind: 'resized'; width: number; height: number; x: number; y: number }
  | { kind: 'context menu'; x: number; y: number; selectionText: string; isEditable: boolean }
  | { kind: 'preload failed'; message: string; stack: string };

/** From the main process to the preload's world. */
export type ToPage =
  | { kind: 'answer'; id: number; ok: true; value: WireValue }
  | { kind: 'answer'; id: number; ok: false; error: string }
  | { kind: 'message'; channel: string; args: WireValue }
  | { kind: 'permission'; id: number; isGranted: boolean }
  | { kind: 'visibility'; state: DocumentVisibilityState }
  | { kind: 'watch keys'; isOn: boolean };

/** Questions the preload's world stops for, answered while the page is paused. */
export type SyncQuestion =
  | { ask: 'path of file' }
  | { ask: 'sendSync'; channel: string; args: WireValue }
  | { ask: 'key'; input: Record<string, unknown> };

export interface PreloadWorldConfig {
  readonly secret: string;
  readonly binding: string;
  readonly deliver: string;
  readonly process: { platform: string; arch: string; argv: string[]; env: Record<string, string>; pid: number };
}

type PreloadCode = (
  require: (name: string) => unknown,
  exports: object,
  module: { exports: object },
  process: object,
  global: object,
  setImmediate: (run: (...args: unknown[]) => void, ...args: unknown[]) => number,
  clearImmediate: (id: number) => void,
) => void;

/**
 * The world the preload lives in: what a sandboxed preload may `require`, and the traffic with the main process.
 * Injected by its source text, with the text of the preload as its last argument (null when there is none).
 */
export function preloadWorld(
  config: PreloadWorldConfig,
  createBridge: (side: 'preload', secret: string) => Bridge,
  createWire: () => Wire,
  preload: PreloadCode | null,
): void {
  if (window.top !== window) return;
  const wire = createWire();
  const bridge = createBridge('preload', config.secret);
  const global = globalThis as unknown as Record<string, unknown>;
  const binding = global[config.binding] as (payload: string) => void;
  const toMain = (message: FromPage): void => binding(JSON.stringify(message));

  const guard = <T extends object>(path: string, value: T): T =>
    new Proxy(value, {
      get: (target, key, receiver) => {
        if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON')
          return Reflect.get(target, key, receiver);
        throw new Error(`The harness doesn't know electron.${path}.${key} yet.`);
      },
    });

  // A message that arrives while the page stands still would run in the middle of the page's own code.
  let isStopped = false;
  const held: ToPage[] = [];

  /** Stops the page at `debugger`; the harness reads `question` and `subject`, writes `answer` and lets it go on. */
  const askSynchronously = (question: SyncQuestion, subject: unknown): unknown => {
    const ferryHarnessQuestion = { question: JSON.stringify(question), subject, answer: '' };
    isStopped = true;
    // biome-ignore lint/suspicious/noDebugger: the pause is the synchronous call into the main process.
    debugger;
    isStopped = false;
    if (held.length > 0) setTimeout(deliverHeld);
    return wire.decode(JSON.parse(ferryHarnessQuestion.answer));
  };

  type Listener = (...args: never[]) => void;
  class Emitter {
    private readonly listenersOf = new Map<string, { listener: Listener; isOnce: boolean }[]>();
    on(name: string, listener: Listener): this {
      this.listenersOf.set(name, [...(this.listenersOf.get(name) ?? []), { listener, isOnce: false }]);
      return this;
    }
    once(name: string, listener: Listener): this {
      this.listenersOf.set(name, [...(this.listenersOf.get(name) ?? []), { listener, isOnce: true }]);
      return this;
    }
    off(name: string, listener: Listener): this {
      const list = [...(this.listenersOf.get(name) ?? [])];
      const at = list.findLastIndex((entry) => entry.listener === listener);
      if (at !== -1) list.splice(at, 1);
      this.listenersOf.set(name, list);
      return this;
    }
    addListener(name: string, listener: Listener): this {
      return this.on(name, listener);
    }
    removeListener(name: string, listener: Listener): this {
      return this.off(name, listener);
    }
    removeAllListeners(name?: string): this {
      if (name === undefined) this.listenersOf.clear();
      else this.listenersOf.delete(name);
      return this;
    }
    listenerCount(name: string): number {
      return this.listenersOf.get(name)?.length ?? 0;
    }
    emit(name: string, ...args: unknown[]): boolean {
      const list = this.listenersOf.get(name) ?? [];
      for (const { listener, isOnce } of list) {
        if (isOnce) this.off(name, listener);
        listener(...(args as never[]));
      }
      return list.length > 0;
    }
  }

  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;

  class IpcRenderer extends Emitter {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      const encoded = wire.encode(args);
      lastId += 1;
      const id = lastId;
      const answered = new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject });
      });
      toMain({ kind: 'invoke', id, channel, args: encoded });
      return answered;
    }
    send(channel: string, ...args: unknown[]): void {
      toMain({ kind: 'send', channel, args: wire.encode(args) });
    }
    sendSync(channel: string, ...args: unknown[]): unknown {
      return askSynchronously({ ask: 'sendSync', channel, args: wire.encode(args) }, null);
    }
  }

  const ipcRenderer = guard('ipcRenderer', new IpcRenderer());
  bridge.refuse(
    ipcRenderer,
    'The harness refuses ipcRenderer over the contextBridge: Electron hands over an empty object.',
  );

  const contextBridge = guard('contextBridge', {
    exposeInMainWorld: (key: string, api: unknown): void => {
      const reply = bridge.ask({ op: 'expose', key, value: bridge.encode(api) });
      if (!reply.ok) throw new Error(reply.message);
    },
  });

  const webUtils = guard('webUtils', {
    getPathForFile: (file: File): string => {
      if (!(file instanceof File)) {
        throw new TypeError("Failed to execute 'getPathForFile' on 'WebUtils': parameter 1 is not of type 'File'.");
      }
      return String(askSynchronously({ ask: 'path of file' }, file));
    },
  });

  let zoom = 1;
  const webFrame = guard('webFrame', {
    getZoomFactor: () => zoom,
    setZoomFactor: (factor: number) => {
      zoom = factor;
      document.documentElement.style.zoom = String(factor);
    },
    getZoomLevel: () => Math.log(zoom) / Math.log(1.2),
    setZoomLevel: (level: number) => webFrame.setZoomFactor(1.2 ** level),
  });

  const electron = guard('(preload)', {
    contextBridge,
    ipcRenderer,
    webUtils,
    webFrame,
    nativeImage: guard('nativeImage', {}),
    crashReporter: guard('crashReporter', {
      addExtraParameter: () => undefined,
      removeExtraParameter: () => undefined,
    }),
  });
  const modules: Record<string, unknown> = {
    electron,
    'electron/renderer': electron,
    'electron/common': electron,
    events: Object.assign(Emitter, { EventEmitter: Emitter }),
    timers: {
      setTimeout: window.setTimeout.bind(window),
      clearTimeout: window.clearTimeout.bind(window),
      setInterval: window.setInterval.bind(window),
      clearInterval: window.clearInterval.bind(window),
      setImmediate: (run: () => void) => window.setTimeout(run, 0),
      clearImmediate: (id: number) => window.clearTimeout(id),
    },
    url: { URL, URLSearchParams },
  };

  const requireHere = (name: string): unknown => {
    const found = modules[name.replace(/^node:/, '')];
    if (found === undefined) throw new Error(`module not found: ${name}`);
    return found;
  };

  const process = Object.assign(new Emitter(), config.process, {
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    versions: {},
    nextTick: (run: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => run(...args)),
  });

  let watchesKeys = false;
  const fromMain = (message: ToPage): void => {
    switch (message.kind) {
      case 'answer': {
        const waiting = pending.get(message.id);
        pending.delete(message.id);
        if (message.ok) waiting?.resolve(wire.decode(message.value));
        else waiting?.reject(new Error(message.error));
        return;
      }
      case 'message':
        ipcRenderer.emit(
          message.channel,
          { sender: ipcRenderer, ports: [] },
          ...(wire.decode(message.args) as unknown[]),
        );
        return;
      case 'permission':
        bridge.ask({ op: 'host', message: { id: message.id, isGranted: message.isGranted } });
        return;
      case 'visibility':
        bridge.ask({ op: 'host', message: { visibility: message.state } });
        return;
      case 'watch keys':
        watchesKeys = message.isOn;
        return;
    }
  };
  const deliverHeld = (): void => {
    for (const message of held.splice(0)) fromMain(message);
  };
  const receive = (message: ToPage): void => {
    if (isStopped || held.length > 0) held.push(message);
    else fromMain(message);
  };
  Object.defineProperty(global, config.deliver, { value: receive });

  bridge.serve((request) => {
    if (request.op === 'host') toMain({ kind: 'wish', wish: request.message as PageWish });
    return { t: 'v', v: undefined };
  });

  // Chromium's own news of a title comes late or never in an app window.
  const tellTitle = (): void => {
    if (document.title !== '') toMain({ kind: 'titled', title: document.title });
  };
  document.addEventListener('DOMContentLoaded', () => {
    tellTitle();
    new MutationObserver(tellTitle).observe(document.head, { childList: true, characterData: true, subtree: true });
  });
  window.addEventListener('resize', () =>
    toMain({
      kind: 'resized',
      width: window.outerWidth,
      height: window.outerHeight,
      x: window.screenX,
      y: window.screenY,
    }),
  );
  window.addEventListener('contextmenu', (event) => {
    // Bubbling has ended by then: a page that shows a menu of its own has prevented the default.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      toMain({
        kind: 'context menu',
        x: event.clientX,
        y: event.clientY,
        selectionText: String(window.getSelection() ?? ''),
        isEditable: target?.matches('input, textarea, [contenteditable]') ?? false,
      });
    });
  });
  const onKey = (event: KeyboardEvent): void => {
    if (!watchesKeys) return;
    const input = {
      type: event.type === 'keyup' ? 'keyUp' : 'keyDown',
      key: event.key,
      code: event.code,
      isAutoRepeat: event.repeat,
      isComposing: event.isComposing,
      shift: event.shiftKey,
      control: event.ctrlKey,
      alt: event.altKey,
      meta: event.metaKey,
      location: event.location,
      modifiers: [],
    };
    if (askSynchronously({ ask: 'key', input }, null) !== true) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', onKey, true);
  window.addEventListener('keyup', onKey, true);

  if (preload === null) return;
  const module = { exports: {} };
  try {
    preload(
      requireHere,
      module.exports,
      module,
      process,
      globalThis,
      (run, ...args) => window.setTimeout(run, 0, ...args),
      (id) => window.clearTimeout(id),
    );
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error));
    toMain({ kind: 'preload failed', message: known.message, stack: String(known.stack) });
  }
}
