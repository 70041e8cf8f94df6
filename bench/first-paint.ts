import { performance } from 'node:perf_hooks';
import type { Page } from 'playwright';

/** The wall clock with fractions of a millisecond; a page's own clock starts at such a time. */
export function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** When a page first showed anything but its background, by the wall clock. Asked afterwards, so asking costs nothing. */
export async function firstPaintMs(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const first = list.getEntriesByName('first-contentful-paint')[0];
          if (first) resolve(performance.timeOrigin + first.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
}

/** `late` when the work isn't done in time; it is then ended by closing what it waits for, and its failure is expected. */
export async function inTime<T>(limitMs: number, work: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limitMs);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
