import { describe, expect, it } from 'vitest';
import type { ShownTransfer } from '../../../src/contract/transfers.ts';
import { doneTransfer, FakeFerry, OTHER, SEND, start, transfer } from './fake-ferry.ts';

const stopped = (changed: Partial<ShownTransfer> = {}): ShownTransfer =>
  transfer({
    stage: 'stopped',
    done: { files: 3, bytes: 12_000_000, skipped: 0, alreadyThere: 0, notWanted: 0 },
    ...changed,
  });
const withTwo = (): FakeFerry =>
  new FakeFerry()
    .on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }))
    .moves(
      stopped({ startedAt: 2 }),
      stopped({ id: OTHER, direction: 'receive', stage: 'away', names: ['a\u202eb', 'c'], startedAt: 1 }),
      doneTransfer({ id: '9'.repeat(32) as never }),
    );

describe('ferry transfers', () => {
  it('lists those that are unfinished, the oldest first', async () => {
    const { ended, out } = start(['transfers'], withTwo());
    expect(await ended).toBe(0);
    expect(out.text).toBe(
      [
        'e5f60718  ↓ Studio PC  a<U+202E>b, c  12 of 48 MB  Connection lost, continuing when Studio PC is back',
        'a1b2c3d4  ↑ Studio PC  photos  12 of 48 MB  Stopped',
        '',
      ].join('\n'),
    );
  });

  it('says only how much one is of which it isn’t known how far it is', async () => {
    const ferry = new FakeFerry().moves(
      stopped({ done: { files: 0, bytes: 0, skipped: 0, alreadyThere: 0, notWanted: 0 } }),
      transfer({ id: OTHER }),
    );
    const { ended, out } = start(['transfers'], ferry);
    expect(await ended).toBe(0);
    expect(out.text).toContain('photos  48 MB  Stopped\n');
    expect(out.text).toContain('photos  0 of 48 MB  Sending\n');
  });

  it('says when there are none', async () => {
    const { ended, out } = start(['transfers'], new FakeFerry());
    expect(await ended).toBe(0);
    expect(out.text).toBe('There are no unfinished transfers\n');
  });

  it.each([
    [['transfers', 'resum', 'a1'], 'There is no command “transfers resum”.\nDid you mean “transfers resume”?'],
    [['transfers', 'resume'], 'ID is missing.'],
    [['transfers', 'discard', 'a1', 'e5'], '“e5” is one argument too many.'],
    [['transfers', '--port', '5'], 'There is no option “--port” here.'],
    [['transfers', 'discard', 'a1', '--name', 'x'], 'There is no option “--name” here.'],
    [['transfers', 'discard', 'ff'], 'There is no such transfer.'],
    [['transfers', 'resume', '9999'], 'There is no such transfer.'],
  ])('refuses %j', async (argv, text) => {
    const { ferry, ended, err } = start(argv, withTwo());
    expect(await ended).toBe(2);
    expect(err.text).toContain(text);
    expect(ferry.inputsOf('transfer.discard')).toEqual([]);
  });

  it('refuses the beginning of several ids', async () => {
    const twins = new FakeFerry().moves(stopped(), stopped({ id: 'a1b2ffff'.padEnd(32, '0') as never }));
    const { ended, err } = start(['transfers', 'discard', 'A1B2'], twins);
    expect(await ended).toBe(2);
    expect(err.text).toContain('“A1B2” can’t be the value of ID.');
    expect(await start(['transfers', 'discard', 'A1B2C'], twins).ended).toBe(0);
    expect(twins.inputsOf('transfer.discard')).toEqual([{ id: SEND }]);
  });
});

describe('ferry transfers resume', () => {
  it('limits it first where it is told to', async () => {
    const { ferry, ended } = start(['transfers', 'resume', 'a1b2', '--limit', '1M'], withTwo());
    await ferry.wasAsked('transfer.resume');
    const asked = ferry.asked.map(({ command }) => command);
    expect(asked.indexOf('transfer.limit')).toBeLessThan(asked.indexOf('transfer.resume'));
    expect(ferry.inputsOf('transfer.limit')).toMatchObject([{ id: SEND, limit: { bytesPerSecond: 1_000_000 } }]);
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
  });

  it('opens the network, goes on with it, and stays to its end', async () => {
    const { ferry, ended, out } = start(['transfers', 'resume', 'a1b2', '--port', '5'], withTwo());
    expect(await ferry.wasAsked('transfer.resume')).toEqual({ id: SEND });
    expect(ferry.inputsOf('network.open')).toEqual([{ port: 5, address: null }]);
    ferry.moves(stopped({ stage: 'moving' }));
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text).toContain('Sent 12 files, 48 MB, to Studio PC');
  });

  it('follows one that is under way already', async () => {
    const { ferry, ended } = start(['transfers', 'resume', 'e5'], withTwo());
    await ferry.wasAsked('network.open');
    ferry.moves(doneTransfer({ id: OTHER, direction: 'receive' }));
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('transfer.resume')).toEqual([]);
  });

  it('says whom it waits for', async () => {
    const before = withTwo().moves(stopped({ id: OTHER, direction: 'receive' }));
    const { ferry, ended, out } = start(['transfers', 'resume', 'e5'], before);
    await ferry.wasAsked('transfer.resume');
    ferry.moves(stopped({ id: OTHER, direction: 'receive', stage: 'connecting' }));
    ferry.moves(stopped({ id: OTHER, direction: 'receive', stage: 'moving' }));
    ferry.moves(doneTransfer({ id: OTHER, direction: 'receive' }));
    expect(await ended).toBe(0);
    expect(out.text).toMatch(/Waiting for Studio PC\nReceiving 12 files/);
  });

  it('can be stopped again', async () => {
    const ferry = withTwo().on('transfer.stop', () => {
      ferry.moves(stopped());
    });
    const { ended, out, stops } = start(['transfers', 'resume', 'a1'], ferry);
    ferry.on('transfer.resume', () => {
      ferry.moves(stopped({ stage: 'moving' }));
    });
    await ferry.wasAsked('transfer.resume');
    stops();
    expect(await ended).toBe(130);
    expect(out.text).toContain('Stopped. To go on: ferry transfers resume a1b2c3d4');
  });

  it('says what keeps it from going on', async () => {
    const { ended, err } = start(
      ['transfers', 'resume', 'a1'],
      withTwo().refuses('transfer.resume', 'transfer.not_now', {}),
    );
    expect(await ended).toBe(1);
    expect(err.text).toContain('That can’t be done with this transfer now.');
  });
});

it('gives one up', async () => {
  const { ferry, ended, out } = start(['transfers', 'discard', 'a1b2c3d4'], withTwo());
  expect(await ended).toBe(0);
  expect(ferry.inputsOf('transfer.discard')).toEqual([{ id: SEND }]);
  expect(out.text).toBe('Discarded\n');
});

it.each(['discard', 'pause', 'resume', 'files'])(
  'takes no empty word for the only one there is: %s',
  async (action) => {
    const { ferry, ended, err } = start(['transfers', action, ''], new FakeFerry().moves(stopped()));
    expect(await ended).toBe(2);
    expect(err.text).toContain('“” can’t be the value of ID.');
    expect(ferry.inputsOf('transfer.discard')).toEqual([]);
  },
);
