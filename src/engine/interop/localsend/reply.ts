// An answer, and what becomes of the connection with it: whoever is still sending what nobody wants hears that first,
// since a connection that ends with something unread in it takes the answer away again.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../ports.ts';
import { encodeTrouble } from './messages.ts';
import type { ServerLimits } from './server-limits.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export interface Reply {
  readonly status: number;
  readonly json?: object;
  readonly message?: string;
  /** The connection is good for nothing more. */
  readonly isLast?: boolean;
}

type LingerLimits = Pick<ServerLimits, 'lingerMs' | 'lingerBytes'>;

export function reply({ request, response }: Exchange, said: Reply, limits: LingerLimits, clock: Clock): void {
  if (response.destroyed || response.headersSent) return;
  const json = said.json ?? (said.message ? encodeTrouble(said.message) : undefined);
  const body = Buffer.from(json === undefined || said.status === 204 ? '' : JSON.stringify(json));
  const isUnread = !request.complete && hasBody(request);
  response.writeHead(said.status, {
    ...(body.length === 0 ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...(said.status === 204 ? {} : { 'content-length': body.length }),
    ...(said.status === 405 ? { allow: 'GET, POST' } : {}),
    ...(isUnread || said.isLast ? { connection: 'close' } : {}),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  if (!isUnread) return void response.end(body);
  if (body.length > 0) response.write(body);
  else response.flushHeaders();
  linger({ request, response }, limits, clock);
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The answer is whole for whoever reads it, and isn't ended here yet: what still comes is thrown away for a while. */
function linger({ request, response }: Exchange, { lingerMs, lingerBytes }: LingerLimits, clock: Clock): void {
  let bytes = 0;
  const end = (): void => {
    cancel();
    request.off('data', count);
    response.end();
  };
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > lingerBytes) end();
  };
  const cancel = clock.after(lingerMs, end);
  request.on('data', count).once('end', end);
  response.once('close', cancel);
  request.resume();
}
