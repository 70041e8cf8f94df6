// Pages for devices without any app, each loaded and opened when it is asked for, and shown as a row for as long as it is
// there.
import { errorInfo } from '../contract/errors.ts';
import type { PageHow, PageWording, ShownPage } from '../contract/pages.ts';
import type { Settings } from '../contract/settings.ts';
import { addressesOf } from './discovery/interfaces.ts';
import { errnoOf, ferryError, systemReason } from './errors.ts';
import type { Page, PageNeeds, Purpose } from './interop/page/page.ts';
import type { UploadNeeds } from './interop/page/uploads.ts';
import type { Clock, Interfaces, Log } from './ports.ts';
import type { Throttle } from './session/throttle.ts';

export interface PageParts extends Pick<UploadNeeds, 'offered'> {
  readonly wording: PageWording | null;
  readonly language: () => Settings['language'];
  readonly name: () => string;
  /** The one address that this device listens on, where that was chosen. */
  readonly address: () => string | null;
  readonly interfaces: () => Interfaces;
  readonly isPaused: () => boolean;
  readonly limit: Pick<Throttle, 'take'>;
  readonly dataDir: string;
  readonly random: (byteCount: number) => Uint8Array;
  readonly clock: Clock;
  readonly log: Log;
  readonly onPage: (id: string, row: ShownPage | null) => void;
}

interface Open {
  /** Null once nobody is let in any more. */
  page: Page | null;
  row: ShownPage;
  readonly forget: () => void;
}

type Content = Pick<ShownPage, 'kind' | 'names' | 'total' | 'skipped'>;
const NOTHING = { names: [], total: { files: 0, folders: 0, bytes: 0 }, skipped: 0 } as const;

const NO_DOWNLOAD = { downloads: 0, lastDownload: null } as const;

/** `gone`: whoever asks for the page; it is there for as long as they are. */
interface Wanted {
  readonly how: PageHow;
  readonly gone: AbortSignal;
}

