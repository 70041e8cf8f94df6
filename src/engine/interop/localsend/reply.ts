// An answer, as other LocalSend apps expect it.
import type { Clock } from '../../ports.ts';
import { type Exchange, end, isUnread, type LingerLimits } from '../http/exchange.ts';
import { encodeTrouble } from './messages.ts';

export interface Reply {
  readonly status: number;
  readonly json?: object;
  readonly message?: string;
  /** The connection is good for nothing more. */
  readonly isLast?: boolean;
}

export function reply(exchange: Exchange, said: Reply, limits: LingerLimits, clock: Clock): void {
  const { request, response } = exchange;
  if (response.destroyed || response.headersSent) return;
  const json = said.json ?? (said.message ? encodeTrouble(said.message) : undefined);
  const body = Buffer.from(json === undefined || said.status === 204 ? '' : JSON.stringify(json));
  response.writeHead(said.status, {
    ...(body.length === 0 ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...(said.status === 204 ? {} : { 'content-length': body.length }),
    ...(said.status === 405 ? { allow: 'GET, POST' } : {}),
    ...(isUnread(request) || said.isLast ? { connection: 'close' } : {}),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  end(exchange, body, limits, clock);
}
