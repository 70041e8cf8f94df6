// An official LocalSend app for tests, as it behaves on the wire: 1.18.2 or 1.17.0. A witness, so nothing of Ferry is in
// it; README.md says where each behaviour comes from.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Calls, collected, type Place } from './call.ts';
import { type AppCertificate, makeCertificate } from './certificate.ts';
import { type Device, Discovery } from './discovery.ts';
import { type Item, sourcesOf } from './items.ts';
import { type Listening, listen, type Visitor } from './listen.ts';
import {
  type Info,
  infoFor,
  Malformed,
  type Peer,
  peerFor,
  Reader,
  readJson,
  type Version,
  WIRE_VERSION,
} from './messages.ts';
import { type Asked, Receiver, type ReceiverOptions, type Reply } from './receiver.ts';
import { Sending } from './sending.ts';
import { answerNonce, answerThirdRegister } from './third.ts';

export interface AppOptions extends ReceiverOptions {
  readonly alias: string;
  /** Made with the first key for its version without it; two apps of one test have two. */
  readonly certificate?: AppCertificate;
  readonly port?: number;
  /** Where it listens, and where its calls come from; `::` for all there is. */
  readonly interfaceAddress?: string;
  readonly isPlain?: boolean;
  /** The port of the group, 0 for one that is free; without it, it neither announces nor hears. */
  readonly multicastPort?: number;
  /** IPv4 addresses or `::%eth0`; the one that it listens on without it. */
  readonly multicastInterfaces?: readonly string[];
  /** The waits before its announcements when it starts: in the app they are 100, 500 and 2000 ms. */
  readonly announces?: readonly number[];
  readonly discoveryTimeoutMs?: number;
}

/** What came to an app, for tests that look at how it was asked. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly visitor: Visitor;
  /** What it was answered, once it was. */
  status: number | null;
}

const LOOPBACK = '127.0.0.1';
const PREFIX = '/api/localsend';
const NOT_FOUND: Reply = { status: 404 };

export async function startApp(options: AppOptions): Promise<App> {
  const app = new App(options);
  await app.start();
  return app;
}

export class App {
  readonly version: Version;
  readonly certificate: AppCertificate;
  /** All that it was asked, oldest first. */
  readonly requests: SeenRequest[] = [];
  readonly #options: AppOptions;
  readonly #receiver: Receiver;
  readonly #discovery: Discovery;
  readonly #sendings: Sending[] = [];
  #listening: Listening | null = null;
  #announcing = Promise.resolve();

