// The files of a transfer and how each stands, a page at a time: from its list while that is there, whichever side this is.
import { showHidden } from '../../base/text.ts';
import type { TransferFile } from '../../contract/transfers.ts';
import { errnoOf } from '../errors.ts';
import { DONE, type FileState, LEFT_OUT, MOVING, WAITING } from '../transfer/file-states.ts';
import { Journal } from '../transfer/journal.ts';
import { inMemory, ListIndex, onDisk, type PageSource } from '../transfer/list-index.ts';
import { Staging } from '../transfer/staging.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';
import type { IncomingTransfers } from './incoming-transfers.ts';
import type { Outgoing } from './outgoing.ts';
import type { OutgoingTransfer } from './outgoing-transfer.ts';

interface FilesNeeds {
  readonly incoming: IncomingTransfers;
  readonly outgoing: Outgoing;
}

interface FilePage {
  readonly files: readonly TransferFile[];
  readonly total: number;
}

/** What is looked at, and how each file of it stands by its place and its shown path. */
interface Look {
  /** The same for the same list. */
  readonly key: object | string;
  readonly source: PageSource;
  readonly stateOf: (index: number, path: string) => FileState;
}

export class TransferFiles {
  readonly #needs: FilesNeeds;
  /** Of the list that was looked at last: a person looks at one. */
  #latest: { readonly key: object | string; readonly index: ListIndex } | null = null;

  constructor(needs: FilesNeeds) {
    this.#needs = needs;
  }

  /** Null for one that this program doesn't work on. Of one that is over nothing is listed any more. */
  async page(id: string, first: number, count: number): Promise<FilePage | null> {
    const { incoming, outgoing } = this.#needs;
    const transfer = incoming.find(id) ?? outgoing.find(id);
    if (transfer === null) return null;
    const isReceived = 'offer' in transfer;
    const total = isReceived ? transfer.offer.files : (transfer.row?.files ?? 0);
    if (transfer.end !== null || total === 0) return { files: [], total };
    const look = isReceived ? lookAtReceived(transfer) : this.#lookAtSent(transfer);
    const { key, source } = look;
    const latest = this.#latest?.key === key ? this.#latest : { key, index: new ListIndex(source) };
    this.#latest = latest;
    try {
      const found = await latest.index.files(first, count);
      const files = found.map(({ index, path, bytes }) => {
        const shown = path.map(showHidden).join('/');
        return { path: shown, bytes, ...look.stateOf(index, shown) };
      });
      return { files, total };
    } catch (error) {
      // It ended meanwhile, or waits without a list.
      if (errnoOf(error) === 'ENOENT') return { files: [], total };
      throw error;
    }
  }

  #lookAtSent(transfer: OutgoingTransfer): Look {
    const { id, sending, fileStates } = transfer;
    const current = sending?.state.name === 'sending' ? sending.progress.currentFile : null;
    return {
      key: `sent ${id} ${transfer.row?.digest}`,
      source: onDisk(this.#needs.outgoing.listOf(transfer)),
      stateOf: (index, path) => {
        const found = fileStates?.of(index) ?? WAITING;
        return found.state === 'waiting' && path === current ? MOVING : found;
      },
    };
  }
}

function lookAtReceived({ id, row, receiving, choice, fileStates }: IncomingTransfer): Look {
  // Not answered yet: nothing of it is on the disk.
  if (row === null) {
    const pages = receiving?.list.pages ?? [];
    return { key: pages, source: inMemory(pages), stateOf: () => WAITING };
  }
  const staging = receiving?.incoming?.staging ?? new Staging(row.folder, id);
  const { settledTo, damaged, notes } = receiving?.incoming?.journal ?? Journal.look(staging.journal);
  const noted = new Map(notes.map(({ path, kind, reason }) => [path, { state: kind, reason } satisfies FileState]));
  const current = receiving?.state.name === 'receiving' ? receiving.currentFile : null;
  return {
    key: `received ${id} ${row.digest}`,
    source: onDisk(staging.manifest),
    stateOf: (index, path) => {
      if (choice?.isChosen(index) === false) return LEFT_OUT;
      const isSettled = index < settledTo && !damaged.has(index);
      if (!isSettled) return path === current ? MOVING : WAITING;
      const known = fileStates?.of(index) ?? WAITING;
      return known.state === 'waiting' ? (noted.get(path) ?? DONE) : known;
    },
  };
}
