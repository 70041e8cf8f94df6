// Where others come to by HTTP, with or without TLS: who is let in at all, how many, and for how long they may say
// nothing. Of each there is one thing asked at a time. What they may have is decided behind it.
import { once } from 'node:events';
import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions as TlsOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { errnoOf } from '../../errors.ts';
import { crowdOf } from '../../net/on-link.ts';
import type { Clock } from '../../ports.ts';
import { type Caller, type CallerLimits, Callers } from './callers.ts';
import type { Exchange, Words } from './exchange.ts';

export interface DoorLimits extends CallerLimits {
  readonly handshakeMs: number;
  readonly headersMs: number;
  readonly headerBytes: number;
  /** Between one thing that is asked and the next. */
  readonly idleMs: number;
  /** For what is being answered when it closes. */
  readonly closeMs: number;
}

const SECOND = 1000;

/** What is right for all; how long it waits between two questions depends on who asks them. */
export const USUAL_LIMITS = {
  connections: 64,
  connectionsOfOne: 16,
  /** A thousandth of a second each, of the thread that does everything. Some connect anew for each file. */
  callsAtOnce: 100,
  callsPerSecond: 50,
  callsAtOnceInAll: 200,
  callsPerSecondInAll: 100,
  handshakeMs: 15 * SECOND,
  headersMs: 15 * SECOND,
  headerBytes: 16 * 1024,
  closeMs: SECOND,
} as const satisfies Omit<DoorLimits, 'idleMs'>;

export interface DoorOptions<Visitor> {
  /** 0: a free one. One that is taken fails with what the system says. */
  readonly port: number;
  /** Without one: every address of this computer. */
  readonly host?: string;
  /** Null: HTTP without TLS. */
  readonly tls: TlsOptions | null;
  readonly limits: DoorLimits;
  readonly clock: Clock;
  /** Nobody else gets a byte. */
  readonly isNeighbour: (address: string, localAddress: string) => boolean;
  /** Who it is, once TLS has begun where there is any; or why nobody is let in like that. */
  readonly visitorOf: (address: string, socket: Socket | TLSSocket) => Visitor | { readonly refused: string };
  /** It is looked up for each request as well. */
  readonly isWelcome: (visitor: Visitor) => boolean;
  /**
   * Never throws. What it gives is done once something else may be asked; `isLast`: nothing will be, and it is to be
   * over soon. `signal`: nobody is there any more, or soon won't be.
   */
  readonly answer: (exchange: Exchange, visitor: Visitor, signal: AbortSignal) => Promise<(isLast: boolean) => void>;
  readonly onRefused: (reason: string) => void;
  readonly onFailed: () => void;
}

/** A connection, and who is at its other end. */
interface Guest<Visitor> extends Caller {
  visitor: Visitor | null;
  /** What is asked over it now; there is one thing at a time. */
  asking: Asking | null;
  /** Of that. */
  words: Words | null;
  /** What was asked next, once all of the last answer was said, though not all of it is done here. */
  isNextHere: boolean;
  /** Nothing of what it asked is still to be said. */
  isAnswered: boolean;
  /** It has said nothing whole by then. */
  cancelDeadline: () => void;
}

interface Asking {
  readonly ends: AbortController;
  readonly response: Exchange['response'];
  readonly done: Promise<void>;
}

