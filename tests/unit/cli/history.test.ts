import { describe, expect, it } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import { doneTransfer, FakeFerry, nearby, OTHER, SEND, start, transfer } from './fake-ferry.ts';

const NINE = '9'.repeat(32) as never;
/** Of the clock that these tests run by: noon in Greenwich. */
const NOON = Date.UTC(2026, 0, 1, 12);
const past = (): FakeFerry =>
  new FakeFerry()
    .on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }))
    .moves(
      doneTransfer({ endedAt: NOON - 60_000 }),
      transfer({ id: OTHER, stage: 'failed', direction: 'receive', endedAt: NOON, content: 'text', names: [] }),
      transfer({ id: NINE, stage: 'stopped' }),
    );

describe('ferry history', () => {
  it('lists what is over, the newest first', async () => {
    const { ended, out } = start(['history'], past());
    expect(await ended).toBe(0);
    const lines = out.text.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^e5f60718 {2}today, \S+ ?\S* {2}↓ Studio PC {2}Text {2}48 MB {2}Failed$/);
    expect(lines[1]).toMatch(/^a1b2c3d4 {2}.+ {2}↑ Studio PC {2}photos {2}48 MB {2}Done$/);
    expect(lines).toHaveLength(2);
  });

  it('says when there is nothing, and when nothing is kept', async () => {
    const ferry = new FakeFerry();
    const empty = start(['history'], ferry);
    expect(await empty.ended).toBe(0);
    expect(empty.out.text).toBe('Nothing has been sent or received yet.\n');
    ferry.with({ settings: { ...ferry.state.settings, keepHistory: false } });
    const off = start(['history'], ferry);
    expect(await off.ended).toBe(0);
    expect(off.out.text).toBe('The history is turned off in Settings.\n');
  });

  it('is a list for programs', async () => {
    const { ended, events } = start(['history', '--json'], past());
    expect(await ended).toBe(0);
    expect(events()).toMatchObject([
      { event: 'history', transferId: OTHER, direction: 'receive', content: 'text', stage: 'failed', endedAt: NOON },
      { event: 'history', transferId: SEND, direction: 'send', files: 12, notWanted: 0, endedAt: NOON - 60_000 },
    ]);
  });

  it.each([
    ['terminal', '/srv/a<U+001B>b\n'],
    ['', '/srv/a\u001bb\n'],
  ] as const)('says where the files are: %j', async (input, shown) => {
    const ferry = past().on('transfer.place', () => ({ path: '/srv/a\u001bb' }));
    const { ended, out } = start(['history', 'show', 'a1b2'], ferry, { input });
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('transfer.place')).toEqual([{ id: SEND }]);
    expect(out.text).toBe(shown);
  });

  it('says what a text was', async () => {
    const { ended, out } = start(
      ['history', 'show', 'e5'],
      past().on('text.read', () => ({ text: 'a\u001bb' })),
    );
    expect(await ended).toBe(0);
    expect(out.text).toBe('a\u001bb');
  });

  it('sends the same again, and follows it', async () => {
    const ferry = past().on('transfer.again', () => ({ id: '7'.repeat(32) }));
    const { ended, out } = start(['history', 'again', 'a1b2'], ferry);
    expect(await ferry.wasAsked('transfer.again')).toEqual({ id: SEND });
    ferry.moves(doneTransfer({ id: '7'.repeat(32) as never }));
    expect(await ended).toBe(0);
    expect(out.text).toBe('Sent 12 files, 48 MB, to Studio PC\n');
  });

  it('waits for a guest to be heard before that, since nobody can call it sooner', async () => {
    const phone = { id: '3'.repeat(32) as never, name: 'Phone' };
    const ferry = past()
      .on('transfer.again', () => ({ id: '7'.repeat(32) }))
      .moves(doneTransfer({ via: 'localSend', device: { ...phone, isPaired: false } }))
      .on('transfer.again', () => ({ id: OTHER }))
      .withNearby();
    start(['history', 'again', SEND.slice(0, 4)], ferry);
    await ferry.wasAsked('network.look');
    expect(ferry.inputsOf('transfer.again')).toEqual([]);
    ferry.withNearby(nearby('Phone', { ...phone, via: 'localSend' }));
    expect(await ferry.wasAsked('transfer.again')).toEqual({ id: SEND });
  });

  it('takes one out of the list', async () => {
    const { ferry, ended, out } = start(['history', 'forget', 'a1'], past());
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('transfer.forget')).toEqual([{ id: SEND }]);
    expect(out.text).toBe('Removed from the list\n');
  });

  it.each([
    ['y', 0],
    ['n', 3],
    ['', 3],
  ] as const)('is cleared only when somebody says so: %j', async (answer, exit) => {
    const { ferry, ended, out, types } = start(['history', 'clear'], past(), { input: 'terminal' });
    await out.shows('Clear the history? [y/N] ');
    types(answer);
    expect(await ended).toBe(exit);
    expect(ferry.inputsOf('history.clear')).toHaveLength(exit === 0 ? 1 : 0);
  });

  it('is cleared without a question with --yes', async () => {
    const { ferry, ended, events } = start(['history', 'clear', '--yes', '--json'], past());
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('history.clear')).toHaveLength(1);
    expect(events()).toMatchObject([{ event: 'removed' }]);
  });

  it.each([
    [['history', 'clear'], '--yes is missing.'],
    [['history', 'show'], 'ID is missing.'],
    [['history', 'show', 'a1', 'b2'], '“b2” is one argument too many.'],
    [['history', 'delete', 'a1'], 'Did you mean “history forget”?'],
    [['history', 'shw', 'a1'], 'Did you mean “history show”?'],
    [['history', 'show', '9999'], 'There is no such transfer.'],
    [['history', '--yes'], 'There is no option “--yes” here.'],
    [['history', 'forget', 'a1', '--port', '5'], 'There is no option “--port” here.'],
  ])('refuses %j', async (argv, sentence) => {
    const { ferry, ended, err } = start(argv, past());
    expect(await ended).toBe(2);
    expect(err.text).toContain(sentence);
    expect(ferry.inputsOf('history.clear')).toEqual([]);
  });
});

