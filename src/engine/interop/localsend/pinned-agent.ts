// Connections to one place, each of which has shown the certificate that is expected there before a byte of HTTP is
// written to it. They are kept for the next request.
import { Agent } from 'node:http';
import { connect as connectPlainly, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { Clock } from '../../ports.ts';
import type { CertificateTrouble, Fingerprint, OwnCertificate } from './certificate.ts';
import { certificateTrouble, fingerprintOf } from './certificate.ts';
import type { Protocol } from './messages.ts';

export interface Place {
  /** An IP address; a link-local one of IPv6 with its zone. */
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** Somebody else is there, or it shows a certificate that nobody takes. It has been told nothing. */
export class PinError extends Error {
  /** What it showed; null where that was none, or is none. */
  readonly found: Fingerprint | null;
  readonly trouble: CertificateTrouble | 'missing' | 'another';

  constructor(trouble: PinError['trouble'], found: Fingerprint | null) {
    super(`the certificate there: ${trouble}`);
    this.name = 'PinError';
    this.trouble = trouble;
    this.found = found;
  }
}

export interface AgentOptions {
  readonly certificate: Pick<OwnCertificate, 'certificatePem' | 'keyPem'>;
  readonly place: Place;
  /** Null: whoever is there. Without TLS nobody shows who it is, and a pin is met by nobody. */
  readonly pin: Fingerprint | null;
  readonly clock: Clock;
  /** Until the certificate is seen. */
  readonly connectMs: number;
}

/** The agent counts those that are there: that no more are begun is up to whoever asks. */
export const MOST_SOCKETS = 4;
/** For a device that was switched off in the middle of something. */
const KEEP_ALIVE_MS = 10_000;

type WhenConnected = (error: Error | null, socket: Duplex) => void;

export class PinnedAgent extends Agent {
  readonly #options: AgentOptions;
  readonly #begun = new Set<Socket>();
  readonly #shown = new WeakMap<Duplex, Fingerprint>();

  constructor(options: AgentOptions) {
    super({ keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, maxSockets: MOST_SOCKETS, maxFreeSockets: MOST_SOCKETS });
    this.#options = options;
  }

  /** Whose certificate this connection was made with. */
  fingerprintOf(socket: Duplex | null): Fingerprint | null {
    return (socket && this.#shown.get(socket)) ?? null;
  }

  override createConnection(_options: unknown, whenConnected: WhenConnected = () => undefined): undefined {
    const { clock, connectMs } = this.#options;
    const socket = this.#connect();
    this.#begun.add(socket);
    const settle = (error: Error | null): void => {
      if (!this.#begun.delete(socket)) return;
      cancel();
      if (error !== null) socket.destroy();
      whenConnected(error, socket);
    };
    const cancel = clock.after(connectMs, () =>
      settle(Object.assign(new Error('nothing answers there'), { code: 'ETIMEDOUT' })),
    );
    // Once it is settled this is nobody's: a request that has the connection listens itself.
    socket.on('error', settle);
    socket.once('close', () => settle(new Error('closed before it was begun')));
    if (socket instanceof TLSSocket) socket.once('secureConnect', () => settle(this.#troubleWith(socket)));
    else socket.once('connect', () => settle(this.#options.pin === null ? null : new PinError('missing', null)));
  }

  /** Where one turned out to be closed, others may be. */
  forgetIdle(): void {
    for (const sockets of Object.values(this.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  /** Those that aren't given to a request yet as well. */
  override destroy(): void {
    for (const socket of [...this.#begun]) socket.destroy();
    super.destroy();
  }

  #connect(): Socket {
    const { certificate, place } = this.#options;
    const { host, port } = place;
    const tcp = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS };
    if (place.protocol === 'http') return connectPlainly(tcp);
    return connectTls({
      ...tcp,
      key: certificate.keyPem,
      cert: certificate.certificatePem,
      // No authority and no name is asked: the certificate itself is compared.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
    });
  }

  #troubleWith(socket: TLSSocket): PinError | null {
    const { pin, clock } = this.#options;
    const shown = socket.getPeerX509Certificate()?.raw;
    if (shown === undefined) return new PinError('missing', null);
    const found = fingerprintOf(shown);
    // Only of the right one does anything else matter, and to nobody else is anything said.
    if (pin !== null && pin !== found) return new PinError('another', found);
    const trouble = certificateTrouble(shown, clock.now());
    if (trouble !== null) return new PinError(trouble, found);
    this.#shown.set(socket, found);
    return null;
  }
}
