// Does what a transcript says, on the built command line, and compares what is shown.
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { settle } from '../support/settled-folder.ts';
import { type Computer, pairAlready } from './already-paired.ts';
import type { Feed } from './feed.ts';
import { Placeholders } from './placeholders.ts';
import { Terminal } from './terminal.ts';
import type { Step } from './transcript.ts';

/** For any one step; far more than any takes. */
const LIMIT_MS = 20_000;
const ANY_LINES = '…';
const PICTURES: Readonly<Record<string, boolean>> = { '{qr}': false, '{coloured qr}': true };

export interface Played {
  readonly command: string;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

interface Place {
  readonly folder: string;
  /** Where `ferry` is. */
  readonly bin: string;
}

/** Every command with what it has shown; throws at the first thing that isn't as it is written. */
export async function play(steps: readonly Step[], place: Place): Promise<readonly Played[]> {
  const player = new Player(place);
  try {
    for (const [index, step] of steps.entries()) await player.take(step, steps.slice(index + 1));
    for (const who of player.whoIsBusy) await player.finish(who, 0);
    return player.played;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${player.account}`);
  } finally {
    await player.close();
  }
}

const computerIn = (home: string): Computer => {
  const person = basename(home);
  return {
    dataDir: join(home, '.config', 'ferry'),
    deviceName: `${person[0]?.toUpperCase()}${person.slice(1)}`,
  };
};

class Player {
  readonly #place: Place;
  readonly #placeholders = new Placeholders();
  readonly #terminals = new Map<string, Terminal>();
  readonly #all: { readonly who: string; readonly terminal: Terminal }[] = [];
  readonly #skipping = new Set<Feed>();
  readonly #homes = new Map<string, string>();
  #line = 0;

  constructor(place: Place) {
    this.#place = place;
  }

  get whoIsBusy(): readonly string[] {
    return [...this.#terminals.keys()];
  }

  get played(): readonly Played[] {
    return this.#all.map(({ terminal: { command, out, err } }) => ({ command, out: out.seen, err: err.seen }));
  }

  get account(): string {
    const sessions = this.#all.map(({ who, terminal: { command, out, err, isTerminal } }) =>
      [
        `${who}${isTerminal ? '%' : '$'} ${command}`,
        ...[...out.seen, ...(out.waiting === '' ? [] : [out.waiting])].map((line) => `${who}> ${line}`),
        ...err.seen.map((line) => `${who}! ${line}`),
      ].join('\n'),
    );
    return sessions.join('\n\n');
  }

  async take(step: Step, after: readonly Step[]): Promise<void> {
    this.#line = step.line;
    // Whoever isn't named is waited for.
    if (this.#terminals.has('') && (step.who !== '' || step.does === 'start')) await this.finish('', 0);
    if (step.does === 'start') {
      if (this.#terminals.has(step.who)) await this.finish(step.who, 0);
      return this.#start(step, after);
    }
    if (step.does === 'be paired')
      return pairAlready(await this.#computerOf(step.who), await this.#computerOf(step.other));
    const terminal = this.#terminals.get(step.who);
    if (terminal === undefined) throw new Error(`line ${step.line}: nothing runs there`);
    if (step.does === 'end') await this.finish(step.who, step.code);
    if (step.does === 'type') terminal.type(this.#placeholders.fill(step.text));
    if (step.does === 'press') terminal.press(step.key);
    if (step.does === 'show') await this.#show(terminal[step.stream], step);
  }

  async finish(who: string, expected: number): Promise<void> {
    const terminal = this.#terminals.get(who);
    if (terminal === undefined) return;
    const code = await this.#inTime(terminal.ended, 'to end');
    this.#terminals.delete(who);
    for (const feed of [terminal.out, terminal.err]) {
      const [unread] = this.#skipping.has(feed) ? [] : feed.rest;
      if (unread !== undefined) throw this.#wrong('nothing more', unread);
    }
    if (code !== expected) throw this.#wrong(`exit code ${expected}`, `exit code ${code}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map(({ terminal }) => terminal.close()));
  }

  async #start(step: Extract<Step, { does: 'start' }>, after: readonly Step[]): Promise<void> {
    const { folder, bin } = this.#place;
    const home = step.who === '' ? folder : await this.#homeOf(step.who.replace(/\d$/, ''));
    const later = after.findIndex(({ who, does }) => who === step.who && does === 'start');
    const terminal = new Terminal({
      command: this.#placeholders.fill(step.command),
      isTerminal: step.isTerminal,
      cwd: home,
      env: {
        PATH: `${bin}:${process.env.PATH}`,
        HOME: home,
        DIR: folder,
        LANG: 'en_US.UTF-8',
        TERM: 'xterm',
        // The same program a hundred times.
        XDG_CACHE_HOME: join(bin, 'compiled'),
        ...step.env,
      },
      hasInput: after
        .slice(0, later < 0 ? after.length : later)
        .some(({ who, does }) => who === step.who && does === 'type'),
      rewritten: (line) =>
        line
          .replaceAll(folder, 'DIR')
          .replace(/\d{8}T\d{6}-[0-9a-f]{4}/g, 'WHEN')
          .replace(/"at":"[^"]+"/g, '"at":"WHEN"')
          // Each line of a log.
          .replace(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z(?= )/, 'WHEN'),
    });
    this.#terminals.set(step.who, terminal);
    this.#all.push({ who: step.who, terminal });
  }

  /** A computer of their own: its device is called as they are. */
  async #homeOf(person: string): Promise<string> {
    const known = this.#homes.get(person);
    if (known !== undefined) return known;
    const home = join(this.#place.folder, person);
    this.#homes.set(person, home);
    await mkdir(join(home, '.config'), { recursive: true });
    const { dataDir, deviceName } = computerIn(home);
    await settle(dataDir, { deviceName });
    return home;
  }

  async #computerOf(person: string): Promise<Computer> {
    return computerIn(await this.#homeOf(person));
  }

  async #show(feed: Feed, { text }: Extract<Step, { does: 'show' }>): Promise<void> {
    if (text === ANY_LINES) {
      this.#skipping.add(feed);
      return;
    }
    const mayStandBefore = this.#skipping.delete(feed);
    const isColored = PICTURES[text];
    const shown =
      isColored === undefined
        ? feed.next((line) => this.#placeholders.fit(line, text), true, mayStandBefore)
        : feed.picture(isColored);
    const instead = await this.#inTime(shown, text);
    if (instead !== null) throw this.#wrong(text, instead);
  }

  async #inTime<T>(promise: Promise<T>, what: string): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(this.#wrong(what, '(nothing for too long)')), LIMIT_MS);
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #wrong(expected: string, came: string): Error {
    return new Error(`line ${this.#line}\n  expected: ${this.#placeholders.fill(expected)}\n  came:     ${came}`);
  }
}
