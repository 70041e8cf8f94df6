// A page for devices without any app, for as long as a command runs: says its link, and follows what becomes of it.
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { errorInfo } from '../contract/errors.ts';
import type { ShownPage } from '../contract/pages.ts';
import type { State } from '../contract/state.ts';
import { EXIT } from './exit-codes.ts';
import { USUAL_COLUMNS } from './progress.ts';
import { drawQr } from './qr.ts';
import type { Opened } from './with-ferry.ts';

/** The clock of another program's engine may be a little ahead. */
const LATE_MS = 2000;

export class OwnPage {
  readonly #opened: Opened;
  readonly #row: ShownPage;
  #until: number;
  #downloads = 0;

  private constructor(opened: Opened, row: ShownPage) {
    this.#opened = opened;
    this.#row = row;
    this.#until = row.until;
  }

  /** `paths`: to be downloaded; null where visitors upload. */
  static async open(opened: Opened, paths: string[] | null, address: string | null): Promise<Outcome<OwnPage>> {
    const { invoke, invocation } = opened;
    const { hasPin, isTls: isEncrypted, port } = invocation;
    const how = { hasPin, isEncrypted, address, port: paths === null ? null : port };
    const made = await (paths === null ? invoke('page.receive', how) : invoke('page.share', { paths, ...how }));
    if (!made.ok) return made;
    const found = await invoke('state.snapshot');
    if (!found.ok) return found;
    const row = found.value.state.pages[made.value.id];
    if (row === undefined) return { ok: false, error: errorInfo('page.over', {}) };
    const page = new OwnPage(opened, row);
    await page.#say();
    return ok(page);
  }

  async #say(): Promise<void> {
    const { output, screen, world } = this.#opened;
    const { cli, pages, transfer } = output.t;
    const { id: pageId, kind, links, pin, isPlain, until, total, skipped } = this.#row;
    const [link = ''] = links;
    const qr = screen.canRedraw
      ? await drawQr(link, world.out.columns() ?? USUAL_COLUMNS, (world.env.NO_COLOR ?? '') === '')
      : null;
    const what = cli.amount(transfer.files(total.files), transfer.size(total.bytes));
    const when = pages.time(until);
    const lines = [
      kind === 'share' ? pages.shareIsThere(what, when) : pages.receiveIsThere(when),
      ...links,
      ...(qr === null ? [] : [qr]),
      ...(pin === null ? [] : [pages.pin(pin)]),
      isPlain ? pages.plain : pages.encrypted,
    ];
    const page = { pageId, kind, links: [...links], pin, isPlain, until, skipped, ...total };
    output.show(lines.join('\n'), { event: 'page', ...page });
    if (skipped > 0) output.complain(cli.wouldLeaveOut(skipped), null);
    output.tell(pages.renews, null);
  }

  /** The exit code once it is over. */
  look(state: State): number | null {
    const { output, world } = this.#opened;
    const { pages } = output.t;
    const { id: pageId } = this.#row;
    const row = state.pages[pageId];
    if (row === undefined) {
      output.tell(null, { event: 'pageOver', pageId });
      if (world.clock.now() < this.#until - LATE_MS) return output.fail(errorInfo('page.over', {}));
      output.tell(pages.over, null);
      return EXIT.ok;
    }
    this.#until = row.until;
    if (row.downloads > this.#downloads) {
      this.#downloads = row.downloads;
      output.tell(pages.downloaded(row.downloads), { event: 'downloaded', pageId, count: row.downloads });
    }
    if (row.trouble === null) return null;
    output.tell(null, { event: 'pageOver', pageId });
    return output.fail(row.trouble);
  }

  async stop(): Promise<void> {
    await this.#opened.invoke('page.stop', { id: this.#row.id });
  }
}
