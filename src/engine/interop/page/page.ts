// One page for devices without any app, on a port of its own, for as long as its link is worth something: until its person
// ends it, nobody uses it, or its time is over.
import { randomBytes } from 'node:crypto';
import type { ServerOptions as TlsOptions } from 'node:https';
import type { PageWording, PageWords, ShownPage } from '../../../contract/pages.ts';
import { isEqual } from '../../crypto/hash.ts';
import type { Clock, Log } from '../../ports.ts';
import { Room, wordsOf } from '../http/body.ts';
import { Door } from '../http/door.ts';
import type { Exchange } from '../http/exchange.ts';
import { BodyError } from '../http/guarded-body.ts';
import { isLikelyJson } from '../http/json-shape.ts';
import { type Answer, NOT_FOUND, say } from './answers.ts';
import { type Facts, gonePage, listPage, pinPage, receivePage, STYLE, sharePage } from './documents.ts';
import { type Downloads, GONE } from './downloads.ts';
import { Entrance } from './entrance.ts';
import { type OwnOrigin, refusalOf } from './first-look.ts';
import { languagesIn } from './languages.ts';
import type { PageLimits } from './limits.ts';
import { RECEIVE_SCRIPT, SHARE_SCRIPT } from './scripts.ts';
import type { Uploads } from './uploads.ts';

export type Purpose =
  | { readonly kind: 'share'; readonly downloads: Downloads; readonly files: number; readonly bytes: number }
  | { readonly kind: 'receive'; readonly uploads: Uploads };

export interface PageNeeds {
  /** The part of the link that nobody guesses. */
  readonly token: string;
  readonly pin: string | null;
  readonly purpose: Purpose;
  readonly tls: TlsOptions | null;
  readonly port: number;
  readonly host: string | null;
  /** How this device may be called now: the addresses that it is reached by. */
  readonly hosts: () => ReadonlySet<string>;
  readonly device: () => string;
  readonly wording: PageWording;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: PageLimits;
  readonly onChange: () => void;
  /** `guessed`: too many wrong PINs; else its time. It is closed by whoever hears that. */
  readonly onOver: (why: 'guessed' | 'time') => void;
}

interface Visitor {
  readonly address: string;
}

interface Asked {
  readonly exchange: Exchange;
  readonly address: string;
  readonly signal: AbortSignal;
  /** What stands behind the token, name by name. */
  readonly names: readonly string[];
  readonly words: PageWords;
}

/** Renewed no more often than that: everybody who looks at the page's row hears of each. */
const RENEW_MS = 60_000;

const SCRIPTS: Readonly<Record<string, string>> = { 'share.js': SHARE_SCRIPT, 'receive.js': RECEIVE_SCRIPT };

export class Page {
  readonly #needs: PageNeeds;
  readonly #door: Door<Visitor>;
  readonly #entrance: Entrance;
  readonly #room: Room;
  readonly #madeAt: number;
  #until: number;
  /** What is asked and not answered yet. */
  #answering = 0;
  #cancelEnd: () => void = () => undefined;

