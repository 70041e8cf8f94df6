// Ports for servers of others, and when they can be called.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Program } from '../program.ts';

export const HOST = '127.0.0.1';
const READY_MS = 10_000;
const TRY_EVERY_MS = 10;

/** One that nobody has now; somebody else could take it, which then fails that one measurement. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, HOST), 'listening');
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

export async function answers(port: number): Promise<boolean> {
  const socket = connect({ host: HOST, port });
  const isThere = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  socket.destroy();
  return isThere;
}

/** Without calling it, for a server that takes one call only. Linux. */
export function isListening(port: number): boolean {
  const place = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`;
  return readFileSync('/proc/net/tcp', 'latin1').includes(place);
}
