// The receiving half of an app: who is let in, in which order that is found out, and what the person says. The order
// differs between versions, and so does what is left after a transfer. Facts 1.5 to 1.7 and 3.
import type { Readable } from 'node:stream';
import { collected } from './call.ts';
import type { Visitor } from './listen.ts';
import { type FileInfo, Malformed, messageIn, type PrepareUpload, Reader, readJson, type Version } from './messages.ts';
import { PinDoor } from './pin-door.ts';
import { ReceiveSession, type UploadAnswer } from './receive-session.ts';

/** What the person says; a message that is accepted is read, and nothing is sent for it. */
export type Decision = 'accept' | 'decline' | 'take nothing' | 'fail' | { readonly only: readonly string[] };

/** What the person sees. */
export interface Asked extends PrepareUpload {
  readonly from: Visitor;
  readonly fileNames: readonly string[];
  readonly message: string | null;
  readonly session: ReceiveSession;
  answer(decision: Decision): void;
}

export interface ReceiverOptions {
  readonly version: Version;
  readonly folder: string;
  readonly pin?: string;
  /** Without it, requests wait for whoever takes them from `nextAsked`. */
  readonly decide?: Decision | ((asked: Asked) => Decision | Promise<Decision>);
  /** Closes the page of a transfer that went well; the app by itself waits for its person to. */
  readonly autoFinish?: boolean;
  /** A status instead of what would be right, at one of the requests, from 1 on. */
  readonly prepareAnswer?: (attempt: number) => number | null;
  readonly uploadAnswer?: UploadAnswer;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
}

const USUAL = { port: 53_317, protocol: 'https' } as const;

export class Receiver {
  /** Those that were read. */
  readonly messages: string[] = [];
  readonly #options: ReceiverOptions;
  readonly #reader: Reader;
  readonly #door: PinDoor;
  readonly #asked: Asked[] = [];
  readonly #awaiting: ((asked: Asked) => void)[] = [];
  #session: ReceiveSession | null = null;
  #requests = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#reader = new Reader(options.version);
    this.#door = new PinDoor(options.version, options.pin ?? null);
  }

  /** The present one, or the last until another comes or its page is closed. */
  get session(): ReceiveSession | null {
    return this.#session;
  }

  /** Whoever asks next, or asked and wasn't looked at yet. */
  nextAsked(): Promise<Asked> {
    const waiting = this.#asked.shift();
    return waiting === undefined ? new Promise((resolve) => this.#awaiting.push(resolve)) : Promise.resolve(waiting);
  }

  /** The person closes the page of a transfer that is over. */
  pressDone(): void {
    if (this.#session?.isOver === true) this.#session = null;
  }

  async prepareUpload(from: Visitor, pin: string | null, request: Readable, gone: AbortSignal): Promise<Reply> {
    const told = this.#options.prepareAnswer?.(++this.#requests) ?? null;
    if (told !== null) return { status: told };
    const isStrict = this.#options.version === '1.18';
    const early = (!isStrict && this.#isBusy ? 409 : null) ?? this.#door.refusal(from.address, pin);
    if (early !== null) return { status: early };
    const asked = this.#read(await collected(request));
    if (asked === null) return { status: 400 };
    // For 1.18 a connection that is closed takes the question with it; 1.17 goes on asking until it is told.
    return this.#isBusy ? { status: 409 } : this.#begin(from, asked, isStrict ? gone : null);
  }

  async upload(from: Visitor, query: URLSearchParams, request: Readable): Promise<Reply> {
    const [sessionId, fileId, token] = ['sessionId', 'fileId', 'token'].map((name) => query.get(name));
    if (!sessionId || !fileId || !token) return { status: 400 };
    if (this.#session === null) return { status: this.#options.version === '1.18' ? 403 : 409 };
    const { folder, uploadAnswer = () => null } = this.#options;
    const session = this.#session;
    const status = await session.upload({ sessionId, fileId, token }, from, request, folder, uploadAnswer);
    if (session.state === 'finished' && this.#options.autoFinish === true) this.#forget(session);
    return { status };
  }

  /** Whether it was meant for this half of the app, and allowed. While the person is asked, nobody knows an id yet. */
  hearsCancel(from: Visitor, sessionId: string | null): boolean {
    const session = this.#session;
    if (session === null || session.isOver || session.sender.address !== from.address) return false;
    const isUnsaid = session.state === 'waiting' && (sessionId === null || this.#options.version === '1.17');
    if (!isUnsaid && session.id !== sessionId) return false;
    if (session.state === 'waiting') this.#forget(session);
    session.end('canceledBySender');
    return true;
  }

  /** The person stops what is being received. */
  cancel(): ReceiveSession | null {
    const session = this.#session;
    if (session?.state !== 'receiving') return null;
    session.end('canceledByReceiver');
    this.#forget(session);
    return session;
  }

  /** 1.17 still shows a transfer that is over, and is busy with that. */
  get #isBusy(): boolean {
    return this.#session !== null && (this.#options.version === '1.17' || !this.#session.isOver);
  }

  #read(bytes: Uint8Array): PrepareUpload | null {
    try {
      const asked = this.#reader.prepareUpload(readJson(bytes), USUAL);
      return asked.files.size === 0 ? null : asked;
    } catch (error) {
      if (error instanceof Malformed) return null;
      throw error;
    }
  }

  async #begin(from: Visitor, prepared: PrepareUpload, gone: AbortSignal | null): Promise<Reply> {
    const session = new ReceiveSession(this.#options.version, from, prepared);
    this.#session = session;
    gone?.addEventListener('abort', () => {
      if (session.state === 'waiting') session.end('canceledBySender');
    });
    const decision = await Promise.race([this.#ask(session, from), session.ended.then(() => 'canceled' as const)]);
    if (decision === 'canceled' || session.isOver) return { status: 403 };
    const accepted = this.#acceptedBy(decision, session);
    if (Array.isArray(accepted))
      return { status: 200, json: { sessionId: session.id, files: session.accept(accepted) } };
    session.end(accepted === 204 ? 'finished' : 'declined');
    this.#forget(session);
    return { status: accepted };
  }

  async #ask(session: ReceiveSession, from: Visitor): Promise<Decision> {
    const { promise, resolve } = Promise.withResolvers<Decision>();
    const { files, info } = session.asked;
    const fileNames = [...files.values()].map(({ fileName }) => fileName);
    const asked = { info, files, from, fileNames, message: messageIn(files), session, answer: resolve };
    const { decide } = this.#options;
    const waiter = this.#awaiting.shift();
    if (waiter !== undefined) waiter(asked);
    else this.#asked.push(asked);
    if (decide !== undefined) return typeof decide === 'function' ? await decide(asked) : decide;
    return await promise;
  }

  /** The files to be sent; or the status where none are. */
  #acceptedBy(decision: Decision, { asked: { files } }: ReceiveSession): FileInfo[] | 204 | 403 | 500 {
    if (decision === 'decline') return 403;
    if (decision === 'fail') return 500;
    const message = messageIn(files);
    if (message !== null) this.messages.push(message);
    if (decision === 'take nothing' || message !== null) return 204;
    const all = [...files.values()];
    const taken = decision === 'accept' ? all : all.filter(({ fileName }) => decision.only.includes(fileName));
    return taken.length === 0 ? 204 : taken;
  }

  #forget(session: ReceiveSession): void {
    if (this.#session === session) this.#session = null;
  }
}
