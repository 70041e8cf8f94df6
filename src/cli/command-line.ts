// The command line in its surroundings. Never `process.exit` after work: it loses what isn't written yet. The loop drains instead.
import { createReadStream, fstatSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';
import { isatty } from 'node:tty';
import { errorInfo, failure } from '../contract/errors.ts';
import { EXIT } from './exit-codes.ts';
import { createOutput } from './output.ts';
import { ownTerminal } from './own-terminal.ts';
import { run } from './run.ts';
import { onReload, Stops } from './signals.ts';
import { stringsOf } from './terminal-language.ts';
import type { Sink, World } from './world.ts';

declare const __VERSION__: string;

/** What the engine takes from node:util and node:net is in this one and not before. */
const NEEDED_NODE = '22.12';

const sink = (stream: NodeJS.WriteStream, fd: number): Sink => ({
  isTerminal: isatty(fd),
  write: (text) => void stream.write(text),
  columns: () => stream.columns ?? null,
});

const { env } = process;
let isContentOut = false;
const stops = new Stops();

/** Also where it was removed meanwhile: whole paths still lead where they led, and others to nothing. */
function standsIn(): string {
  try {
    return process.cwd();
  } catch {
    return isAbsolute(env.PWD ?? '') ? (env.PWD ?? '') : '/dev/null';
  }
}

/** Of a folder, Node would make nothing at all, which would be sent as an empty file; read, it says that it is one. */
const contentIn = (): Readable =>
  fstatSync(0).isDirectory() ? createReadStream('', { fd: 0, autoClose: false }) : process.stdin;

const world: World = {
  env,
  cwd: standsIn(),
  version: __VERSION__,
  out: sink(process.stdout, 1),
  err: sink(process.stderr, 2),
  input: {
    get isTerminal() {
      return isatty(0);
    },
    open: () => process.stdin,
  },
  terminal: ownTerminal,
  content: {
    in: { isTerminal: isatty(0), open: contentIn },
    out: {
      isTerminal: isatty(1),
      open() {
        isContentOut = true;
        return process.stdout;
      },
    },
  },
  clock: {
    now: Date.now,
    after: (delayMs, call) => {
      const timer = setTimeout(call, delayMs).unref();
      return () => clearTimeout(timer);
    },
  },
  interfaces: networkInterfaces,
  onStop: stops.onStop,
  onReload,
  // Loaded only by a command that needs the engine.
  open: async (invocation) => {
    const { node } = process.versions;
    if (isOlder(node, NEEDED_NODE)) return failure('runtime.too_old', { found: node, needed: NEEDED_NODE });
    return (await import('./open-ferry.ts')).openFerry(invocation, world);
  },
};

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // Whoever writes content there hears of it, and says so.
  if (isContentOut) return;
  // A reader that went away (`ferry config | head -1`) is no error of ours; nobody is left to wait for.
  if (code === 'EPIPE') return stops.wish();
  const streams = { out: () => undefined, err: (text: string) => world.err.write(text) };
  createOutput(stringsOf(env), { json: false, quiet: false }, streams).warn(
    errorInfo('output.unwritable', { reason: message }),
  );
  process.exitCode = EXIT.failed;
});

// Without this, a log that nobody reads any more would end the program. A terminal that was closed has ended it.
process.stderr.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EIO') stops.wish();
});

/** Of versions such as 22.12.0, by their first two numbers. */
function isOlder(found: string, needed: string): boolean {
  const [[major = 0, minor = 0], [leastMajor = 0, leastMinor = 0]] = [found, needed].map((version) =>
    version.split('.').map(Number),
  ) as [number[], number[]];
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

async function start(): Promise<void> {
  // The engine's own timers and sockets hold nobody back while a command waits for people.
  const isAtWork = setInterval(() => undefined, 60_000);
  const exitCode = await run(process.argv.slice(2), world);
  clearInterval(isAtWork);
  process.exitCode ??= exitCode;
}
void start();
