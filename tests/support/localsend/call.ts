// How an app asks another: with its own certificate; 1.18 looks at the other's before a word of HTTP goes out, 1.17
// takes any. No redirect is followed and no proxy asked. Facts 0.3, 1.4 and 1.13.
import { Agent, request } from 'node:http';
import { connect as connectPlainly, type NetConnectOpts, type Socket } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { connect, TLSSocket } from 'node:tls';
import { type AppCertificate, fingerprintOf, troubleWith } from './certificate.ts';
import type { Protocol, Version } from './messages.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
}

export interface Means {
  readonly version: Version;
  /** Null for one that has none to show, as many other products hadn't. */
  readonly certificate: AppCertificate | null;
  /** Where calls come from; the system chooses without it. */
  readonly localAddress?: string | undefined;
}

export interface Asked {
  readonly method: 'GET' | 'POST';
  /** With its query, from the `/` on. */
  readonly path: string;
  readonly json?: unknown;
  readonly body?: Readable;
  /** Said with a body; without a length it goes in chunks. */
  readonly length?: number | null;
  readonly type?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** Of the certificate that was seen; null by plain HTTP. */
  readonly fingerprint: string | null;
}

/** The certificate isn't the one that was announced, or none that an app accepts. */
export class WrongCertificate extends Error {}

/** The connections to one place: as many as there are requests at once, each used again. */
export class Calls {
  readonly #place: Place;
  readonly #agent: OwnAgent;

  /** With a pin, whoever shows another certificate isn't told anything. */
  constructor(means: Means, place: Place, pin: string | null) {
    this.#place = place;
    this.#agent = new OwnAgent(means, place, pin);
  }

  ask({ method, path, json, body, length = null, type, timeoutMs, signal }: Asked): Promise<Answer> {
    const content = json === undefined ? null : Buffer.from(JSON.stringify(json));
    const said = content?.length ?? length;
    const { host, port } = this.#place;
    const headers = {
      host: `${hostFor(host)}:${port}`,
      ...(said === null ? {} : { 'content-length': said }),
      // Also for a file of no bytes.
      ...(said === null && body !== undefined ? { 'transfer-encoding': 'chunked' } : {}),
      ...(type === undefined && content === null ? {} : { 'content-type': type ?? 'application/json' }),
    };
    const limits = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
    return new Promise((resolve, reject) => {
      const going = request({
        ...{ host, port, method, path, headers, agent: this.#agent },
        signal: AbortSignal.any(limits.filter((limit) => limit !== undefined)),
      });
      going.on('error', (error) => {
        body?.destroy();
        reject(error);
      });
      going.on('response', (answer) => {
        // Whoever has answered doesn't want the rest.
        answer.on('end', () => {
          if (going.writableFinished) return;
          body?.destroy();
          going.destroy();
        });
        const fingerprint = this.#agent.fingerprint;
        collected(answer).then((bytes) => resolve({ status: answer.statusCode ?? 0, bytes, fingerprint }), reject);
      });
      if (body === undefined) going.end(content ?? undefined);
      else body.on('error', (error) => going.destroy(error)).pipe(going);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

type Made = (error: Error | null, socket: Duplex) => void;

class OwnAgent extends Agent {
  readonly #means: Means;
  readonly #place: Place;
  readonly #pin: string | null;
  readonly #opening = new Set<Socket>();
  /** Its later connections go on with the TLS session of an earlier one, in which no certificate is seen again. */
  #session: Buffer | undefined;
  fingerprint: string | null = null;

  constructor(means: Means, place: Place, pin: string | null) {
    super({ keepAlive: true });
    this.#means = means;
    this.#place = place;
    this.#pin = pin;
  }

  /** Hands a connection on once its other end is known. */
  override createConnection(_options: object, made: Made): undefined {
    const socket = this.#place.protocol === 'http' ? connectPlainly(this.#where()) : this.#connectSecurely();
    const failed = (error: Error): void => made(error, socket);
    this.#opening.add(socket.once('error', failed).on('close', () => this.#opening.delete(socket)));
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      const trouble = socket instanceof TLSSocket ? this.#troubleWith(socket) : null;
      if (trouble !== null) return socket.destroy(new WrongCertificate(trouble));
      this.#opening.delete(socket.off('error', failed));
      made(null, socket.setNoDelay());
    });
  }

  override destroy(): void {
    for (const socket of this.#opening) socket.destroy();
    super.destroy();
  }

  #connectSecurely(): TLSSocket {
    const { certificate, version } = this.#means;
    const own = certificate === null ? {} : { cert: certificate.certificate, key: certificate.key };
    const session = this.#session === undefined ? {} : { session: this.#session };
    const socket = connect({
      ...{ ...this.#where(), ...own, ...session },
      ...{ rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] },
    });
    if (version === '1.18')
      socket.on('session', (kept: Buffer) => {
        this.#session = kept;
      });
    return socket;
  }

  #where(): NetConnectOpts {
    const { host, port } = this.#place;
    const { localAddress } = this.#means;
    return { host, port, ...(localAddress === undefined ? {} : { localAddress }) };
  }

  #troubleWith(socket: TLSSocket): string | null {
    if (socket.isSessionReused()) return null;
    const shown = socket.getPeerX509Certificate();
    if (shown === undefined) return 'no certificate';
    this.fingerprint = fingerprintOf(shown.raw);
    if (this.#means.version === '1.17') return null;
    const isOther = this.#pin !== null && this.#pin.toUpperCase() !== this.fingerprint;
    return troubleWith(shown.raw) ?? (isOther ? 'not the one that was announced' : null);
  }
}

/** No URL takes an address with its zone: 1.18 writes a name for it, in which the zone is a number. */
function hostFor(host: string): string {
  const [address = '', zone] = host.split('%');
  if (zone === undefined) return address.includes(':') ? `[${address}]` : address;
  return `${address.replaceAll(':', '-')}s${/^\d+$/.test(zone) ? zone : 2}.scoped.localsend.internal`;
}

export async function collected(answer: Readable): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
