import { describe, expect, it } from 'vitest';
import { isJournal } from '../../../src/cli/journal.ts';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { ShownTransfer, TransferId } from '../../../src/contract/transfers.ts';
import { device, FakeFerry, LEO, MIA, offer, pairing, received, SEND, start } from './fake-ferry.ts';

const serving = (): FakeFerry =>
  new FakeFerry()
    .on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }))
    .on('receive.folder', () => ({ path: '/srv/inbox', trouble: null }));

const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.replace(/^\S+Z /, ''));
const isTimed = (text: string): boolean =>
  text.split('\n').every((line) => line === '' || /^\d{4}-\d\d-\d\dT[\d:.]{12}Z \S/.test(line));

describe('ferry serve', () => {
  it('says what it is, in lines with a time, and takes offers before anybody can call', async () => {
    const { ferry, err, out, stops, ended } = start(['serve'], serving().withDevices(device('Studio PC')));
    await ferry.wasAsked('transfers.goOn');
    expect(ferry.asked.map(({ command }) => command).filter((command) => command !== 'state.snapshot')).toEqual([
      'receive.folder',
      'receive.offers',
      'network.open',
      'transfers.goOn',
    ]);
    expect(ferry.inputsOf('receive.offers')).toEqual([{ into: null, isStanding: true }]);
    stops();
    expect(await ended).toBe(0);
    expect(isTimed(err.text)).toBe(true);
    expect(lines(err.text)).toEqual([
      'Calm Pier receives into /srv/inbox',
      'Others reach it at 192.0.2.7, port 26810',
      'Nothing but texts is accepted yet. To accept what a paired device sends: ferry devices accept NAME',
      'Stopping',
      'Stopped',
      '',
    ]);
    expect(out.text).toBe('');
  });

  it('is not ready where nothing can be received', async () => {
    const ferry = serving().on('receive.folder', () => ({
      path: '/srv/inbox',
      trouble: errorInfo('transfer.folder_gone', { folder: 'inbox' }),
    }));
    const { err, ended } = start(['serve'], ferry);
    expect(await ended).toBe(1);
    expect(lines(err.text)[0]).toContain('Make /srv/inbox again');
    expect(ferry.inputsOf('network.open')).toEqual([]);
  });

  it.each([
    [
      'a paired device',
      { device: MIA },
      'nobody is here to be asked. To accept what it sends: ferry devices accept 11111111',
    ],
    ['a stranger', { device: LEO }, 'it isn’t paired with this device. To pair: ferry pair'],
    [
      'a stranger with LocalSend',
      { device: LEO, via: 'localSend' as const },
      'it comes by LocalSend from a device that isn’t paired. To answer it yourself: ferry receive',
    ],
  ])('declines what comes from %s, also where somebody sits at a terminal', async (_who, changed, why) => {
    const ferry = serving().withDevices(device('Studio PC'));
    const { err, stops, ended } = start(['serve'], ferry, { input: 'terminal' });
    await ferry.wasAsked('transfers.goOn');
    ferry.moves(offer(changed));
    expect(await ferry.wasAsked('transfer.answer')).toEqual({
      ...{ id: SEND, accept: false },
      ...{ isUnasked: false, isUnattended: true },
    });
    await err.shows(why);
    expect(err.text).not.toContain('[y/N]');
    stops();
    expect(await ended).toBe(0);
  });

  it('accepts from paired devices with --yes, and from nobody else', async () => {
    const ferry = serving().withDevices(device('Studio PC'));
    const { stops, ended } = start(['serve', '--yes'], ferry);
    await ferry.wasAsked('transfers.goOn');
    ferry.moves(offer({ hasActiveTypes: true }));
    expect(await ferry.wasAsked('transfer.answer')).toMatchObject({ accept: true });
    ferry.moves(received({ stage: 'moving' }));
    ferry.moves(offer({ device: LEO }));
    expect(await ferry.wasAsked('transfer.answer', 2)).toMatchObject({ accept: false });
    stops();
    await ended;
  });

  it('leaves an offer to whoever receives there, and answers it when they have gone', async () => {
    const ferry = serving().refuses('transfer.answer', 'transfer.not_now', {});
    const { clock, err, stops, ended } = start(['serve'], ferry);
    await ferry.wasAsked('transfers.goOn');
    ferry.moves(offer({ device: LEO }));
    await ferry.wasAsked('transfer.answer');
    expect(err.text).not.toContain('Declined');
    ferry.on('transfer.answer', () => undefined);
    clock.pass(2000);
    await ferry.wasAsked('transfer.answer', 2);
    await err.shows('Declined 12 files');
    stops();
    await ended;
  });

  const declined = async (ferry: FakeFerry, count: number, changed: Partial<ShownTransfer> = {}): Promise<void> => {
    for (let at = 0; at < count; at++) {
      const before = ferry.inputsOf('transfer.answer').length;
      const id = String(before).padStart(32, '0') as TransferId;
      ferry.moves(offer({ ...changed, id }));
      await ferry.wasAsked('transfer.answer', before + 1);
      ferry.moves(offer({ ...changed, id, stage: 'declined' }));
    }
  };

  it('says a few of what a device offers in vain, and then how many more there were', async () => {
    const ferry = serving().withDevices(device('Studio PC'));
    const { clock, err, stops, ended } = start(['serve'], ferry);
    await ferry.wasAsked('transfers.goOn');
    await declined(ferry, 40);
    expect(err.text.match(/Declined/g)).toHaveLength(5);
    // Nobody else is heard less for it.
    await declined(ferry, 1, { device: LEO });
    expect(err.text.match(/Declined/g)).toHaveLength(6);
    clock.pass(60_000);
    await err.shows('35 more of Studio PC were declined or came to nothing');
    await declined(ferry, 6);
    expect(err.text.match(/Declined/g)).toHaveLength(11);
    stops();
    await ended;
    expect(err.text).toContain('1 more of Studio PC was declined or came to nothing');
  });

  it('says as much of it to programs, and all of what is accepted', async () => {
    const ferry = serving().withDevices(device('Studio PC'));
    const { stops, ended, events } = start(['serve', '--json', '--yes'], ferry);
    await ferry.wasAsked('transfers.goOn');
    await declined(ferry, 20, { device: LEO });
    for (let at = 0; at < 10; at++) {
      const id = String(1000 + at).padStart(32, '0') as TransferId;
      ferry.moves(offer({ id }));
      await ferry.wasAsked('transfer.answer', 21 + at);
      ferry.moves(received({ id }));
    }
    stops();
    await ended;
    const countOf = (name: string): number => events().filter(({ event }) => event === name).length;
    expect([countOf('offer'), countOf('declined'), countOf('done')]).toEqual([15, 5, 10]);
    expect(events().find(({ event }) => event === 'more')).toMatchObject({ device: null, count: 15 });
  });

  it('shows no code to whoever asks for one, and never says one', async () => {
    const ferry = serving();
    const { err, stops, ended } = start(['serve'], ferry);
    await ferry.wasAsked('transfers.goOn');
    ferry.pairs(pairing({ role: 'displayer', purpose: 'receive', stage: 'asked', device: 'Leo\u202e' }));
    expect(await ferry.wasAsked('pairing.end')).toEqual({ id: 'pairing-1', isUnattended: true });
    await err.shows('calling itself Leo<U+202E> asked for a code; none was shown. To show one: ferry pair');
    ferry.pairs(pairing({ role: 'displayer', purpose: 'pair', stage: 'waiting', device: null, code: '482915' }));
    stops();
    await ended;
    expect(err.text).not.toContain('482');
  });

  it('says each trouble once, the begin and the end of a transfer, and nothing of what a text says', async () => {
    const ferry = serving();
    const { err, stops, ended } = start(['serve'], ferry);
    await ferry.wasAsked('transfers.goOn');
    ferry.moves(received({ stage: 'moving' }));
    for (let time = 0; time < 3; time++) {
      ferry.moves(received({ stage: 'away', trouble: null }));
      ferry.moves(received({ stage: 'moving' }));
    }
    ferry.moves(received({ activeMs: 1234 }));
    stops();
    await ended;
    const said = lines(err.text).filter((line) => line.startsWith('a1b2c3d4'));
    expect(said.filter((line) => line.includes('Connection lost'))).toHaveLength(1);
    expect(said[0]).toBe('a1b2c3d4: Receiving 12 files, 48 MB, from Studio PC');
    expect(said.at(-1)).toBe('a1b2c3d4: Received 12 files, 48 MB, from Studio PC into Inbox in 1.2 s');
    expect(ferry.inputsOf('text.read')).toEqual([]);
  });

  it('reads its settings anew when it is told to, and says what is wrong with them', async () => {
    const ferry = serving();
    const { err, reloads, stops, ended } = start(['serve'], ferry);
    await ferry.wasAsked('transfers.goOn');
    reloads();
    await err.shows('Settings, paired devices and networks were read anew');
    await ferry.wasAsked('receive.offers', 2);
    ferry.refuses('settings.reload', 'settings.not_read', { path: '/cfg/settings.json', keys: 'language' });
    reloads();
    await err.shows('Mend these in /cfg/settings.json, then have it read again: language.');
    expect(ferry.inputsOf('receive.offers')).toHaveLength(2);
    stops();
    expect(await ended).toBe(0);
  });

  it('hears a wish for that before it is ready, and is not ended by one while it stops', async () => {
    const opened = Promise.withResolvers<unknown>();
    const stopping = Promise.withResolvers<void>();
    const ferry = serving().on('network.open', () => opened.promise);
    const { close } = ferry.ferry;
    Object.assign(ferry.ferry, { close: () => stopping.promise.then(close) });
    const { err, hearsReloads, reloads, stops, ended } = start(['serve'], ferry);
    await ferry.wasAsked('network.open');
    expect(hearsReloads()).toBe(true);
    reloads();
    expect(ferry.inputsOf('settings.reload')).toEqual([]);
    opened.resolve({ port: 26_810, isAgreedPort: true, address: null });
    await err.shows('Settings, paired devices and networks were read anew');
    stops();
    await err.shows('Stopping');
    expect(hearsReloads()).toBe(true);
    reloads();
    stopping.resolve();
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('settings.reload')).toHaveLength(1);
    expect(hearsReloads()).toBe(false);
  });

  it('says it in events to a program', async () => {
    const ferry = serving();
    const { events, err, stops, ended } = start(['serve', '--json'], ferry);
    await ferry.wasAsked('transfers.goOn');
    ferry.moves(offer({ device: LEO }));
    await ferry.wasAsked('transfer.answer');
    ferry.moves(offer({ device: LEO, stage: 'declined' }));
    stops();
    await ended;
    expect(events().map(({ event }) => event)).toEqual(['ready', 'offer', 'declined']);
    expect(err.text).toBe('');
  });

  it('knows the journal of systemd by the pipe that it was given', () => {
    expect(isJournal({ JOURNAL_STREAM: '8:4321' }, { dev: 8n, ino: 4321n })).toBe(true);
    expect(isJournal({ JOURNAL_STREAM: '8:4321' }, { dev: 8n, ino: 1n })).toBe(false);
    expect(isJournal({}, { dev: 8n, ino: 1n })).toBe(false);
  });
});
