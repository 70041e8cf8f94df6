import { expect, test } from 'vitest';
import type { ShownTransfer, TransferStage } from '../../../src/contract/transfers.ts';
import { createTransferNews } from '../../../src/renderer/transfer-news.ts';
import { createPaces } from '../../../src/renderer/transfer-view.ts';
import { stringsFor } from '../../../src/strings/index.ts';
import { shownTransfer, transfersOf } from './transfer-samples.ts';

const en = stringsFor('en', []);

function listen() {
  const news = createTransferNews();
  const paces = createPaces();
  return (now: number, ...rows: readonly ShownTransfer[]) =>
    news.take(transfersOf(...rows), en, paces, now).map((text) => text.replaceAll(/[\u2066-\u2069]/g, ''));
}

const at = (percent: number, stage: TransferStage = 'moving') =>
  shownTransfer('1', stage, {
    names: ['backup.zip'],
    total: { files: 1, folders: 0, bytes: 100 },
    done: { files: 0, bytes: percent, skipped: 0, alreadyThere: 0, notWanted: 0 },
  });

test('what is there at first is no news, and what asks has a card that speaks for itself', () => {
  const hear = listen();
  expect(hear(0, at(10))).toEqual([]);
  expect(hear(1, at(10), shownTransfer('2', 'asking'))).toEqual([]);
});

test('says the start, each quarter and the end', () => {
  const hear = listen();
  hear(0);
  expect(hear(0, at(0, 'waitingForAnswer'))).toEqual(['backup.zip to Studio PC: Waiting for Studio PC to accept']);
  expect(hear(10_000, at(24))).toEqual([]);
  expect(hear(20_000, at(26))).toEqual(['backup.zip to Studio PC: 25%']);
  expect(hear(30_000, at(40))).toEqual([]);
  expect(hear(40_000, at(80))).toEqual(['backup.zip to Studio PC: 75%']);
  expect(hear(50_000, at(100, 'done'))).toEqual(['backup.zip to Studio PC: Done · verified']);
  expect(hear(60_000, { ...at(100, 'done') })).toEqual([]);
});

test('says no more than one part in ten seconds of one transfer, and the end whenever it comes', () => {
  const hear = listen();
  hear(0);
  expect(hear(0, at(0))).toHaveLength(1);
  expect(hear(5000, at(30))).toEqual([]);
  expect(hear(9999, at(60))).toEqual([]);
  expect(hear(10_000, at(80))).toHaveLength(1);
  expect(hear(10_001, at(100, 'failed'))).toHaveLength(1);
});

test('hears again only of a record that has changed', () => {
  const hear = listen();
  const row = at(50);
  hear(0);
  expect(hear(0, row)).toHaveLength(1);
  expect(hear(60_000, row)).toEqual([]);
});
