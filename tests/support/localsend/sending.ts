// One transfer that an app sends, from the question to the last file. Facts 0.3, 0.6 and 1.5.
import type { Readable } from 'node:stream';
import type { Answer, Calls } from './call.ts';
import type { Source } from './items.ts';
import { type Accepted, fileFor, type Json, Reader, readJson, type Version } from './messages.ts';

export type SentState =
  | 'waiting'
  | 'sending'
  | 'finished'
  | 'finishedWithErrors'
  | 'declined'
  | 'busy'
  | 'wrongPin'
  | 'tooManyAttempts'
  | 'failed'
  | 'canceledBySender'
  | 'canceledByReceiver';

export interface SentFile {
  readonly source: Source;
  state: 'waiting' | 'sending' | 'finished' | 'skipped' | 'failed';
  /** What each of its uploads was answered. */
  readonly statuses: number[];
}

export interface SendingOptions {
  readonly version: Version;
  readonly calls: Calls;
  /** The other's address: only what comes from there can stop this. */
  readonly address: string;
  readonly info: Json;
  readonly sources: readonly Source[];
  /** Asked when a PIN is wanted; null gives up. */
  readonly askPin: (tries: number) => string | null;
}

const API = '/api/localsend/v2';
const AT_ONCE = 2;
const MOST_UPLOADS = 3;

export class Sending {
  readonly files: readonly SentFile[];
  readonly #options: SendingOptions;
  readonly #asking = new AbortController();
  readonly #uploading = new AbortController();
  readonly #end = Promise.withResolvers<SentState>();
  #state: SentState = 'waiting';
  #accepted: Accepted | null = null;
  /** What stopped it before it was answered. */
  trouble: unknown = null;

  constructor(options: SendingOptions) {
    this.#options = options;
    this.files = options.sources.map((source) => ({ source, state: 'waiting', statuses: [] }));
    this.#run().catch((error: unknown) => {
      this.trouble = error;
      this.#finish('failed');
    });
  }

  get state(): SentState {
    return this.#state;
  }

  get ended(): Promise<SentState> {
    return this.#end.promise;
  }

  get sessionId(): string | null {
    return this.#accepted?.sessionId ?? null;
  }

  /** By name, in the order of the request. */
  get outcome(): Readonly<Record<string, SentFile['state']>> {
    return Object.fromEntries(this.files.map(({ source, state }) => [source.info.fileName, state]));
  }

  /**
   * The person stops it. While it waits 1.18 only hangs up, and 1.17 says so, without an id that it can't know. What is
   * being uploaded is broken off, and that may be seen before the word that says why.
   */
  async cancel(): Promise<void> {
    const { version } = this.#options;
    const before = this.#state;
    this.#finish('canceledBySender');
    if (before === 'sending') {
      this.#uploading.abort();
      await this.#post('/cancel', { sessionId: this.sessionId ?? '' });
    } else if (before === 'waiting') {
      if (version === '1.17') await this.#post('/cancel', {});
      this.#asking.abort();
    }
  }

  /** Whether it was meant for this transfer, and comes from whom it should. */
  hearsCancel(address: string, sessionId: string | null): boolean {
    if (this.#state !== 'sending' || address !== this.#options.address || sessionId !== this.sessionId) return false;
    this.#finish('canceledByReceiver');
    this.#uploading.abort();
    return true;
  }

  /** The button beside a file that failed, which brings a transfer of 1.17 to a better end. */
  async retry(fileName: string): Promise<void> {
    const file = this.files.find(({ source }) => source.info.fileName === fileName);
    if (file?.state === 'failed' && this.#state === 'finishedWithErrors') await this.#send(file);
    if (this.files.every(({ state }) => state === 'finished' || state === 'skipped')) this.#finish('finished');
  }

  /** The app is closed. */
  close(): void {
    this.#asking.abort();
    this.#uploading.abort();
    this.#options.calls.close();
  }

  async #run(): Promise<void> {
    const answer = await this.#prepare();
    if (this.#state !== 'waiting') return;
    if (answer.status !== 200) return this.#finish(ENDS[answer.status] ?? 'failed');
    this.#accepted = new Reader(this.#options.version).accepted(readJson(answer.bytes));
    this.#state = 'sending';
    for (const file of this.files) if (this.#tokenOf(file) === undefined) file.state = 'skipped';
    const queue = this.files.filter(({ state }) => state === 'waiting').values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const file of queue) if (this.#state === 'sending') await this.#send(file);
      }),
    );
    if (this.#state !== 'sending') return;
    this.#finish(this.files.some(({ state }) => state === 'failed') ? 'finishedWithErrors' : 'finished');
  }

  /** Waits for the person there for as long as that takes (30 days in 1.17), and asks the one here for the PIN. */
  async #prepare(): Promise<Answer> {
    const { version, info, sources, askPin } = this.#options;
    const files = Object.fromEntries(sources.map((source) => [source.info.id, fileFor(version, source.info)]));
    let pin: string | null = null;
    for (let tries = 1; ; tries++) {
      const answer = await this.#options.calls.ask({
        ...{ method: 'POST', path: `${API}/prepare-upload${queryOf(version, pin === null ? {} : { pin })}` },
        ...{ json: { info, files }, signal: this.#asking.signal },
      });
      pin = answer.status === 401 ? askPin(tries) : null;
      if (pin === null) return answer;
    }
  }

  /** With the same token again where the content came otherwise than it was announced. */
  async #send(file: SentFile): Promise<void> {
    file.state = 'sending';
    let status = 0;
    for (let tries = 0; tries < MOST_UPLOADS; tries++) {
      status = await this.#upload(file).catch(() => 0);
      file.statuses.push(status);
      if (status !== 422) break;
    }
    file.state = status === 200 ? 'finished' : 'failed';
  }

  async #upload(file: SentFile): Promise<number> {
    const { info, open } = file.source;
    const ids = { sessionId: this.sessionId ?? '', fileId: info.id, token: this.#tokenOf(file) ?? '' };
    const body: Readable = open();
    // 1.18 doesn't say how much will come; 1.17 does, and what kind it is.
    const said = this.#options.version === '1.17' ? { length: info.size, type: info.fileType } : {};
    const asked = {
      method: 'POST',
      path: `${API}/upload${queryOf(this.#options.version, ids)}`,
      signal: this.#uploading.signal,
    } as const;
    const { status } = await this.#options.calls.ask({ ...asked, body, ...said });
    return status;
  }

  async #post(route: string, query: Readonly<Record<string, string>>): Promise<void> {
    // Whoever doesn't hear it finds out by what doesn't come.
    await this.#options.calls
      .ask({ method: 'POST', path: `${API}${route}${queryOf(this.#options.version, query)}` })
      .catch(() => undefined);
  }

  #tokenOf({ source }: SentFile): string | undefined {
    return this.#accepted?.tokens.get(source.info.id);
  }

  #finish(state: SentState): void {
    this.#state = state;
    this.#end.resolve(state);
  }
}

const ENDS: Readonly<Record<number, SentState>> = {
  204: 'finished',
  401: 'wrongPin',
  403: 'declined',
  409: 'busy',
  429: 'tooManyAttempts',
};

/** 1.18 writes what was typed as it is, but for what no URL may hold at all. */
function queryOf(version: Version, query: Readonly<Record<string, string>>): string {
  const asTyped = Object.entries(query).map(([name, value]) => `${name}=${encodeURI(value)}`);
  const text = version === '1.18' ? asTyped.join('&') : new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
}
