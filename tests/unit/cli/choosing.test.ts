import { describe, expect, it } from 'vitest';
import { byNumbers } from '../../../src/cli/choosing.ts';
import type { OfferedItem } from '../../../src/contract/transfers.ts';
import { device, FakeFerry, LEO, offer, received, SEND, start } from './fake-ferry.ts';

const item = (name: string, first: number, changed: Partial<OfferedItem> = {}): OfferedItem => ({
  name,
  isFolder: false,
  first,
  count: 1,
  files: 1,
  bytes: 1000,
  isActiveType: false,
  ...changed,
});
const ITEMS = [
  item('photos', 0, { isFolder: true, count: 10, files: 9, bytes: 9000 }),
  item('a\u202eb', 10),
  item('c.txt', 11),
];
const receiving = (isWhole = true): FakeFerry =>
  new FakeFerry()
    .on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }))
    .on('transfer.offered', () => ({ items: isWhole ? ITEMS : [], isWhole, disk: null }));

describe('a part of an offer', () => {
  it('is chosen by its numbers', async () => {
    const { ferry, out, types, ended } = start(['receive', '--once'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await out.shows('Accept? [y/N, or c to choose] ');
    types('c');
    await out.shows(
      '  1  photos/  9 files, 9 kB\n  2  a<U+202E>b  1 kB\n  3  c.txt  1 kB\nTake which? Numbers such as 1 3-5, or Enter for none: ',
    );
    types('4');
    await out.shows('Take which?');
    types('2-3, 2');
    const only = [
      { first: 10, count: 1 },
      { first: 11, count: 1 },
    ];
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: true, only });
    const done = { files: 2, bytes: 2000, skipped: 0, alreadyThere: 0, notWanted: 9 };
    const left = { path: 'photos/1', kind: 'skipped', reason: 'notWanted', newName: null } as const;
    ferry.moves(received({ total: { files: 2, folders: 0, bytes: 2000 }, done, notes: [left] }));
    expect(await ended).toBe(0);
    expect(out.text).toMatch(/Received 2 files, 2 kB, from Studio PC into Inbox\n2 of 11 files were taken\n$/);
  });

  it.each(['', '  '])('is nothing where nothing was typed', async (typed) => {
    const { ferry, out, types, ended } = start(['receive', '--once'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await out.shows('Accept? [y/N, or c to choose] ');
    types('choose');
    await out.shows('Take which?');
    types(typed);
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: false });
    expect(await ended).toBe(3);
  });

  it('is what --only names, with --yes', async () => {
    const argv = ['receive', '--once', '--yes', '--only', 'photos/', '--only', 'a<U+202E>b'];
    const { ferry, ended } = start(argv, receiving());
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    const only = [
      { first: 0, count: 10 },
      { first: 10, count: 1 },
    ];
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: true, only });
    ferry.moves(received());
    expect(await ended).toBe(0);
  });

  it.each([
    [true, 'Studio PC offers nothing of that name\n'],
    [false, 'That is too much to choose from. It can only be taken as a whole.\n'],
  ])('is declined where it can’t be had: %s', async (isWhole, sentence) => {
    const { ferry, ended, err } = start(['receive', '--once', '--yes', '--only', 'nope'], receiving(isWhole));
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: false });
    expect(await ended).toBe(3);
    expect(err.text).toBe(sentence);
  });

  it('is asked about by its names where a person is there', async () => {
    const { ferry, out, types, ended } = start(['receive', '--once', '--only', 'c.txt'], receiving(), {
      input: 'terminal',
    });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer({ device: LEO }));
    await out.shows('Into Inbox: c.txt\nAccept? [y/N] ');
    types('y');
    expect(await ferry.wasAsked('transfer.answer')).toEqual({
      id: SEND,
      accept: true,
      only: [{ first: 11, count: 1 }],
    });
    ferry.moves(received());
    expect(await ended).toBe(0);
  });

  it.each([
    ['1 3', ['photos', 'c.txt']],
    ['3,1-2', ['photos', 'a\u202eb', 'c.txt']],
    ['', []],
    ['0', null],
    ['2-1', null],
    ['1-9', null],
    ['all', null],
  ])('%j', (typed, names) => {
    expect(byNumbers(ITEMS, typed)?.map(({ name }) => name) ?? null).toEqual(names);
  });
});

describe('a device that is always accepted', () => {
  const always = (unaskedBytesToday = 0): FakeFerry =>
    receiving()
      .withDevices(device('Studio PC', { isAlwaysAccepted: true, unaskedBytesToday }))
      .on('transfer.offered', () => ({ items: ITEMS, isWhole: true, disk: { freeBytes: 9e9, totalBytes: 10e9 } }));

  it('isn’t asked about, with nobody there either', async () => {
    const { ferry, ended, out } = start(['receive', '--once'], always());
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: true, isUnasked: true });
    ferry.moves(offer({ stage: 'moving' }));
    ferry.moves(received());
    expect(await ended).toBe(0);
    expect(out.text).not.toContain('Accept?');
  });

  it('is, with the reason, when enough has come today', async () => {
    const { ferry, ended, out, types } = start(['receive', '--once'], always(20e9), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await out.shows('Enough has come without asking today.\nAccept? [y/N, or c to choose] ');
    types('n');
    expect(await ended).toBe(3);
  });

  it('is declined then where there is nobody', async () => {
    const { ferry, ended } = start(['receive', '--once'], always(20e9));
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: false });
    expect(await ended).toBe(3);
  });
});
