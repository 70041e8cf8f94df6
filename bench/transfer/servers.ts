// Ports for servers of others, and when they can be called.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Program } from '../program.ts';
import { HERE, type Place } from './places.ts';

const READY_MS = 10_000;
const TRY_EVERY_MS = 5;

/**
 * One that nobody has now; somebody else could take it, which then fails that one measurement. On a computer of its own
 * nobody has any.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, HERE.receiver.address), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function ready(program: Program, isReady: () => boolean | Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + READY_MS;
  while (!(await isReady())) {
    if (program.hasEnded) throw new Error(program.why((await program.ended).code));
    if (performance.now() > untilMs) {
      await program.stop();
      throw new Error(program.why(null));
    }
    await delay(TRY_EVERY_MS);
  }
}

/** Whether a server can be called. On Linux without a call, which some would take for the one they wait for. */
export function isUp(program: Program, place: Place, port: number): boolean | Promise<boolean> {
  return process.platform === 'linux' ? isListening(program, place, port) : answers(place, port);
}

async function answers({ address }: Place, port: number): Promise<boolean> {
  const socket = connect({ host: address, port });
  const isThere = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  socket.destroy();
  return isThere;
}

/** As the network has it that the program is in. */
function isListening({ pids: [pid = 0] }: Program, { address }: Place, port: number): boolean {
  const digits = (number: number, count: number) => number.toString(16).toUpperCase().padStart(count, '0');
  const host = address.split('.').map((part) => digits(Number(part), 2));
  try {
    const table = readFileSync(`/proc/${pid}/net/tcp`, 'latin1');
    return table.includes(`${host.reverse().join('')}:${digits(port, 4)} 00000000:0000 0A`);
  } catch {
    // It has ended.
    return false;
  }
}
