// Progress and badge on the taskbar or dock.
import { app, BrowserWindow } from 'electron';
import type { Engine } from '../engine/index.ts';
import { waitingForPerson } from '../policy/attention.ts';
import type { ShownProgress } from '../policy/shown-progress.ts';
import { progressOf } from '../policy/shown-progress.ts';

/** Redrawing a taskbar costs other programs their time. */
const SHOW_EVERY_MS = 500;
/** Elsewhere the mode is unknown: there a number above 1 means that it isn't known, and one below 0 none. */
const MODES = { none: 'none', uncertain: 'indeterminate', running: 'normal', held: 'paused', stuck: 'error' } as const;

export function startProgress({ engine }: { readonly engine: Pick<Engine, 'snapshot' | 'subscribe'> }): void {
  let shownAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  let shown = '';

  const show = (): void => {
    timer = null;
    shownAt = performance.now();
    const { state } = engine.snapshot();
    const progress = progressOf(state);
    const count = waitingForPerson(state);
    const now = `${progress.is} ${progress.part.toFixed(2)} ${count}`;
    if (now === shown) return;
    shown = now;
    for (const window of BrowserWindow.getAllWindows()) setProgress(window, progress);
    app.setBadgeCount(count);
  };
  const showSoon = (): void => {
    timer ??= setTimeout(show, Math.max(0, shownAt + SHOW_EVERY_MS - performance.now()));
  };

  engine.subscribe(showSoon);
  // A new window has none of it yet.
  app.on('browser-window-created', () => {
    shown = '';
    showSoon();
  });
  app.on('will-quit', () => {
    if (timer !== null) clearTimeout(timer);
    app.setBadgeCount(0);
  });
  showSoon();
}

function setProgress(window: BrowserWindow, { is, part }: ShownProgress): void {
  const value = { none: -1, uncertain: 2, running: part, held: part, stuck: part }[is];
  window.setProgressBar(value, { mode: MODES[is] });
}
