import type { Bridge } from './bridge.ts';

/** What the page's own world asks of the main process; everything else it does is Chromium's. */
export type PageWish =
  | { wish: 'open'; url: string; name: string; features: string }
  | { wish: 'close' }
  | { wish: 'permission'; id: number; permission: string; mediaTypes?: string[] };

export interface MainWorldConfig {
  readonly secret: string;
}

/**
 * Runs in the page's own world before any script of the page: it takes what the preload exposes, and asks the main
 * process where Electron would (window.open, window.close, permissions). Injected by its source text.
 */
export function mainWorld(config: MainWorldConfig, createBridge: (side: 'main', secret: string) => Bridge): void {
  if (window.top !== window) return;
  const bridge = createBridge('main', config.secret);
  const granted = new Map<number, (isGranted: boolean) => void>();
  let lastPermission = 0;

  const tell = (message: PageWish): void => {
    bridge.ask({ op: 'host', message });
  };

  bridge.serve((request) => {
    if (request.op === 'host') {
      const answer = request.message as { id: number; isGranted: boolean } | { visibility: DocumentVisibilityState };
      if ('visibility' in answer) setVisibility(answer.visibility);
      else {
        granted.get(answer.id)?.(answer.isGranted);
        granted.delete(answer.id);
      }
    } else {
      if (request.key in window)
        throw new Error('Cannot bind an API on top of an existing property on the window object');
      Object.defineProperty(window, request.key, {
        value: bridge.decode(request.value, true),
        writable: false,
        enumerable: true,
        configurable: false,
      });
    }
    return { t: 'v', v: undefined };
  });

  const setVisibility = (state: DocumentVisibilityState): void => {
    if (document.visibilityState === state) return;
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  };

  window.open = (url = '', name = '_blank', features = '') => {
    tell({ wish: 'open', url: new URL(url, location.href).href, name, features });
    // Electron's answer to a denied window; an allowed one is a window of its own here, out of the page's reach.
    return null;
  };
  window.close = () => tell({ wish: 'close' });

  const ask = (permission: string, mediaTypes?: string[]): Promise<boolean> => {
    lastPermission += 1;
    const id = lastPermission;
    return new Promise((resolve) => {
      granted.set(id, resolve);
      tell({ wish: 'permission', id, permission, ...(mediaTypes === undefined ? {} : { mediaTypes }) });
    });
  };

  /** Asks first, then lets Chromium do what it does with the answer it was given: the refusal is Chromium's own. */
  const askBefore = <K extends string>(owner: Record<K, unknown> | undefined, key: K, permission: string): void => {
    if (owner === undefined || typeof owner[key] !== 'function') return;
    const original = owner[key] as (...args: unknown[]) => unknown;
    Object.defineProperty(owner, key, {
      configurable: true,
      writable: true,
      value: function (this: unknown, ...args: unknown[]) {
        const wants = args[0] as { audio?: unknown; video?: unknown } | undefined;
        const types =
          permission === 'media' ? (['audio', 'video'] as const).filter((type) => Boolean(wants?.[type])) : undefined;
        return ask(permission, types).then((isGranted) => {
          // Chromium looks for a device before it looks for the permission, and a test machine may have none.
          if (!isGranted && permission === 'media') throw new DOMException('Permission denied', 'NotAllowedError');
          return original.apply(this, args);
        });
      },
    });
  };

  askBefore(
    globalThis.Notification as unknown as Record<'requestPermission', unknown>,
    'requestPermission',
    'notifications',
  );
  askBefore(
    globalThis.Geolocation?.prototype as unknown as Record<string, unknown>,
    'getCurrentPosition',
    'geolocation',
  );
  askBefore(globalThis.MediaDevices?.prototype as unknown as Record<string, unknown>, 'getUserMedia', 'media');
  askBefore(
    globalThis.MediaDevices?.prototype as unknown as Record<string, unknown>,
    'getDisplayMedia',
    'display-capture',
  );
  askBefore(globalThis.Clipboard?.prototype as unknown as Record<string, unknown>, 'readText', 'clipboard-read');
  askBefore(globalThis.Clipboard?.prototype as unknown as Record<string, unknown>, 'read', 'clipboard-read');
  askBefore(
    globalThis.Clipboard?.prototype as unknown as Record<string, unknown>,
    'writeText',
    'clipboard-sanitized-write',
  );
  askBefore(
    globalThis.StorageManager?.prototype as unknown as Record<string, unknown>,
    'persist',
    'persistent-storage',
  );
  askBefore(globalThis.Navigator?.prototype as unknown as Record<string, unknown>, 'requestMIDIAccess', 'midi');
}