export class Pages {
  readonly #parts: PageParts;
  readonly #open = new Map<string, Open>();
  /** Those that are being closed. */
  readonly #closing = new Set<Promise<void>>();
  #isClosed = false;

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  async share(paths: readonly string[], wanted: Wanted): Promise<ShownPage> {
    const { dataDir, clock, limit, name } = this.#parts;
    const { rootsOf } = await import('./transfer/plan.ts');
    const { OwnData } = await import('./transfer/own-data.ts');
    const { shareFiles } = await import('./interop/page/shared-files.ts');
    const { Downloads } = await import('./interop/page/downloads.ts');
    const { PAGE_LIMITS: limits } = await import('./interop/page/limits.ts');
    const shared = await shareFiles(rootsOf(paths), new OwnData(dataDir), limits.entries);
    const { summary, names, skipped } = shared;
    const { files, folders, bytes } = summary;
    return this.#begin({ kind: 'share', names, skipped, total: { files, folders, bytes } }, wanted, (id) => ({
      kind: 'share',
      files,
      bytes,
      downloads: new Downloads({
        shared,
        name: name(),
        limits,
        clock,
        secret: this.#parts.random(16),
        pay: (amount, signal) => limit.take(amount, () => signal.aborted),
        onDownloaded: (to) =>
          this.#change(id, ({ downloads }) => ({
            downloads: downloads + 1,
            lastDownload: { at: clock.now(), to },
          })),
      }),
    }));
  }

  async receive(wanted: Wanted): Promise<ShownPage> {
    const { offered, random, clock } = this.#parts;
    const { Uploads } = await import('./interop/page/uploads.ts');
    const { PAGE_LIMITS: limits } = await import('./interop/page/limits.ts');
    const { visitorName } = this.#wording;
    return this.#begin({ kind: 'receive', ...NOTHING }, wanted, (id) => ({
      kind: 'receive',
      uploads: new Uploads({
        offered,
        visitorName: (address) => visitorName(address, this.#parts.language()),
        secret: random(16),
        isPlain: wanted.how.isEncrypted !== true,
        random,
        clock,
        limits,
        onUsed: () => this.#open.get(id)?.page?.used(),
      }),
    }));
  }

  /** Throws where there is none. */
  async stop(id: string): Promise<void> {
    if (!this.#open.has(id)) throw ferryError('page.over', {});
    await this.#end(id);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.#end(id)));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.stopAll();
    await Promise.all(this.#closing);
  }

  async #begin(content: Content, { how, gone }: Wanted, purposeOf: (id: string) => Purpose): Promise<ShownPage> {
    const { random, clock, log, isPaused, address: usual, name } = this.#parts;
    const { linksOf, Page } = await import('./interop/page/page.ts');
    const { MOST_PAGES, PAGE_LIMITS: limits } = await import('./interop/page/limits.ts');
    const { drawCode } = await import('./pairing/code.ts');
    if (isPaused()) throw ferryError('transfer.all_paused', {});
    if (this.#open.size >= MOST_PAGES) throw ferryError('page.too_many', { most: MOST_PAGES });
    const id = Buffer.from(random(8)).toString('hex');
    const token = Buffer.from(random(16)).toString('base64url');
    const pin = how.hasPin ? Buffer.from(drawCode(random).reveal()).toString() : null;
    const address = how.address ?? usual();
    const page = await this.#listening(Page, {
      token,
      pin,
      purpose: purposeOf(id),
      tls: how.isEncrypted ? await ownTls() : null,
      port: how.port ?? 0,
      host: address,
      hosts: () => this.#hosts(address),
      device: name,
      wording: this.#wording,
      clock,
      log,
      limits,
      onChange: () => this.#change(id, () => ({ until: page.until })),
      onOver: (why) => (why === 'guessed' ? this.#shut(id) : void this.#end(id)),
    });
    if (this.#isClosed || gone.aborted) {
      await page.close();
      throw ferryError('page.over', {});
    }
    const links = linksOf(page, this.#ownAddresses(address), token);
    const isPlain = page.scheme === 'http';
    const row = { id, links, pin, isPlain, until: page.until, trouble: null, ...NO_DOWNLOAD, ...content };
    const leave = (): void => void this.#end(id);
    gone.addEventListener('abort', leave, { once: true });
    this.#open.set(id, { page, row, forget: () => gone.removeEventListener('abort', leave) });
    this.#parts.onPage(id, row);
    return row;
  }

  async #listening(Kind: typeof Page, needs: PageNeeds): Promise<Page> {
    const page = new Kind(needs);
    try {
      await page.open();
      return page;
    } catch (error) {
      const { port } = needs;
      const isPort = port !== 0 && ['EADDRINUSE', 'EACCES'].includes(errnoOf(error));
      if (isPort) throw ferryError('network.port_taken', { port }, error);
      throw ferryError('network.not_open', { reason: systemReason(error) || String(error) }, error);
    }
  }

  /** As they are typed, the likeliest first. */
  #ownAddresses(chosen: string | null): readonly string[] {
    if (chosen !== null) return [chosen];
    const all = addressesOf(this.#parts.interfaces());
    const isShort = (address: string): boolean => !address.includes(':');
    const sorted = [...all.filter(isShort), ...all.filter((address) => !isShort(address))];
    return sorted.length > 0 ? sorted : ['127.0.0.1'];
  }

  #hosts(chosen: string | null): ReadonlySet<string> {
    const all = chosen === null ? [...this.#ownAddresses(null), '127.0.0.1', '::1'] : [chosen];
    const hosts = all.map((address) => (address.includes(':') ? `[${address.toLowerCase()}]` : address));
    return new Set(chosen === null ? [...hosts, 'localhost'] : hosts);
  }

  get #wording(): PageWording {
    const { wording } = this.#parts;
    if (wording === null) throw new Error('no words for pages');
    return wording;
  }

  #change(id: string, change: (row: ShownPage) => Partial<ShownPage>): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    open.row = { ...open.row, ...change(open.row) };
    this.#parts.onPage(id, open.row);
  }

  /** Its row stays, to say why, until its person has seen that. */
  #shut(id: string): void {
    const open = this.#open.get(id);
    if (open === undefined || open.page === null) return;
    void this.#leave(open.page);
    open.page = null;
    this.#change(id, () => ({ links: [], pin: null, trouble: errorInfo('page.guessed', {}) }));
  }

  async #end(id: string): Promise<void> {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    open.forget();
    this.#parts.onPage(id, null);
    if (open.page !== null) await this.#leave(open.page);
  }

  #leave(page: Page): Promise<void> {
    const closing = page.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
    return closing;
  }
}

/** Made anew for each page, so that nobody is recognised by it. */
async function ownTls() {
  const { makeCertificate } = await import('./interop/localsend/certificate.ts');
  const { keyPem, certificatePem } = await makeCertificate('Ferry');
  return { key: keyPem, cert: certificatePem, minVersion: 'TLSv1.2' as const };
}