/** Node's own look at headers that don't come would wake this computer for ever, also while nobody is here. */
const NEVER_MS = 2 ** 31 - 1;
/** For a device that was switched off in the middle of something. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelay: 10_000 };

export class Door<Visitor extends object> {
  readonly #options: DoorOptions<Visitor>;
  readonly #server: Server;
  readonly #callers: Callers;
  /** By what both the connection and the TLS in it know of each other: four figures of which no two have the same. */
  readonly #guests = new Map<string, Guest<Visitor>>();
  #isClosing = false;

  constructor(options: DoorOptions<Visitor>) {
    this.#options = options;
    this.#callers = new Callers(options.limits);
    this.#server = this.#makeServer();
    // Before Node's own: it finds the connection gone, and neither shakes hands nor reads a byte.
    this.#server.prependListener('connection', (socket: Socket) => this.#meet(socket));
    this.#server.prependListener('secureConnection', (socket: TLSSocket) => this.#recognize(socket));
    const serve = (request: IncomingMessage, response: ServerResponse): void =>
      this.#serve({ request, response, words: { areComing: false } });
    this.#server.on('request', serve);
    this.#server.on('checkContinue', serve);
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
    this.#server.on('error', this.#options.onFailed);
  }

  /** Ends the connections of everybody that wouldn't be let in now, once what they asked is answered. */
  dropUnwelcome(): void {
    for (const guest of [...this.#guests.values()]) if (guest.isAnswered && !this.#mayStay(guest)) guest.cut();
  }

  /** Whoever is being answered hears that, unless it takes too long. */
  async close(): Promise<void> {
    const { clock, limits } = this.#options;
    this.#isClosing = true;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    const guests = [...this.#guests.values()];
    for (const { asking } of guests) asking?.ends.abort();
    for (const guest of guests) if (guest.isAnswered) guest.cut();
    const cancel = clock.after(limits.closeMs, () => {
      for (const guest of guests) guest.cut();
    });
    await closed;
    cancel();
  }

  #mayStay({ visitor }: Guest<Visitor>): boolean {
    return !this.#isClosing && (visitor === null || this.#options.isWelcome(visitor));
  }

  #makeServer(): Server {
    const { tls, limits } = this.#options;
    const { headerBytes, idleMs, handshakeMs } = limits;
    const http = {
      maxHeaderSize: headerBytes,
      headersTimeout: 0,
      // A file may take hours: its pace is watched where it is read.
      requestTimeout: 0,
      keepAliveTimeout: idleMs,
      connectionsCheckingInterval: NEVER_MS,
      insecureHTTPParser: false,
      noDelay: true,
      ...KEEP_ALIVE,
    };
    const server =
      tls === null ? createPlainServer(http) : createTlsServer({ ...http, handshakeTimeout: handshakeMs, ...tls });
    server.timeout = 0;
    return server;
  }

  async #listenAt(port: number, host: string): Promise<void> {
    this.#server.listen({ port, host, exclusive: true, ipv6Only: false });
    await once(this.#server, 'listening');
  }

  #meet(socket: Socket): void {
    const { clock, isNeighbour, tls } = this.#options;
    socket.on('error', () => socket.destroy());
    const address = addressOf(socket.remoteAddress);
    const name = nameOf(socket);
    const guest: Guest<Visitor> = {
      address,
      crowd: crowdOf(address),
      // Whoever says something slowly, at many ends at once, has no more right to its places than who says nothing.
      isBusy: () => guest.asking !== null && guest.words?.areComing !== true,
      cut: () => socket.destroy(),
      visitor: null,
      asking: null,
      words: null,
      isNextHere: false,
      isAnswered: true,
      cancelDeadline: () => undefined,
    };
    const trouble = isNeighbour(address, addressOf(socket.localAddress)) ? null : 'not a neighbour';
    if (trouble !== null || !this.#callers.arrived(guest, clock.now())) {
      this.#refuse(socket, trouble ?? 'no room');
      return;
    }
    this.#guests.set(name, guest);
    socket.once('close', () => {
      this.#guests.delete(name);
      this.#callers.left(guest);
      guest.visitor = null;
      guest.cancelDeadline();
      guest.asking?.ends.abort();
    });
    if (tls === null) this.#admit(socket, guest);
  }

  #recognize(socket: TLSSocket): void {
    const guest = this.#guests.get(nameOf(socket));
    if (guest === undefined) this.#refuse(socket, 'gone');
    else this.#admit(socket, guest);
  }

  #admit(socket: Socket | TLSSocket, guest: Guest<Visitor>): void {
    const visitor = this.#options.visitorOf(guest.address, socket);
    if ('refused' in visitor) this.#refuse(socket, visitor.refused);
    else if (this.#options.isWelcome(visitor)) {
      guest.visitor = visitor;
      this.#expect(guest, this.#options.limits.headersMs);
    } else this.#refuse(socket, 'not welcome');
  }

  /** The headers of something. */
  #expect(guest: Guest<Visitor>, withinMs: number): void {
    guest.cancelDeadline();
    guest.cancelDeadline = this.#options.clock.after(withinMs, guest.cut);
  }

  #refuse(socket: Socket, reason: string): void {
    this.#options.onRefused(reason);
    socket.destroy();
  }

  #serve(exchange: Exchange): void {
    const { request } = exchange;
    const guest = this.#guests.get(nameOf(request.socket));
    const visitor = guest?.visitor ?? null;
    if (guest === undefined || visitor === null || !this.#options.isWelcome(visitor))
      return void request.socket.destroy();
    if (guest.asking === null) this.#serveNow(exchange, guest, visitor);
    else this.#serveNext(exchange, guest, guest.asking);
  }

  #serveNow(exchange: Exchange, guest: Guest<Visitor>, visitor: Visitor): void {
    const { request, response, words } = exchange;
    const ends = new AbortController();
    guest.words = words;
    guest.isAnswered = false;
    guest.cancelDeadline();
    // What goes wrong with it is for whoever reads it.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    response.once('close', () => {
      guest.isAnswered = true;
      if (!this.#mayStay(guest)) request.socket.destroySoon();
      const { idleMs, headersMs } = this.#options.limits;
      if (guest.visitor !== null) this.#expect(guest, idleMs + headersMs);
    });
    const done = this.#options.answer(exchange, visitor, ends.signal).then((last) => {
      guest.asking = null;
      last(this.#isClosing);
    });
    guest.asking = { ends, response, done };
  }

  /**
   * Whoever has heard all of an answer asks on, and may be quicker than a file is closed here. Something asked before that
   * nobody needs, and each would be held here.
   */
  #serveNext(exchange: Exchange, guest: Guest<Visitor>, { response, done }: Asking): void {
    if (!response.writableEnded || guest.isNextHere) return void exchange.request.socket.destroy();
    guest.isNextHere = true;
    void done.then(() => {
      guest.isNextHere = false;
      this.#serve(exchange);
    });
  }
}

const nameOf = ({ remoteAddress, remotePort, localAddress }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress}`;

/** As it would be called back: a zone stays, and IPv4 is written as such. */
function addressOf(address = ''): string {
  const isMapped = address.toLowerCase().startsWith('::ffff:') && address.includes('.');
  return isMapped ? address.slice('::ffff:'.length) : address;
}
