// Where other LocalSend apps come to: HTTP over TLS in which both sides show a certificate. Nobody is trusted for that; it
// only says who it is. Who is let in at all, how many, and for how long is decided here; what they may have, isn't.
import { constants } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { errnoOf } from '../../errors.ts';
import { crowdOf } from '../../net/on-link.ts';
import type { Clock, Log } from '../../ports.ts';
import { type Caller, Callers } from './callers.ts';
import { certificateTrouble, fingerprintOf, type OwnCertificate } from './certificate.ts';
import { refusalOf } from './first-look.ts';
import type { Handlers, Visitor } from './handlers.ts';
import { type Exchange, type Reply, reply } from './reply.ts';
import { answerOf, Room } from './routes.ts';
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
  const door = new Door(options);
  await door.listen();
  return door;
}

/** A connection, and who is at its other end. */
interface Guest extends Caller {
  visitor: Visitor | null;
  /** What is asked over it now; there is one thing at a time. */
  asking: AbortController | null;
}

/** How often Node looks for headers that don't come. */
const LOOK_MS = 500;
/** For a device that was switched off in the middle of something. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelay: 10_000 };

class Door implements LocalSendServer {
  readonly #options: ServerOptions;
  readonly #limits: ServerLimits;
  readonly #server: Server;
  readonly #callers: Callers;
  readonly #room: Room;
  /** By what both the connection and the TLS in it know of each other: four figures of which no two have the same. */
  readonly #guests = new Map<string, Guest>();

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#limits = { ...SERVER_LIMITS, ...options.limits };
    this.#callers = new Callers(this.#limits);
    this.#room = new Room(this.#limits.offerBytesInAll);
    this.#server = this.#makeServer();
    // Before Node's own: it finds the connection gone, and neither shakes hands nor reads a byte.
    this.#server.prependListener('connection', (socket: Socket) => this.#meet(socket));
    this.#server.prependListener('secureConnection', (socket: TLSSocket) => this.#recognize(socket));
    this.#server.on('request', (request, response) => this.#serve({ request, response }));
    this.#server.on('checkContinue', (request, response) => this.#serve({ request, response }));
    // To be something else than HTTP/1.1 is nothing that anybody needs here.
    this.#server.on('upgrade', (_request, socket) => socket.destroy());
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    const { port, host = '::' } = this.#options;
    try {
      await this.#listenAt(port, host);
    } catch (error) {
      // '::' takes IPv4 as well; a computer without IPv6 has only the other.
      if (host !== '::' || !['EAFNOSUPPORT', 'EADDRNOTAVAIL'].includes(errnoOf(error))) throw error;
      await this.#listenAt(port, '0.0.0.0');
    }
    this.#server.on('error', () => this.#options.log('warn', 'localsend.server_failed'));
  }

  dropUnwelcome(): void {
    for (const guest of [...this.#guests.values()])
      if (guest.visitor !== null && !this.#isWelcome(guest.visitor)) guest.cut();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const guest of [...this.#guests.values()]) {
      guest.asking?.abort();
      guest.cut();
    }
    await closed;
  }

  #makeServer(): Server {
    const { certificate, isPlain = false } = this.#options;
    const { headerBytes, headersMs, idleMs, handshakeMs } = this.#limits;
    const http = {
      maxHeaderSize: headerBytes,
      headersTimeout: headersMs,
      // A file may take hours: its pace is watched where it is read.
      requestTimeout: 0,
      keepAliveTimeout: idleMs,
      connectionsCheckingInterval: Math.min(LOOK_MS, headersMs),
      insecureHTTPParser: false,
      noDelay: true,
      ...KEEP_ALIVE,
    };
    const server = isPlain
      ? createPlainServer(http)
      : createTlsServer({
          ...http,
          key: certificate.keyPem,
          cert: certificate.certificatePem,
          // Whoever has signed for whom means nothing here, so no authority is named: what counts is the key itself.
          requestCert: true,
          rejectUnauthorized: false,
          minVersion: 'TLSv1.2',
          handshakeTimeout: handshakeMs,
          // Who somebody is doesn't change in the middle.
          secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
        });
    server.timeout = 0;
    return server;
  }

  async #listenAt(port: number, host: string): Promise<void> {
    this.#server.listen({ port, host, exclusive: true, ipv6Only: false });
    await once(this.#server, 'listening');
  }

  #meet(socket: Socket): void {
    const { clock, isNeighbour = () => true } = this.#options;
    socket.on('error', () => socket.destroy());
    const address = addressOf(socket);
    const name = nameOf(socket);
    const guest: Guest = {
      address,
      crowd: crowdOf(address),
      isBusy: () => guest.asking !== null,
      cut: () => socket.destroy(),
      visitor: null,
      asking: null,
    };
    const trouble = isNeighbour(address) ? null : 'not a neighbour';
    if (trouble !== null || !this.#callers.arrived(guest, clock.now())) {
      this.#refuse(socket, trouble ?? 'no room');
      return;
    }
    this.#guests.set(name, guest);
    socket.once('close', () => {
      this.#guests.delete(name);
      this.#callers.left(guest);
      guest.asking?.abort();
    });
    if (this.#options.isPlain) this.#admit(socket, guest, { address, fingerprint: null, isEncrypted: false });
  }

  #recognize(socket: TLSSocket): void {
    const guest = this.#guests.get(nameOf(socket));
    const shown = socket.getPeerX509Certificate()?.raw;
    const trouble = shown === undefined ? null : certificateTrouble(shown, this.#options.clock.now());
    const fingerprint = shown === undefined ? null : fingerprintOf(shown);
    if (guest === undefined || trouble !== null) this.#refuse(socket, trouble ?? 'gone');
    else this.#admit(socket, guest, { address: guest.address, fingerprint, isEncrypted: true });
  }

  #admit(socket: Socket, guest: Guest, visitor: Visitor): void {
    if (this.#isWelcome(visitor)) guest.visitor = visitor;
    else this.#refuse(socket, 'not welcome');
  }

  #isWelcome({ fingerprint }: Visitor): boolean {
    const only = this.#options.onlyFingerprints();
    return only === null || (fingerprint !== null && only.has(fingerprint));
  }

  #refuse(socket: Socket, reason: string): void {
    this.#options.log('debug', 'localsend.visitor_refused', { reason });
    socket.destroy();
  }

  #serve(exchange: Exchange): void {
    const { request, response } = exchange;
    const guest = this.#guests.get(nameOf(request.socket));
    const visitor = guest?.visitor ?? null;
    // Something asked before the last thing was answered: nobody needs that, and each would be held here.
    if (guest === undefined || visitor === null || guest.asking !== null || !this.#isWelcome(visitor))
      return void request.socket.destroy();
    const asking = new AbortController();
    guest.asking = asking;
    // What goes wrong with it is for whoever reads it.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    void this.#replyTo(exchange, visitor, asking.signal).then((said) => {
      guest.asking = null;
      reply(exchange, said, this.#limits, this.#options.clock);
    });
  }

  async #replyTo(exchange: Exchange, visitor: Visitor, signal: AbortSignal): Promise<Reply> {
    const { handlers, clock, log, needsCertificate = true } = this.#options;
    const refusal = refusalOf(exchange.request, this.#limits.headers);
    if (refusal !== null) return { ...refusal, isLast: true };
    if (needsCertificate && visitor.isEncrypted && visitor.fingerprint === null)
      return { status: 403, message: 'a certificate is needed', isLast: true };
    try {
      return await answerOf(exchange, visitor, signal, { handlers, limits: this.#limits, clock, room: this.#room });
    } catch (error) {
      if (!signal.aborted) log('warn', 'localsend.request_failed', { error: error instanceof Error ? error.name : '' });
      return { status: 500, message: 'failed', isLast: true };
    }
  }
}

const nameOf = ({ remoteAddress, remotePort, localAddress }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress}`;

/** As it would be called back: a zone stays, and IPv4 is written as such. */
function addressOf({ remoteAddress = '' }: Socket): string {
  const isMapped = remoteAddress.toLowerCase().startsWith('::ffff:') && remoteAddress.includes('.');
  return isMapped ? remoteAddress.slice('::ffff:'.length) : remoteAddress;
}
