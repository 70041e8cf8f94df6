// Ferry through its command line: two devices that were paired outside the clock. Each transfer has copies of their data
// folders, so that none finds what another left.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../src/base/result.ts';
import { err, ok } from '../../src/base/result.ts';
import { type Command, Program } from '../program.ts';
import { HERE, type Place, type Places, startedAt } from './places.ts';
import { freePort } from './servers.ts';
import type { Mover, Way } from './two-ends.ts';

const BUILT: readonly string[] = [process.execPath, join(import.meta.dirname, '../../out/cli/ferry.js')];

/** Where what has come waits until it is whole. */
export const STAGING = '.ferry-incoming';

/** Two devices on this machine that know each other. */
export interface Devices extends Mover {
  /** Ends what was broken off, on both. */
  discard(): Promise<void>;
  close(): void;
}

interface DataFolders {
  readonly sender: string;
  readonly receiver: string;
}

/** Makes as many such devices as are wanted; or says why they can't be paired. */
export async function pairFerry(
  folder: string,
  places: Places = HERE,
  program: readonly string[] = BUILT,
): Promise<Result<() => Devices, string>> {
  const paired = await pairFolders(folder, places, program);
  if (!paired.ok) return paired;
  return ok(() => {
    const { data, close } = paired.value();
    return devices(program, places, data, close);
  });
}

/** The data folders of two that are paired, as many copies as are wanted. */
export async function pairFolders(
  folder: string,
  places: Places = HERE,
  program: readonly string[] = BUILT,
): Promise<Result<() => { readonly data: DataFolders; close(): void }, string>> {
  const paired = dataIn(mkdtempSync(join(folder, 'paired-')));
  try {
    await pair(program, places, paired);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
  return ok(() => {
    const own = mkdtempSync(join(folder, 'devices-'));
    const data = dataIn(own);
    for (const end of ['sender', 'receiver'] as const) cpSync(paired[end], data[end], { recursive: true });
    return { data, close: () => rmSync(own, { recursive: true, force: true }) };
  });
}

function dataIn(folder: string): DataFolders {
  const data = { sender: join(folder, 'sender'), receiver: join(folder, 'receiver') };
  for (const path of Object.values(data)) mkdirSync(path, { recursive: true });
  return data;
}

export function ferryWay(paired: Result<() => Devices, string>): Way {
  return {
    what: 'Ferry',
    isOurs: true,
    open: () => {
      if (!paired.ok) throw new Error(`two devices could not be paired: ${paired.error}`);
      return paired.value();
    },
  };
}

/** One shows a code, the other types it. */
async function pair(program: readonly string[], places: Places, { sender, receiver }: DataFolders): Promise<void> {
  const port = await freePort();
  const show = ferry(program, 'pair', ...waiting(places.receiver, port), '--data', receiver);
  const showing = new Program(startedAt(places.receiver, show));
  try {
    const code = await showing.expect((line) => field(line, 'code', 'code'));
    const args = ['pair', `${places.receiver.address}:${port}`, '--json', '--data', sender];
    const typing = new Program(startedAt(places.sender, { ...ferry(program, ...args), input: `${code}\n` }));
    await typing.done();
    await showing.done();
  } finally {
    await showing.stop();
  }
}

function devices(
  program: readonly string[],
  places: Places,
  { sender, receiver }: DataFolders,
  close: () => void,
): Devices {
  let transferId: string | null = null;
  // Kept, because who goes on with a transfer sends to the same place.
  let kept: number | null = null;
  return {
    receive: async (into) => {
      const port = kept ?? (await freePort());
      kept = port;
      const args = ['--into', into, '--once', '--yes', ...waiting(places.receiver, port), '--data', receiver];
      const receiving = new Program(startedAt(places.receiver, ferry(program, 'receive', ...args)));
      receiving.onLine((line) => {
        transferId = field(line, null, 'transferId') ?? transferId;
      });
      await receiving.expect((line) => field(line, 'ready', 'event'));
      return {
        program: receiving,
        endsByItself: true,
        send: (source) => sendTo({ address: places.receiver.address, port }, source, sender, places.sender, program),
      };
    },
    discard: async () => {
      if (transferId === null) throw new Error('the receiver never named its transfer');
      for (const data of [receiver, sender])
        await new Program(ferry(program, 'transfers', 'discard', transferId, '--json', '--data', data)).done();
    },
    close,
  };
}

/** The sender's command, with its data folder. */
export function sendTo(
  to: { readonly address: string; readonly port: number },
  source: string,
  data: string,
  place: Place = HERE.sender,
  program: readonly string[] = BUILT,
): Command {
  const where = `${to.address}:${to.port}`;
  return startedAt(place, ferry(program, 'send', source, '--to', where, '--json', '--data', data));
}

function waiting({ address }: Place, port: number): readonly string[] {
  return ['--json', '--port', String(port), '--interface', address];
}

function ferry([command = '', ...program]: readonly string[], ...args: readonly string[]): Command {
  return { command, args: [...program, ...args] };
}

/** A text of an event, of the named one or of any; null in every other line. */
function field(line: string, event: string | null, name: string): string | null {
  try {
    const said: unknown = JSON.parse(line);
    if (typeof said !== 'object' || said === null) return null;
    const { event: found, [name]: value } = said as Record<string, unknown>;
    return (event === null || found === event) && typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
