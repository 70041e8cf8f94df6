// `--limit` over real sockets: how long it takes says how fast it went.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slowness } from '../support/busy.ts';
import { FERRY, ServeChild, servedFolders } from '../support/serve-child.ts';

const BYTES = 6_000_000;
/** What is on its way when it begins, and what a timer that came late has saved, goes beyond the limit. */
const LEAST_SECONDS = 2.4;
const MOST_SECONDS = 8;

interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly seconds: number;
}

/** Runs `ferry` on the data of that folder. */
function ferry(folder: string, args: readonly string[]) {
  const began = performance.now();
  const child = spawn(process.execPath, [FERRY, ...args, '--data', join(folder, 'data')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const looks = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      for (const look of looks) look();
    });
  const ended: Promise<Ended> = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    said,
    seconds: (performance.now() - began) / 1000,
  }));
  /** What is said of it, once that is. */
  const says = (what: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = what.exec(said);
        if (found !== null) resolve(found[1] ?? '');
      };
      looks.add(look);
      look();
    });
  return { ended, says };
}

function filmIn(folder: string, name = 'film.bin'): string {
  const path = join(folder, name);
  writeFileSync(path, randomBytes(BYTES));
  return path;
}

const serve = (folder: string, ...more: readonly string[]): ServeChild =>
  new ServeChild([
    ...['--data', join(folder, 'data'), '--into', join(folder, 'inbox'), '--interface', '127.0.0.1', '--port', '0'],
    ...more,
  ]);

const portOf = async (child: ServeChild): Promise<string> => {
  const target = await child.target();
  return target.kind === 'address' ? String(target.port) : '';
};

async function expectLimited({ code, said, seconds }: Ended): Promise<void> {
  expect(code, said).toBe(0);
  expect(seconds, said).toBeGreaterThan(LEAST_SECONDS);
  expect(seconds, said).toBeLessThan(MOST_SECONDS * (seconds < MOST_SECONDS ? 1 : await slowness()));
}

const isWhole = (folder: string, path: string, name = 'film.bin'): boolean =>
  readFileSync(join(folder, 'inbox', name)).equals(readFileSync(path));

describe('ferry send --limit', () => {
  it('moves no more than that a second', async () => {
    const [there = '', here = ''] = await servedFolders(['Calm Pier']);
    const port = await portOf(serve(there, '--yes'));
    const path = filmIn(here);
    const sent = ferry(here, ['send', path, '--to', `127.0.0.1:${port}`, '--limit', '2M']);
    await expectLimited(await sent.ended);
    expect(isWhole(there, path)).toBe(true);
  }, 60_000);

  it('beside a program that runs holds for what this command sends, and for nothing else', async () => {
    const [there = '', here = ''] = await servedFolders(['Calm Pier']);
    const port = await portOf(serve(there, '--yes'));
    await portOf(serve(here));
    const [slow, quick] = [filmIn(here), filmIn(here, 'quick.bin')];
    const limited = ferry(here, ['send', slow, '--to', `127.0.0.1:${port}`, '--limit', '2M']);
    let isLimitedOver = false;
    void limited.ended.then(() => {
      isLimitedOver = true;
    });
    await limited.says(/Sending/);
    const unlimited = await ferry(here, ['send', quick, '--to', `127.0.0.1:${port}`]).ended;
    expect(unlimited.code, unlimited.said).toBe(0);
    expect(isLimitedOver).toBe(false);
    await expectLimited(await limited.ended);
    expect(isWhole(there, slow)).toBe(true);
    expect(isWhole(there, quick, 'quick.bin')).toBe(true);
  }, 60_000);
});

describe('ferry receive --limit', () => {
  it.each(['alone', 'beside a program that runs'])(
    '%s lets no more than that in a second',
    async (how) => {
      const [there = '', here = ''] = await servedFolders(['Calm Pier']);
      const isAlone = how === 'alone';
      if (!isAlone) await portOf(serve(there));
      const receiving = ferry(there, [
        ...['receive', '--once', '--yes', '--into', join(there, 'inbox'), '--limit', '2M'],
        ...(isAlone ? ['--interface', '127.0.0.1', '--port', '0'] : []),
      ]);
      const port = await receiving.says(/:(\d+)\. Ctrl-C/);
      const path = filmIn(here);
      const sent = await ferry(here, ['send', path, '--to', `127.0.0.1:${port}`]).ended;
      await expectLimited(sent);
      expect((await receiving.ended).code).toBe(0);
      expect(isWhole(there, path)).toBe(true);
    },
    60_000,
  );
});