describe('ferry transfers', () => {
  it('pauses one, as its person’s own wish', async () => {
    const { ferry, ended, out } = start(['transfers', 'pause', '99'], past());
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('transfer.stop')).toEqual([{ id: NINE }]);
    expect(out.text).toBe('Paused. To go on: ferry transfers resume 99999999\n');
  });

  it('lists the files of one, page by page', async () => {
    const files = Array.from({ length: 201 }, (_, at) => ({
      path: `photos/${at}`,
      bytes: 1000,
      state: at === 0 ? 'skipped' : 'done',
      reason: at === 0 ? 'link' : null,
    }));
    const ferry = past().on('transfer.files', ({ first, count }: { first: number; count: number }) => ({
      files: files.slice(first, first + count),
      total: files.length,
    }));
    const { ended, lines } = start(['transfers', 'files', 'a1'], ferry);
    expect(await ended).toBe(0);
    expect(lines()).toHaveLength(201);
    expect(lines()[0]).toBe('photos/0  1 kB  Skipped: Links aren’t sent');
    expect(lines()[200]).toBe('photos/200  1 kB  Done');
  });

  it('says when its files aren’t known any more', async () => {
    const { ended, out } = start(
      ['transfers', 'files', 'a1'],
      past().on('transfer.files', () => ({ files: [], total: 0 })),
    );
    expect(await ended).toBe(0);
    expect(out.text).toBe('The list of files isn’t kept any more.\n');
  });

  it('knows what else a person may call it', async () => {
    const { ended, err } = start(['transfers', 'cancel', 'a1'], past());
    expect(await ended).toBe(2);
    expect(err.text).toContain('Did you mean “transfers discard”?');
  });

  it('says why one can’t be paused', async () => {
    const ferry = past().on('transfer.stop', () => ({ ok: false, error: errorInfo('transfer.not_now', {}) }));
    const { ended } = start(['transfers', 'pause', '99'], ferry);
    expect(await ended).toBe(1);
  });
});
