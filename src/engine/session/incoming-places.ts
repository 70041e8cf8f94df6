// Where what was accepted lies: its row, which outlives this program, its list and its files; and what becomes of them.

import { volumeBytes } from '../disk/free-space.ts';
import type { ReceiveRoot } from '../disk/receive-root.ts';
import { errnoOf, ferryError } from '../errors.ts';
import { Incoming } from '../transfer/incoming.ts';
import type { IncomingRow } from '../transfer/kept-transfers.ts';
import { isManifest } from '../transfer/manifest-file.ts';
import type { OfferList } from '../transfer/offer-list.ts';
import { Staging } from '../transfer/staging.ts';
import { beyondQuota, quotaOf } from '../transfer/staging-quota.ts';
import type { IncomingNeeds } from './incoming-needs.ts';
import { type IncomingTransfer, rowOf } from './incoming-transfer.ts';
import type { ReceiveSpace } from './receive-space.ts';

/** Of those that are done: a sender that didn't hear so asks soon. */
const MOST_DONE = 100;

interface PlaceNeeds extends Pick<IncomingNeeds, 'rows' | 'texts' | 'clock' | 'log' | 'remember'> {
  readonly space: ReceiveSpace;
  readonly all: () => readonly IncomingTransfer[];
  /** For want of room. */
  readonly drop: (transfer: IncomingTransfer) => Promise<void>;
}

export class IncomingPlaces {
  readonly #needs: PlaceNeeds;

  constructor(needs: PlaceNeeds) {
    this.#needs = needs;
  }

  /** The first that is written of it. */
  async begin(transfer: IncomingTransfer, list: OfferList): Promise<Incoming> {
    const { texts, space, rows } = this.#needs;
    if (transfer.offer.isText || transfer.isForOutput) await texts.make(transfer.folder);
    const root = await space.open(transfer.folder);
    await this.#keepQuota(root);
    // First the row, so that what lies in the folder from then on is known.
    transfer.row = rowOf(transfer, root.path);
    await rows.put(transfer.row);
    const incoming = await Incoming.begin(root, transfer.id, list.pages, listingOf(transfer));
    // Canceled while it was made.
    if (transfer.end !== null) await rows.drop(({ id }) => id === transfer.id);
    return incoming;
  }

  /** Behind who worked on it before. */
  async reopen(transfer: IncomingTransfer, stopping: Promise<unknown>): Promise<Incoming> {
    await stopping;
    const root = await this.#needs.space.open(transfer.folder);
    const incoming = await Incoming.load(root, transfer.id, transfer.offer.digest, listingOf(transfer));
    if (incoming === null) throw ferryError('transfer.folder_gone', { folder: root.name });
    return incoming;
  }

  /** Whether its list is there; also where its folder is away, with which that may come back. */
  async isListed({ id, folder, offer }: IncomingTransfer): Promise<boolean> {
    const root = await this.#needs.space.open(folder).catch(() => null);
    return root === null || isManifest(new Staging(root.path, id).manifest, offer.digest);
  }

  /** All of it is here: written down before its sender hears so. False: it was to be a text, and isn't. */
  async finish(transfer: IncomingTransfer, incoming: Incoming): Promise<boolean> {
    const { rows, clock, remember } = this.#needs;
    await incoming.setFolderTimes();
    if (transfer.offer.isText && !(await this.#isReadable(transfer))) return false;
    // What no row tells of is tidied away at the next start, and nobody sends again what was acknowledged.
    if (transfer.offer.isText) {
      transfer.isRemembered = true;
      await remember(transfer);
    }
    const { files, skipped, alreadyThere } = incoming.journal.counts;
    const before = rows.all().filter((row) => row.done !== null);
    const old = new Set(before.slice(0, Math.max(0, before.length - MOST_DONE)).map(({ id }) => id));
    await rows.drop(({ id }) => old.has(id));
    const done = { at: clock.now(), files, skipped, alreadyThere, notWanted: transfer.leftOut.files };
    if (transfer.offer.isPrivate) await rows.drop(({ id }) => id === transfer.id);
    else await rows.change(transfer.id, { done });
    if (transfer.row !== null) transfer.row = { ...transfer.row, done };
    incoming.remove();
    if (transfer.offer.isPrivate) await this.#hold(transfer);
    return true;
  }

  /** It has ended otherwise: what is whole has its name, and nothing else stays. */
  async clear(transfer: IncomingTransfer): Promise<void> {
    const { rows, texts } = this.#needs;
    const { row, receiving, offer } = transfer;
    if (row === null) return;
    await transfer.stopping;
    const incoming = receiving?.incoming ?? null;
    if (incoming === null) removeStaging(row);
    else incoming.remove();
    await rows.drop(({ id }) => id === row.id);
    if (offer.isText) await texts.remove(row.id);
  }

  /** Makes room among what nobody goes on with. */
  async #keepQuota(root: ReceiveRoot): Promise<void> {
    const all = this.#needs.all();
    const left = all.filter(({ receiving, row, end }) => row !== null && receiving === null && end === null);
    if (left.length === 0) return;
    const staged = left.map(({ id, folder, startedAt }) => ({
      id,
      bytes: new Staging(folder, id).bytes(),
      at: startedAt,
    }));
    for (const { id } of beyondQuota(staged, quotaOf(await volumeBytes(root.path)))) {
      const transfer = left.find((each) => each.id === id);
      if (transfer !== undefined) await this.#needs.drop(transfer);
    }
  }

  async #hold({ folder }: IncomingTransfer): Promise<void> {
    try {
      await this.#needs.texts.hold(folder);
    } catch (error) {
      // It has come all the same, and goes when the program ends.
      this.#needs.log('warn', 'text.not_removed', { cause: String(error) });
    }
  }

  async #isReadable({ id, folder }: IncomingTransfer): Promise<boolean> {
    const { texts } = this.#needs;
    try {
      if ((await texts.read(id)) === null) return false;
      await texts.keep(folder);
      return true;
    } catch (error) {
      // A disk's trouble is none of its sender's.
      if (errnoOf(error) !== '' && !(error instanceof TypeError)) throw error;
      return false;
    }
  }
}

export const removeStaging = ({ folder, id }: IncomingRow): void => new Staging(folder, id).remove();

const listingOf = ({ offer, choice }: IncomingTransfer) => ({ entries: offer.entries, choice });
