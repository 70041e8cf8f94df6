// Whether there is room for what is received, before it is accepted and while it comes: what was promised to one transfer
// isn't there for another.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import { room } from '../disk/free-space.ts';
import { openReceiveRoot, type ReceiveRoot } from '../disk/receive-root.ts';
import { FerryError, ferryError, systemReason } from '../errors.ts';
import { deviceIdOf } from '../identity/device-id.ts';
import type { Amount, Choice } from '../transfer/choice.ts';
import type { Incoming } from '../transfer/incoming.ts';
import { bytesThere, bytesToCome } from '../transfer/look-ahead.ts';
import type { Page } from '../transfer/manifest-file.ts';
import type { OfferList } from '../transfer/offer-list.ts';
import { Staging } from '../transfer/staging.ts';
import type { Texts } from '../transfer/texts.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';
import type { Obstacle } from './obstacle.ts';
import type { Refusal } from './receive-machine.ts';

/** With so much room a paused transfer goes on, also where it won't be enough. */
const ENOUGH_BYTES = 256 * 1024 * 1024;
/** For a stream, of which nobody knows how much is to come: as much as may be on its way. */
const STREAM_BYTES = 16 * 1024 * 1024;

interface SpaceNeeds {
  /** Of the data folder: nothing is received into it. */
  readonly apart: readonly string[];
  readonly texts: Texts;
  readonly all: () => readonly IncomingTransfer[];
}

/** Of an offer, and where it would go. */
export interface Wanted {
  readonly folder: string;
  readonly choice: Choice | null;
  readonly amount: Amount;
  readonly pages: readonly Page[];
}

export class ReceiveSpace {
  readonly #needs: SpaceNeeds;

  constructor(needs: SpaceNeeds) {
    this.#needs = needs;
  }

  /** Throws what its person is told. */
  open(folder: string): Promise<ReceiveRoot> {
    const { apart, texts } = this.#needs;
    return openReceiveRoot(folder, texts.isOne(folder) ? { isOwn: true } : { apart });
  }

  /** Refused before its person is asked: nobody should say yes to what can't be. A part of it may be taken of more. */
  async objection(transfer: IncomingTransfer, list: OfferList): Promise<Refusal | null> {
    if (transfer.offer.isText) return this.#objectionToText(transfer);
    // Whether anything of it is written is known with the answer.
    if (transfer.mayBeOutput) {
      transfer.isTight = true;
      return null;
    }
    try {
      const root = await this.open(transfer.folder);
      const freeBytes = await this.#roomFor(transfer, root);
      if (transfer.offer.bytes <= freeBytes) return null;
      const neededBytes = transfer.offer.bytes - (await bytesThere(root, list.pages));
      if (neededBytes <= freeBytes) return null;
      transfer.isTight = true;
      if (transfer.offer.files > 1 && list.leastBytes <= freeBytes) return null;
      return { verdict: 'diskFull', numbers: { neededBytes, freeBytes } };
    } catch (error) {
      transfer.trouble = folderTrouble(transfer.folder, error);
      return { verdict: 'folderTrouble' };
    }
  }

  /** Its folder isn't made before it is accepted. */
  async #objectionToText({ key, offer }: IncomingTransfer): Promise<Refusal | null> {
    const freeBytes = await this.#needs.texts.roomFor(deviceIdOf(key));
    const numbers = { neededBytes: offer.bytes, freeBytes };
    return offer.bytes <= freeBytes ? null : { verdict: 'diskFull', numbers };
  }

  /** Throws where there is no room for this much of it there. */
  async mustHold(transfer: IncomingTransfer, { folder, choice, amount, pages }: Wanted): Promise<void> {
    const root = await this.open(folder);
    const freeBytes = await this.#roomFor(transfer, root);
    if (amount.bytes <= freeBytes) return;
    const neededBytes = amount.bytes - (await bytesThere(root, pages, choice));
    if (neededBytes > freeBytes) throw ferryError('transfer.disk_full', { neededBytes, freeBytes });
  }

  /** What is in the way of what is still to come; null where nothing is. */
  async obstacle(transfer: IncomingTransfer, incoming: Incoming | null): Promise<Obstacle | null> {
    const none = { neededBytes: 0, freeBytes: 0 };
    try {
      const root = await this.open(transfer.folder);
      // What lies under this path may be where a disk was, and isn't.
      if (!existsSync(new Staging(root.path, transfer.id).manifest)) return { reason: 'folderGone', numbers: none };
      if (incoming === null) return null;
      if (transfer.isForOutput) return null;
      const freeBytes = await this.#roomFor(transfer, root);
      if (transfer.offer.isStream) return streamObstacle(freeBytes);
      if (freeBytes >= Math.min(transfer.amount.bytes - incoming.journal.counts.bytes, ENOUGH_BYTES)) return null;
      const neededBytes = await bytesToCome(incoming);
      return freeBytes >= Math.min(neededBytes, ENOUGH_BYTES)
        ? null
        : { reason: 'diskFull', numbers: { neededBytes, freeBytes } };
    } catch (error) {
      const isUnwritable = error instanceof FerryError && error.info.code === 'transfer.folder_unwritable';
      return { reason: isUnwritable ? 'folderUnwritable' : 'folderGone', numbers: none };
    }
  }

  /** Without what others that were accepted still need of the same volume. */
  async #roomFor(transfer: IncomingTransfer, { path, dev }: ReceiveRoot): Promise<number> {
    const promised = this.#needs.all().flatMap((other) => {
      const { receiving, amount } = other;
      const isMoving = receiving?.state.name === 'receiving' || receiving?.state.name === 'finishing';
      const isOnIt = isMoving && receiving.incoming?.root.dev === dev;
      return isOnIt && other !== transfer ? [amount.bytes - receiving.bytes] : [];
    });
    const free = await room(path);
    return promised.reduce((left, bytes) => Math.max(0, left - Math.max(0, bytes)), free);
  }
}

const streamObstacle = (freeBytes: number): Obstacle | null =>
  freeBytes >= STREAM_BYTES ? null : { reason: 'diskFull', numbers: { neededBytes: STREAM_BYTES, freeBytes } };

export const folderTrouble = (folder: string, error: unknown): ErrorInfo =>
  error instanceof FerryError
    ? error.info
    : errorInfo('transfer.folder_unwritable', { folder: basename(folder), reason: systemReason(error) });
