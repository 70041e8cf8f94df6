// What a screen reader is told of transfers: that one begins, a quarter, half, three quarters of it, and how it ended.
import type { ShownTransfer } from '../contract/transfers.ts';
import { isOver } from '../contract/transfers.ts';
import type { Strings } from '../strings/index.ts';
import type { Paces } from './transfer-view.ts';
import { transferView } from './transfer-view.ts';

/** Nobody wants to hear of one transfer all the time; how it ended is said whenever it ends. */
const SAID_EVERY_MS = 10_000;

interface Known {
  readonly row: ShownTransfer;
  readonly quarter: number;
  readonly saidAt: number;
}

export interface TransferNews {
  /** Sentences to be said now. What is there at first is no news. */
  take(
    transfers: Readonly<Record<string, ShownTransfer>>,
    strings: Strings,
    paces: Paces,
    now: number,
  ): readonly string[];
}

export function createTransferNews(): TransferNews {
  let known: ReadonlyMap<string, Known> | null = null;
  return {
    take(transfers, strings, paces, now) {
      const said: string[] = [];
      const next = new Map<string, Known>();
      for (const id in transfers) {
        const row = transfers[id];
        if (row === undefined) continue;
        const before = known?.get(id);
        if (before?.row === row) {
          next.set(id, before);
          continue;
        }
        const sentence = known === null ? null : newsOf(row, before, strings, paces, now);
        if (sentence !== null) said.push(sentence);
        const pace = paces.of(row, now);
        next.set(id, {
          row,
          quarter: Math.floor(pace.percent / 25),
          saidAt: sentence === null ? (before?.saidAt ?? Number.NEGATIVE_INFINITY) : now,
        });
      }
      known = next;
      return said;
    },
  };
}

function newsOf(
  row: ShownTransfer,
  before: Known | undefined,
  strings: Strings,
  paces: Paces,
  now: number,
): string | null {
  const { said } = strings.activity;
  // Asked for by a card that speaks for itself.
  if (row.stage === 'asking') return null;
  const pace = paces.of(row, now);
  const view = transferView(strings, row, pace, now);
  if (isOver(row)) return before !== undefined && isOver(before.row) ? null : said.ended(view.name, view.status);
  if (before === undefined || before.row.stage === 'asking') return said.started(view.name, view.status);
  if (row.stage !== 'moving' || now - before.saidAt < SAID_EVERY_MS) return null;
  const quarter = Math.floor(pace.percent / 25);
  return quarter > before.quarter && quarter < 4 ? said.part(view.name, quarter * 25) : null;
}