  constructor(needs: PageNeeds) {
    const { limits, clock, log, host } = needs;
    this.#needs = needs;
    this.#room = new Room(limits.offerBytesInAll);
    this.#madeAt = clock.now();
    this.#until = this.#madeAt + limits.unusedMs;
    this.#entrance = new Entrance({
      pin: needs.pin,
      tries: limits.pinTries,
      most: limits.letIn,
      random: randomBytes,
      onGuessed: () => needs.onOver('guessed'),
    });
    this.#door = new Door<Visitor>({
      port: needs.port,
      ...(host === null ? {} : { host }),
      tls: needs.tls,
      limits,
      clock,
      // Whoever comes by an interface that is off gets no byte.
      isNeighbour: (_address, localAddress) => needs.hosts().has(hostOf(localAddress)),
      visitorOf: (address) => ({ address }),
      isWelcome: () => true,
      answer: (exchange, visitor, signal) => this.#answer(exchange, visitor, signal),
      onRefused: (reason) => log('debug', 'page.visitor_refused', { reason }),
      onFailed: () => log('warn', 'page.server_failed'),
    });
  }

  async open(): Promise<void> {
    await this.#door.listen();
    this.#awaitEnd();
  }

  get port(): number {
    return this.#door.port;
  }

  get until(): number {
    return this.#until;
  }

  get scheme(): 'http' | 'https' {
    return this.#needs.tls === null ? 'http' : 'https';
  }

  /** With it all that comes or goes by it. */
  async close(): Promise<void> {
    this.#cancelEnd();
    const { purpose } = this.#needs;
    if (purpose.kind === 'receive') purpose.uploads.close();
    await this.#door.close();
  }

  /** It is of use to somebody: it stays as long as it would if it were made now, but not for ever. */
  used(): void {
    const { clock, limits, onChange } = this.#needs;
    const until = Math.min(clock.now() + limits.unusedMs, this.#madeAt + limits.lifeMs);
    if (until - this.#until < RENEW_MS) return;
    this.#until = until;
    this.#awaitEnd();
    onChange();
  }

  #awaitEnd(): void {
    const { clock } = this.#needs;
    this.#cancelEnd();
    this.#cancelEnd = clock.after(Math.max(0, this.#until - clock.now()), () => this.#due());
  }

  /** What takes long is use as well. */
  #due(): void {
    const { clock, onOver } = this.#needs;
    if (this.#isBusy) this.used();
    if (this.#until <= clock.now()) onOver('time');
  }

  get #isBusy(): boolean {
    const { purpose } = this.#needs;
    return this.#answering > 0 || (purpose.kind === 'receive' && purpose.uploads.isBusy);
  }

  async #answer(exchange: Exchange, { address }: Visitor, signal: AbortSignal): Promise<() => void> {
    const { limits, clock, log } = this.#needs;
    this.#answering++;
    const answer = await this.#answerTo(exchange, address, signal).catch((error: unknown): Answer | null => {
      if (error instanceof BodyError) return { status: STATUS_OF_FAULT[error.fault], isLast: true };
      if (!signal.aborted) log('warn', 'page.request_failed', { error: error instanceof Error ? error.name : '' });
      return { status: 500, isLast: true };
    });
    this.#answering--;
    return () => {
      if (answer !== null) say(exchange, answer, limits, clock);
      else if (exchange.response.headersSent && !exchange.response.writableEnded) exchange.response.destroy();
    };
  }

  async #answerTo(exchange: Exchange, address: string, signal: AbortSignal): Promise<Answer | null> {
    const { request } = exchange;
    const refusal = refusalOf(request, this.#origin, this.#needs.limits.headers);
    if (refusal !== null) return { status: refusal, isLast: true };
    const names = this.#namesIn(request.url ?? '');
    if (names === null) return { ...NOT_FOUND, isLast: request.method === 'POST' };
    const words = this.#needs.wording.words(languagesIn(request.headers['accept-language']));
    const asked: Asked = { exchange, address, signal, names, words };
    const [first = '', ...others] = names;
    if (first === 'page.css' && others.length === 0)
      return { status: 200, type: 'text/css; charset=utf-8', body: STYLE };
    if (first === 'enter' && request.method === 'POST') return this.#enter(asked);
    if (!this.#entrance.mayPass(request.headers.cookie))
      return names.length === 0 ? this.#pinPage(asked, null) : { status: 403, isLast: request.method === 'POST' };
    const script = SCRIPTS[first];
    if (script !== undefined && others.length === 0)
      return { status: 200, type: 'text/javascript; charset=utf-8', body: script };
    const { purpose } = this.#needs;
    const answer = await (purpose.kind === 'share'
      ? this.#share(asked, purpose)
      : this.#receive(asked, purpose.uploads));
    return answer;
  }

  /** Compared as they are written: nothing in a path leads to a file or a folder. Null: not of this link. */
  #namesIn(url: string): readonly string[] | null {
    const [path = ''] = url.split('?');
    const [before, token = '', ...names] = path.split('/');
    const isOurs = before === '' && isEqual(Buffer.from(token), Buffer.from(this.#needs.token));
    return isOurs ? names : null;
  }

  async #share(asked: Asked, { downloads, files, bytes }: Sharing): Promise<Answer | null> {
    const { exchange, names, words } = asked;
    const [first = '', second = '', third] = names;
    if (exchange.request.method === 'POST' || third !== undefined) return { ...NOT_FOUND, isLast: true };
    const facts = this.#facts(words);
    switch (first) {
      case '':
        return names.length === 0 ? sharePage(facts, { files, bytes }) : NOT_FOUND;
      case 'about':
        return names.length === 1 ? downloads.about(words) : NOT_FOUND;
      case 'list':
        return names.length === 1 ? listPage(facts, downloads.listed, downloads.unlisted) : NOT_FOUND;
      case 'all':
        this.used();
        return names.length === 1 ? inWords(await downloads.all(asked), facts) : NOT_FOUND;
      case 'file':
        this.used();
        return inWords(await downloads.file(asked, second), facts);
      default:
        return NOT_FOUND;
    }
  }

  async #receive(asked: Asked, uploads: Uploads): Promise<Answer | null> {
    const { exchange, address, names, words } = asked;
    const [first = '', id = '', at = ''] = names;
    if (exchange.request.method !== 'POST') {
      if (names.length === 0) return receivePage(this.#facts(words));
      return first === 'offer' && names.length === 2 ? uploads.look(address, id) : NOT_FOUND;
    }
    const what = `${first}/${names.length}`;
    if (what === 'offer/1') return this.#offer(asked, uploads);
    if (what === 'cancel/2') return uploads.cancel(address, id);
    if (what !== 'upload/3') return { ...NOT_FOUND, isLast: true };
    return uploads.file(exchange, address, id, at);
  }

  async #offer({ exchange, address }: Asked, uploads: Uploads): Promise<Answer> {
    const refusal = uploads.mayOffer(address);
    if (refusal !== null) return { ...refusal, isLast: true };
    const { offerBytes } = this.#needs.limits;
    const words = await this.#words(exchange, offerBytes);
    return isLikelyJson(words) ? uploads.offer(address, words) : { status: 400, isLast: true };
  }

  async #enter(asked: Asked): Promise<Answer> {
    const { token } = this.#needs;
    const form = new URLSearchParams((await this.#words(asked.exchange, this.#needs.limits.formBytes)).toString());
    const cookie = this.#entrance.enter(form.get('pin') ?? '', `/${token}`, this.scheme === 'https');
    if (cookie === null) return { ...this.#pinPage(asked, this.#entrance.triesLeft), status: 403 };
    this.used();
    return { status: 303, headers: { location: `/${token}`, 'set-cookie': cookie } };
  }

  #pinPage({ words }: Asked, triesLeft: number | null): Answer {
    const facts = this.#facts(words);
    const { kind } = this.#needs.purpose;
    const title = kind === 'share' ? words.shareTitle(facts.device) : words.receiveTitle(facts.device);
    return pinPage(facts, title, triesLeft);
  }

  #words(exchange: Exchange, mostBytes: number): Promise<Buffer> {
    const { clock, limits } = this.#needs;
    return wordsOf(exchange, {
      clock,
      mostBytes,
      silenceMs: limits.wordsSilenceMs,
      bytesPerSecond: limits.wordsBytesPerSecond,
      behindMs: limits.wordsSilenceMs,
      freeBytes: limits.formBytes,
      room: this.#room,
    });
  }

  #facts(words: PageWords) {
    const { token, tls, device } = this.#needs;
    return { token, device: device(), isPlain: tls === null, words };
  }

  get #origin(): OwnOrigin {
    return { scheme: this.scheme, port: this.port, hosts: this.#needs.hosts() };
  }
}

type Sharing = Extract<Purpose, { kind: 'share' }>;

/** A person has pressed a link, and sees what becomes of that. */
const inWords = (answer: Answer | null, facts: Facts): Answer | null => (answer === GONE ? gonePage(facts) : answer);

const STATUS_OF_FAULT = { 'too much': 413, 'too slow': 408, gone: 400 } as const;

/** As it is written in a link. */
export const hostOf = (address: string): string => (address.includes(':') ? `[${address.toLowerCase()}]` : address);

/** The one to try first has names that are easily typed. */
export function linksOf(page: Page, hosts: readonly string[], token: string): ShownPage['links'] {
  return hosts.map((host) => `${page.scheme}://${hostOf(host)}:${page.port}/${token}`);
}