  constructor(options: AppOptions) {
    this.version = options.version;
    this.certificate = options.certificate ?? makeCertificate(options.version);
    this.#options = options;
    this.#receiver = new Receiver(options);
    const { multicastPort: port, interfaceAddress = LOOPBACK, multicastInterfaces = [interfaceAddress] } = options;
    this.#discovery = new Discovery({
      version: options.version,
      me: () => this.#me,
      calls: (place, pin) => this.#calls(place, pin),
      multicast: port === undefined ? null : { port, interfaces: multicastInterfaces },
      timeoutMs: options.discoveryTimeoutMs ?? 500,
    });
  }

  async start(): Promise<void> {
    const { port = 0, interfaceAddress: host = LOOPBACK, isPlain = false, announces = [] } = this.#options;
    this.#listening = await listen({
      ...{ certificate: this.certificate, isPlain, demandsCertificate: this.version === '1.18', host, port },
      onRequest: (request, response, visitor) => this.#answer(request, response, visitor),
    });
    await this.#discovery.open();
    this.#announcing = this.#discovery.announce(announces);
  }

  get port(): number {
    return this.#listening?.port ?? 0;
  }

  get multicastPort(): number {
    return this.#discovery.port;
  }

  /** How others see it. */
  get device(): Device {
    const { alias, version, fingerprint, protocol, port } = this.#me;
    const host = this.#options.interfaceAddress ?? LOOPBACK;
    return { alias, version, fingerprint, place: { host, port, protocol } };
  }

  /** Whom it has found, by fingerprint. */
  get devices(): ReadonlyMap<string, Device> {
    return this.#discovery.devices;
  }

  /** The messages that were read on it. */
  get messages(): readonly string[] {
    return this.#receiver.messages;
  }

  /** What it receives, or received last. */
  get receiving(): Receiver['session'] {
    return this.#receiver.session;
  }

  nextAsked(): Promise<Asked> {
    return this.#receiver.nextAsked();
  }

  pressDone(): void {
    this.#receiver.pressDone();
  }

  announce(waitsMs: readonly number[] = [0]): Promise<void> {
    return this.#discovery.announce(waitsMs);
  }

  lookAt(place: Place): Promise<Device | null> {
    return this.#discovery.lookAt(place);
  }

  /** The person chose these things and this device; 1.18 talks to nobody else who is there by now. */
  async send(
    to: Pick<Device, 'place' | 'fingerprint'>,
    items: readonly Item[],
    { askPin = (): string | null => null }: { readonly askPin?: (tries: number) => string | null } = {},
  ): Promise<Sending> {
    const sources = await sourcesOf(this.version, items);
    const { host: address } = to.place;
    const calls = this.#calls(to.place, to.fingerprint);
    const info = peerFor(this.version, this.#me);
    const sending = new Sending({ version: this.version, calls, address, info, sources, askPin });
    this.#sendings.push(sending);
    return sending;
  }

  /** The person stops what comes in: the sender is told, at the port that it said. */
  async cancelReceiving(): Promise<void> {
    const session = this.#receiver.cancel();
    if (session === null) return;
    const { port, protocol } = session.asked.info;
    const { address: host, fingerprint } = session.sender;
    const calls = this.#calls({ host, port, protocol }, fingerprint);
    const path = `${PREFIX}/v2/cancel?sessionId=${session.id}`;
    // Whoever doesn't hear it finds out with the next file.
    await calls.ask({ method: 'POST', path }).catch(() => undefined);
    calls.close();
  }

  /** Nobody comes in any more, as behind a firewall; what it says is still heard. */
  async stopServing(): Promise<void> {
    await this.#listening?.close();
  }

  async close(): Promise<void> {
    this.#discovery.close();
    for (const sending of this.#sendings) sending.close();
    await this.stopServing();
    await this.#announcing;
  }

  get #me(): Peer {
    const { alias, isPlain = false } = this.#options;
    return {
      ...{ alias, version: WIRE_VERSION[this.version], deviceModel: 'Linux', deviceType: 'desktop' },
      // Without encryption it says the same, and it proves nothing.
      ...{ fingerprint: this.certificate.fingerprint, download: false },
      ...{ port: this.port, protocol: isPlain ? 'http' : 'https' },
    };
  }

  #calls(place: Place, pin: string | null): Calls {
    const { interfaceAddress } = this.#options;
    const localAddress = interfaceAddress === '::' ? undefined : interfaceAddress;
    return new Calls({ version: this.version, certificate: this.certificate, localAddress }, place, pin);
  }

  async #answer(request: IncomingMessage, response: ServerResponse, visitor: Visitor): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://app');
    const { method = '', headers } = request;
    const query = Object.fromEntries(url.searchParams);
    const seen: SeenRequest = { method, path: url.pathname, query, headers, visitor, status: null };
    this.requests.push(seen);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const { status, json } = await this.#route(request, url, visitor, gone.signal);
    seen.status = status;
    // A word of why goes with each refusal, except where nothing is known to be there.
    const body = json ?? (status >= 400 && status !== 404 ? { message: `${status}` } : undefined);
    response.writeHead(status, body === undefined ? {} : { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  async #route(request: IncomingMessage, url: URL, visitor: Visitor, gone: AbortSignal): Promise<Reply> {
    const { pathname, searchParams: query } = url;
    const route = pathname.startsWith(PREFIX) ? pathname.slice(PREFIX.length) : null;
    switch (`${request.method} ${route}`) {
      case 'GET /v1/info':
      case 'GET /v2/info':
        return this.#tellInfo(query.get('fingerprint'));
      case 'POST /v2/prepare-upload':
        return await this.#receiver.prepareUpload(visitor, query.get('pin'), request, gone);
      case 'POST /v2/upload':
        return await this.#receiver.upload(visitor, query, request);
      case 'POST /v2/cancel':
        return this.#cancel(visitor, query.get('sessionId'));
      default:
        // Whoever looks with a browser finds that nothing is shared.
        if (pathname === '/') return { status: 403 };
        return request.method === 'POST' ? this.#acquaint(`${route}`, await collected(request), visitor) : NOT_FOUND;
    }
  }

  /** The routes by which apps get to know each other, some of them of one version only. */
  #acquaint(route: string, bytes: Uint8Array, visitor: Visitor): Reply {
    try {
      if (route === '/v2/register') return this.#register(bytes, visitor);
      if (this.version === '1.17') return route === '/v1/register' ? this.#register(bytes, visitor) : NOT_FOUND;
      if (route === '/v3/nonce') return answerNonce(bytes);
      return route === '/v3/register' ? answerThirdRegister(bytes, this.#options.alias) : NOT_FOUND;
    } catch (error) {
      if (error instanceof Malformed) return { status: 400 };
      throw error;
    }
  }

  /** 1.17 tells itself apart from others by this. */
  #tellInfo(asker: string | null): Reply {
    if (this.version === '1.17' && asker === this.certificate.fingerprint) return { status: 412 };
    const info: Info = this.#me;
    const { alias, version, deviceModel, deviceType, fingerprint, download } = info;
    return {
      status: 200,
      json: infoFor(this.version, { alias, version, deviceModel, deviceType, fingerprint, download }),
    };
  }

  #register(bytes: Uint8Array, visitor: Visitor): Reply {
    const peer = new Reader(this.version).peer(readJson(bytes), this.#me);
    if (this.version === '1.17' && peer.fingerprint === this.certificate.fingerprint) return { status: 412 };
    // Whoever says to be another than the certificate is answered all the same, and forgotten.
    const isLying = visitor.fingerprint !== null && peer.fingerprint.toUpperCase() !== visitor.fingerprint;
    if (!isLying) this.#discovery.heardOf(peer, visitor.address);
    return this.#tellInfo(null);
  }

  /** One route for both halves of the app; 1.18 never says whether there was anything to stop. */
  #cancel(visitor: Visitor, sessionId: string | null): Reply {
    const isMeant =
      this.#receiver.hearsCancel(visitor, sessionId) ||
      this.#sendings.some((sending) => sending.hearsCancel(visitor.address, sessionId));
    return { status: isMeant || this.version === '1.18' ? 200 : 403 };
  }
}
