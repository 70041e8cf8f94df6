// A screen without a monitor, for tests that need a window to be really shown; its picture can be looked at.
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { tempFolder } from './temp-folder.ts';

export interface Screen extends AsyncDisposable {
  /** For DISPLAY. */
  readonly display: string;
  /** How many different colours it shows now; an empty screen has one. */
  colours(): number;
}

/** Whether there is an Xvfb to make screens with. */
export const hasXvfb: boolean = (process.env.PATH ?? '').split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, 'Xvfb'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

const START_TIMEOUT_MS = 10_000;

export async function openScreen(): Promise<Screen> {
  const folder = await tempFolder();
  // It looks for a free number itself, and writes it to descriptor 3 when it is ready.
  const options = ['-displayfd', '3', '-screen', '0', '1000x800x24', '-fbdir', folder, '-nolisten', 'tcp'];
  const server = spawn('Xvfb', options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const number = await readNumber(server);
  return {
    display: `:${number}`,
    colours: () => countColours(readFileSync(join(folder, 'Xvfb_screen0'))),
    [Symbol.asyncDispose]: async () => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

function readNumber(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      server.kill('SIGKILL');
      reject(new Error(`Xvfb was not ready within ${START_TIMEOUT_MS} ms.`));
    }, START_TIMEOUT_MS);
    const settle = (done: () => void): void => {
      clearTimeout(timer);
      done();
    };
    server.once('error', (error) => settle(() => reject(error)));
    server.once('exit', (code) => settle(() => reject(new Error(`Xvfb ended with ${code}.`))));
    (server.stdio[3] as Readable).once('data', (chunk: Buffer) => settle(() => resolve(chunk.toString().trim())));
  });
}

/** An X window dump: 25 numbers, of which these say where the pixels are; then a colour table; then the pixels. */
function countColours(dump: Buffer): number {
  const field = (index: number): number => dump.readUInt32BE(index * 4);
  const [height, bytesPerLine, tableLength] = [field(5), field(12), field(19)];
  const start = field(0) + tableLength * 12;
  const colours = new Set<number>();
  for (let at = start; at + 4 <= start + height * bytesPerLine; at += 4) colours.add(dump.readUInt32BE(at));
  return colours.size;
}
