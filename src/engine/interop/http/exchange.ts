// One thing that is asked, and what becomes of the connection with its answer: whoever is still sending what nobody wants
// hears that first, since a connection that ends with something unread in it takes the answer away again.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../ports.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly words: Words;
}

/** What somebody says, rather than what was accepted of them. */
export interface Words {
  /** They are still coming: nothing is lost to anybody else where that ends. */
  areComing: boolean;
}

export interface LingerLimits {
  /** For whoever still sends what was refused, so that it hears why. */
  readonly lingerMs: number;
  readonly lingerBytes: number;
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** It may still be coming. */
export const isUnread = (request: IncomingMessage): boolean => !request.complete && hasBody(request);

/** All of the answer, whose head is written; the connection is said to end with it where something is unread. */
export function end(exchange: Exchange, body: Uint8Array, limits: LingerLimits, clock: Clock): void {
  const { request, response } = exchange;
  if (!isUnread(request)) return void response.end(body);
  if (body.length > 0) response.write(body);
  else response.flushHeaders();
  linger(exchange, limits, clock);
}

/** The answer is whole for whoever reads it, and isn't ended here yet: what still comes is thrown away for a while. */
function linger({ request, response }: Exchange, { lingerMs, lingerBytes }: LingerLimits, clock: Clock): void {
  let bytes = 0;
  const finish = (): void => {
    cancel();
    request.off('data', count);
    response.end();
  };
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > lingerBytes) finish();
  };
  const cancel = clock.after(lingerMs, finish);
  request.on('data', count).once('end', finish);
  response.once('close', cancel);
  request.resume();
}
