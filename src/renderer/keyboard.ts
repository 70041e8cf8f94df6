// Keys that work everywhere in the window.
import type { ShellFacts } from '../contract/window.ts';

const FOCUSABLE =
  'button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), a[href], [tabindex="0"]';

/** F6 and Shift+F6: on to the next part of the screen, round and round. */
export function focusNextRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  if (regions.length === 0) return;
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const next = here === -1 && step === -1 ? regions.length - 1 : (here + step + regions.length) % regions.length;
  const region = regions[next];
  (region?.querySelector<HTMLElement>(FOCUSABLE) ?? region)?.focus();
}

/** Whether this is the platform's own "open settings". */
export const isSettingsKey = (event: KeyboardEvent, platform: ShellFacts['platform']): boolean =>
  event.key === ',' && !event.altKey && !event.shiftKey && (platform === 'macos' ? event.metaKey : event.ctrlKey);

/** After a control has gone, or a screen has come: the reader continues at the screen's heading. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('main[data-screen] h1')?.focus();
}

/** The same at one part of the screen; false where that isn't there. */
export function focusPart(part: string): boolean {
  const found = document.querySelector<HTMLElement>(`[data-part="${part}"]`);
  found?.scrollIntoView();
  found?.focus({ preventScroll: true });
  return found !== null;
}
