// Where other LocalSend apps come to: HTTP over TLS in which both sides show a certificate. Nobody is trusted for that; it
// only says who it is. What they may have isn't decided here.
import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock, Log } from '../../ports.ts';
import { Room } from '../http/body.ts';
import { Door } from '../http/door.ts';
import type { Exchange } from '../http/exchange.ts';
import { certificateTrouble, fingerprintOf, type OwnCertificate } from './certificate.ts';
import { refusalOf } from './first-look.ts';
import type { Handlers, Visitor } from './handlers.ts';
import { type Reply, reply } from './reply.ts';
import { answerOf } from './routes.ts';
import { SERVER_LIMITS, type ServerLimits } from './server-limits.ts';

export interface ServerOptions {
  readonly certificate: Pick<OwnCertificate, 'certificatePem' | 'keyPem'>;
  /** 0: a free one. One that is taken fails with what the system says. */
  readonly port: number;
  /** Without one: every address of this computer. */
  readonly host?: string;
  /** HTTP without TLS: nobody is who it says. */
  readonly isPlain?: boolean;
  /** Whoever shows no certificate is refused, where it could show one. Apps have had one since 1.9, browsers have none. */
  readonly needsCertificate?: boolean;
  /** Nobody else gets a byte of HTTP; null lets everybody ask. It is looked up for each request. */
  readonly onlyFingerprints: () => ReadonlySet<string> | null;
  /** Nobody else gets a byte at all. */
  readonly isNeighbour?: (address: string) => boolean;
  readonly handlers: Handlers;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<ServerLimits>;
}

export interface LocalSendServer {
  readonly port: number;
  /** Ends the connections of everybody that wouldn't be let in now. */
  dropUnwelcome(): void;
  close(): Promise<void>;
}

export async function openServer(options: ServerOptions): Promise<LocalSendServer> {
  const { certificate, isPlain = false, isNeighbour = () => true, onlyFingerprints, clock, log } = options;
  const limits = { ...SERVER_LIMITS, ...options.limits };
  const room = new Room(limits.offerBytesInAll);
  const door = new Door<Visitor>({
    port: options.port,
    ...(options.host === undefined ? {} : { host: options.host }),
    tls: isPlain ? null : tlsOf(certificate),
    limits,
    clock,
    isNeighbour,
    visitorOf: (address, socket) => visitorOf(address, socket, clock.now()),
    isWelcome: ({ fingerprint }) => {
      const only = onlyFingerprints();
      return only === null || (fingerprint !== null && only.has(fingerprint));
    },
    answer: async (exchange, visitor, signal) => {
      const said = await replyTo(exchange, visitor, signal, { ...options, limits, room });
      const { lingerMs, closeMs } = limits;
      const soon = { ...limits, lingerMs: Math.min(lingerMs, closeMs / 10) };
      return (isLast) => reply(exchange, isLast ? { ...said, isLast } : said, isLast ? soon : limits, clock);
    },
    onRefused: (reason) => log('debug', 'localsend.visitor_refused', { reason }),
    onFailed: () => log('warn', 'localsend.server_failed'),
  });
  await door.listen();
  return door;
}

const tlsOf = ({ keyPem, certificatePem }: ServerOptions['certificate']) => ({
  key: keyPem,
  cert: certificatePem,
  // Whoever has signed for whom means nothing here, so no authority is named: what counts is the key itself.
  requestCert: true,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2' as const,
  // Who somebody is doesn't change in the middle.
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
});

function visitorOf(address: string, socket: Socket, now: number): Visitor | { readonly refused: string } {
  if (!(socket instanceof TLSSocket)) return { address, fingerprint: null, isEncrypted: false };
  const shown = socket.getPeerX509Certificate()?.raw;
  const trouble = shown === undefined ? null : certificateTrouble(shown, now);
  if (trouble !== null) return { refused: trouble };
  return { address, fingerprint: shown === undefined ? null : fingerprintOf(shown), isEncrypted: true };
}

interface Means extends Omit<ServerOptions, 'limits'> {
  readonly limits: ServerLimits;
  readonly room: Room;
}

async function replyTo(exchange: Exchange, visitor: Visitor, signal: AbortSignal, means: Means): Promise<Reply> {
  const { handlers, clock, log, limits, room, needsCertificate = true } = means;
  const refusal = refusalOf(exchange.request, limits.headers);
  if (refusal !== null) return { ...refusal, isLast: true };
  if (needsCertificate && visitor.isEncrypted && visitor.fingerprint === null)
    return { status: 403, message: 'a TLS client certificate is needed, as since LocalSend 1.18', isLast: true };
  try {
    return await answerOf(exchange, visitor, signal, { handlers, limits, clock, room });
  } catch (error) {
    if (!signal.aborted) log('warn', 'localsend.request_failed', { error: error instanceof Error ? error.name : '' });
    return { status: 500, message: 'failed', isLast: true };
  }
}
