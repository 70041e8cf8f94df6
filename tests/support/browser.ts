// A real browser, as a visitor has one: no Ferry in it.
import { type Browser, chromium } from 'playwright';
import { afterAll } from 'vitest';
import { locateChromium } from './harness/chromium.ts';

let open: Promise<Browser> | null = null;
afterAll(async () => (await open)?.close());

/** One for all tests of a file. */
export function browser(): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  open ??= chromium.launch({ executablePath: locateChromium(), args: isRoot ? ['--no-sandbox'] : [] });
  return open;
}
