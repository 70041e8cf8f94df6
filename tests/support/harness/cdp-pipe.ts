import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { within } from './deadline.ts';

const ANSWER_TIMEOUT_MS = 20_000;

export type CdpParams = Record<string, unknown>;

interface CdpMessage {
  readonly id?: number;
  readonly method?: string;
  readonly params?: CdpParams;
  readonly result?: CdpParams;
  readonly error?: { readonly message: string; readonly data?: string };
  readonly sessionId?: string;
}

interface Pending {
  readonly method: string;
  resolve(result: CdpParams): void;
  reject(error: Error): void;
}

/** The pipe is gone, so Chromium is (or is about to be): callers that are closing anyway may ignore this one. */
export class CdpClosed extends Error {
  override name = 'CdpClosed';
}

/**
 * The Chrome DevTools Protocol over `--remote-debugging-pipe`: JSON messages, each ended by a NUL. A pipe and not a
 * port, because a port would let any program of this machine drive the window, and because Chromium ends by itself
 * when the pipe closes, however its owner died.
 *
 * Events are emitted as (method, params, sessionId); the event 'gone' once when the pipe is closed.
 */
export class CdpPipe extends EventEmitter<{ event: [string, CdpParams, string | undefined]; gone: [] }> {
  private readonly pending = new Map<number, Pending>();
  private nextId = 0;
  private parts: Buffer[] = [];
  private isGone = false;
  private readonly toChromium: Writable;

  constructor(toChromium: Writable, fromChromium: Readable) {
    super();
    this.toChromium = toChromium;
    // A write that fails (EPIPE) is the same news as the end of the reading side.
    toChromium.on('error', () => this.end());
    fromChromium.on('error', () => this.end());
    fromChromium.on('close', () => this.end());
    fromChromium.on('data', (chunk: Buffer) => this.consume(chunk));
  }

  async send(
    method: string,
    params: CdpParams = {},
    sessionId?: string,
    timeoutMs: number | null = ANSWER_TIMEOUT_MS,
  ): Promise<CdpParams> {
    if (this.isGone) throw new CdpClosed(`Chromium is gone, so ${method} could not be sent.`);
    this.nextId += 1;
    const id = this.nextId;
    const answer = new Promise<CdpParams>((resolve, reject) => {
      this.pending.set(id, { method, resolve, reject });
    });
    this.toChromium.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    if (timeoutMs === null) return answer;
    try {
      return await within(timeoutMs, `Chromium's answer to ${method}`, answer);
    } finally {
      this.pending.delete(id);
    }
  }

  private consume(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0)) {
      const text = Buffer.concat([...this.parts, rest.subarray(0, end)]).toString('utf8');
      this.parts = [];
      rest = rest.subarray(end + 1);
      this.dispatch(JSON.parse(text) as CdpMessage);
    }
    if (rest.length > 0) this.parts.push(rest);
  }

  private dispatch(message: CdpMessage): void {
    if (message.id === undefined) {
      if (message.method !== undefined) this.emit('event', message.method, message.params ?? {}, message.sessionId);
      return;
    }
    const pending = this.pending.get(message.id);
    if (pending === undefined) return;
    this.pending.delete(message.id);
    if (message.error === undefined) pending.resolve(message.result ?? {});
    else pending.reject(new Error(`${pending.method}: ${message.error.message} ${message.error.data ?? ''}`.trim()));
  }

  private end(): void {
    if (this.isGone) return;
    this.isGone = true;
    for (const { method, reject } of this.pending.values()) {
      reject(new CdpClosed(`Chromium went away before it answered ${method}.`));
    }
    this.pending.clear();
    this.emit('gone');
  }
}
