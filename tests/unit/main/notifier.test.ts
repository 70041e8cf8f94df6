import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { State } from '../../../src/contract/state.ts';
import type { ShownPairing, ShownTransfer } from '../../../src/contract/transfers.ts';
import type { NotificationText } from '../../../src/main/notification-text.ts';
import { Notifier } from '../../../src/main/notifier.ts';
import type { NoteKey } from '../../../src/policy/notifying.ts';
import { ASK_AFTER_MS } from '../../../src/policy/notifying.ts';
import { stringsFor } from '../../../src/strings/index.ts';
import { pairingRow, rowsOf, stranger, transferRow } from '../../support/shown-rows.ts';
import { transferIdOf } from '../../support/shown-transfer.ts';

const KEY: NoteKey = `offer:${transferIdOf(1)}`;

function openApp(rows: readonly ShownTransfer[], pairings: readonly ShownPairing[] = []) {
  const did: string[] = [];
  const shown = new Map<NoteKey, NotificationText>();
  const signals: number[] = [];
  const app = { did, shown, signals, rows, isLocked: false, refusal: false };
  const notifier = new Notifier({
    engine: {
      snapshot: () => ({ revision: 1, state: rowsOf(app.rows, pairings) as State }),
      invoke: (async (_command: string, { accept }: { accept: boolean }) => {
        did.push(accept ? 'accepted' : 'declined');
        return { ok: !app.refusal };
      }) as never,
    },
    see: () => void did.push('card'),
    seeHome: () => void did.push('home'),
    facts: () => ({ isWindowFocused: false, isWindowVisible: false, isLocked: app.isLocked }),
    strings: () => stringsFor('en', []),
    now: Date.now,
    signal: () => void signals.push(Date.now()),
  });
  notifier.start({
    show: (key, text) => void shown.set(key, text),
    close: (key) => void shown.delete(key),
    end: () => shown.clear(),
  });
  return { app, notifier };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what is pressed on a notification', () => {
  const asked = (row = transferRow(1)) => {
    const opened = openApp([row]);
    vi.advanceTimersByTime(ASK_AFTER_MS);
    expect([...opened.app.shown.keys()]).toEqual([KEY]);
    return opened;
  };

  it('is done', async () => {
    for (const [answer, done] of [
      ['accept', 'accepted'],
      ['decline', 'declined'],
    ] as const) {
      const { app, notifier } = asked();
      vi.advanceTimersByTime(500);
      notifier.onAnswer(KEY, answer);
      await vi.advanceTimersByTimeAsync(0);
      expect(app.did).toEqual([done]);
    }
  });

  it('leads to the card where it came too soon to be meant', () => {
    const { app, notifier } = asked();
    vi.advanceTimersByTime(499);
    notifier.onAnswer(KEY, 'accept');
    expect(app.did).toEqual(['card']);
  });

  it('leads to the card where it may not be done by now', () => {
    for (const is of ['locked', 'stranger', 'active types']) {
      const { app, notifier } = asked();
      vi.advanceTimersByTime(500);
      app.isLocked = is === 'locked';
      if (is === 'stranger') app.rows = [transferRow(1, { device: stranger() })];
      if (is === 'active types') app.rows = [transferRow(1, { hasActiveTypes: true })];
      notifier.onAnswer(KEY, 'accept');
      expect(app.did).toEqual(['card']);
    }
  });

  it('does nothing to what asks no more', () => {
    const { app, notifier } = asked();
    vi.advanceTimersByTime(500);
    app.rows = [transferRow(1, { stage: 'moving' }), transferRow(2)];
    notifier.onAnswer(KEY, 'decline');
    app.rows = [];
    notifier.onAnswer(KEY, 'accept');
    expect(app.did).toEqual([]);
  });

  it('leads to the card where it could not be done', async () => {
    const { app, notifier } = asked();
    app.refusal = true;
    vi.advanceTimersByTime(500);
    notifier.onAnswer(KEY, 'accept');
    await vi.advanceTimersByTimeAsync(0);
    expect(app.did).toEqual(['accepted', 'card']);
  });

  it('leads to the sheet where a PIN is asked for', () => {
    const { app, notifier } = openApp([transferRow(1, { direction: 'send', stage: 'waitingForPin' })]);
    const key: NoteKey = `pin:${transferIdOf(1)}`;
    expect([...app.shown.keys()]).toEqual([key]);
    expect(app.signals).toHaveLength(1);
    notifier.onAnswer(key, 'accept');
    notifier.onAnswer(key, 'open');
    expect(app.did).toEqual(['card']);
  });

  it('opens what it is about, or Home', () => {
    const { app, notifier } = openApp([], [pairingRow('a')]);
    expect([...app.shown.keys()]).toEqual(['wish:a']);
    notifier.onAnswer('wish:a', 'open');
    notifier.onAnswer(`end:${transferIdOf(3)}`, 'open');
    expect(app.did).toEqual(['home', 'card']);
  });
});

it('gives a sign once for each that asks, and none for what has ended', () => {
  const { app, notifier } = openApp([transferRow(1), transferRow(2, { stage: 'moving' })]);
  vi.advanceTimersByTime(ASK_AFTER_MS);
  app.isLocked = true;
  app.rows = [transferRow(1), transferRow(2, { stage: 'done', endedAt: Date.now() })];
  notifier.look();
  expect(app.shown.size).toBe(2);
  expect(app.signals).toHaveLength(1);
});

it('is all taken back when the app ends', () => {
  const { app, notifier } = openApp([transferRow(1)], [pairingRow('a')]);
  notifier.stop();
  vi.advanceTimersByTime(10_000);
  expect([...app.shown]).toEqual([]);
});
