// What visitors of a page download: each file by its number, whole or a stretch of it, or all of them as one ZIP file.
import type { ServerResponse } from 'node:http';
import { showHidden } from '../../../base/text.ts';
import type { PageWords } from '../../../contract/pages.ts';
import type { Clock } from '../../ports.ts';
import { FileTrouble } from '../../transfer/source-file.ts';
import type { Exchange } from '../http/exchange.ts';
import { type Answer, COMMON_HEADERS, json, NOT_FOUND, pour, savedAs } from './answers.ts';
import type { PageLimits } from './limits.ts';
import { stretchIn } from './range.ts';
import { areAsListed, openShared, type SharedEntry, type SharedFiles } from './shared-files.ts';
import { type ZipEntry, zipBytes, zipOf } from './zip.ts';
import { ZipNames } from './zip-names.ts';

export interface DownloadNeeds {
  readonly shared: SharedFiles;
  /** What the ZIP file is called, without its ending. */
  readonly name: string;
  readonly limits: PageLimits;
  readonly clock: Clock;
  /** So much is to go out: resolves when it may. */
  readonly pay: (bytes: number, signal: AbortSignal) => Promise<void>;
  /** Somebody has got one to its end, at that address. */
  readonly onDownloaded: (address: string) => void;
  /** Made for this page, so that what is told of a file can't be compared with anything. */
  readonly secret: Uint8Array;
}

export interface AskedFile {
  readonly exchange: Exchange;
  readonly address: string;
  readonly signal: AbortSignal;
}

/** It was there, and isn't any more as it was. */
export const GONE: Answer = { status: 410 };

const FILE_HEADERS = {
  ...COMMON_HEADERS,
  // Wherever a browser shows it nevertheless, it is nobody's page and runs nothing.
  'content-security-policy': `${COMMON_HEADERS['content-security-policy']}; sandbox`,
};

export class Downloads {
  readonly #needs: DownloadNeeds;
  /** By their numbers. */
  readonly #files: readonly SharedEntry[];
  #zip: readonly ZipEntry[] | null = null;
  /** Whether all of it is there as it was, while that is looked up. */
  #looking: Promise<boolean> | null = null;

  constructor(needs: DownloadNeeds) {
    this.#needs = needs;
    this.#files = needs.shared.entries.filter(({ entry }) => entry.kind === 'file');
  }

  get listed(): readonly { readonly id: number; readonly name: string; readonly bytes: number }[] {
    return this.#files.slice(0, this.#needs.limits.listed).map(({ names, entry }, id) => ({
      id,
      name: showHidden(names.join('/')),
      bytes: entry.size,
    }));
  }

  get unlisted(): number {
    return this.#files.length - this.listed.length;
  }

  about(words: PageWords): Answer {
    const more = this.unlisted === 0 ? null : words.onlyInAll(this.unlisted);
    return json({ files: this.listed.map((file) => ({ ...file, size: words.size(file.bytes) })), more });
  }

  /** Null once something of it has gone out: then all is said. */
  async file(asked: AskedFile, id: string): Promise<Answer | null> {
    const { exchange } = asked;
    const found = /^(0|[1-9]\d{0,6})$/.test(id) ? this.#files[Number(id)] : undefined;
    if (found === undefined) return NOT_FOUND;
    const open = await openShared(found).catch((error: unknown) => {
      if (error instanceof FileTrouble) return null;
      throw error;
    });
    if (open === null) return GONE;
    try {
      const { headers, method } = exchange.request;
      const { size, name } = found.entry;
      const tag = open.tag(this.#needs.secret);
      const isSame = headers['if-range'] === undefined || headers['if-range'] === tag;
      const stretch = method === 'GET' && isSame ? stretchIn(headers.range, size) : null;
      if (stretch === 'unfit') return { status: 416, headers: { 'content-range': `bytes */${size}` } };
      const { from, to } = stretch ?? { from: 0, to: size };
      exchange.response.writeHead(stretch === null ? 200 : 206, {
        ...FILE_HEADERS,
        ...(stretch === null ? {} : { 'content-range': `bytes ${from}-${to - 1}/${size}` }),
        'content-type': 'application/octet-stream',
        'content-length': to - from,
        'content-disposition': savedAs(name),
        'accept-ranges': 'bytes',
        etag: tag,
      });
      await this.#send(asked, open.pieces({ from, to }), to === size);
      return null;
    } finally {
      await open.close();
    }
  }

  async all(asked: AskedFile): Promise<Answer | null> {
    if (!(await this.#areAsListed())) return GONE;
    this.#zip ??= this.#zipEntries();
    const entries = this.#zip;
    asked.exchange.response.writeHead(200, {
      ...FILE_HEADERS,
      'content-type': 'application/zip',
      'content-length': zipBytes(entries),
      'content-disposition': savedAs(`${this.#needs.name}.zip`),
      'accept-ranges': 'none',
    });
    await this.#send(
      asked,
      zipOf(entries, (index) => this.#contentOf(index)),
      true,
    );
    return null;
  }

  /** Once for all that ask meanwhile: whoever asks and goes, again and again, has nothing done that waits for nobody. */
  #areAsListed(): Promise<boolean> {
    this.#looking ??= areAsListed(this.#needs.shared.entries).finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  #zipEntries(): readonly ZipEntry[] {
    const names = new ZipNames();
    return this.#needs.shared.entries.map(({ entry }) => ({
      name: names.add(entry.name, entry.depth, entry.kind === 'folder'),
      size: entry.size,
      modifiedMs: entry.modifiedMs,
    }));
  }

  async *#contentOf(index: number): AsyncGenerator<Buffer> {
    const shared = this.#needs.shared.entries[index];
    if (shared === undefined || shared.entry.kind === 'folder') return;
    const open = await openShared(shared);
    try {
      yield* open.pieces({ from: 0, to: shared.entry.size });
    } finally {
      await open.close();
    }
  }

  /** What has changed meanwhile is broken off, so that nobody takes it for whole. */
  async #send({ exchange, address, signal }: AskedFile, pieces: AsyncIterable<Buffer>, isLast: boolean) {
    const { request, response } = exchange;
    if (request.method === 'HEAD') return void response.end();
    const { clock, limits, pay, onDownloaded } = this.#needs;
    const silenceMs = limits.downloadSilenceMs;
    try {
      const isWhole = await pour(response, pieces, { signal, clock, silenceMs, pay: (bytes) => pay(bytes, signal) });
      if (!isWhole) return void response.destroy();
      response.end();
      if (!isLast) return;
      if (await finished(response, clock, silenceMs)) onDownloaded(address);
      else response.destroy();
    } catch (error) {
      response.destroy();
      if (!(error instanceof FileTrouble)) throw error;
    }
  }
}

/** False where whoever it is for went away before that, or takes nothing more of it. */
const finished = (response: ServerResponse, clock: Clock, silenceMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const settle = (): void => {
      cancel();
      resolve(response.writableFinished);
    };
    const cancel = clock.after(silenceMs, settle);
    if (response.writableFinished || response.destroyed) return settle();
    response.once('finish', settle).once('close', settle);
  });
