import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { FakeFerry, LEO, OTHER, offer, pairing, received, SEND, start } from './fake-ferry.ts';

const receiving = (): FakeFerry =>
  new FakeFerry().on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }));

describe('ferry receive', () => {
  it('opens the network, takes offers, and says where it is reached', async () => {
    const { ferry, ended, out, stops } = start(['receive', '--port', '5000'], receiving());
    expect(await ferry.wasAsked('receive.offers')).toEqual({ into: null });
    expect(ferry.inputsOf('network.open')).toEqual([{ port: 5000, address: null }]);
    stops();
    expect(await ended).toBe(130);
    expect(out.text).toBe(
      'Calm Pier is ready to receive into Downloads.\nOthers reach it at 192.0.2.7. Ctrl-C ends it.\nStopped.\n',
    );
  });

  it('asks before it takes anything, and says what it would take', async () => {
    const { ferry, out, types, ended } = start(['receive', '--once'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer({ hasActiveTypes: true, device: LEO, total: { files: 12, folders: 0, bytes: 48_000_000 } }));
    await out.shows('Accept? [y/N] ');
    expect(out.text).toContain(
      [
        'Leo’s laptop, which isn’t paired with this device, wants to send 12 files, 48 MB.',
        'Into Inbox: photos, notes.txt, 10 more',
        'Programs or scripts are among them.',
        'Accept? [y/N] ',
      ].join('\n'),
    );
    types('perhaps');
    await out.shows('Accept? [y/N] ');
    types('Y');
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: true });
    ferry.moves(offer({ stage: 'moving' }));
    ferry.moves(received());
    expect(await ended).toBe(0);
    expect(out.text).toContain('Received 12 files, 48 MB, from Studio PC into Inbox\n');
  });

  it('limits what it takes before that can move, and what went on from before', async () => {
    const ferry = receiving().moves(received({ id: OTHER, stage: 'away' }));
    const { ended, stops } = start(['receive', '--yes', '--limit', '500k'], ferry);
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await ferry.wasAsked('transfer.answer');
    const limits = ferry.inputsOf('transfer.limit') as { readonly id: string; readonly limit: object }[];
    expect(limits.map(({ id }) => id)).toEqual([SEND]);
    expect(limits[0]?.limit).toMatchObject({ bytesPerSecond: 500_000 });
    const asked = ferry.asked.map(({ command }) => command);
    expect(asked.indexOf('transfer.limit')).toBeLessThan(asked.indexOf('transfer.answer'));
    ferry.moves(received({ id: OTHER, stage: 'moving' }));
    expect(await ferry.wasAsked('transfer.limit', 2)).toEqual({ ...limits[0], id: OTHER });
    ferry.moves(received(), received({ id: OTHER }));
    stops();
    await ended;
  });

  it('leaves what moves in one that runs as it is', async () => {
    const ferry = receiving().moves(received({ id: OTHER, stage: 'moving' }));
    ferry.isOwn = false;
    const { ended, stops } = start(['receive', '--yes', '--limit', '500k'], ferry);
    await ferry.wasAsked('receive.offers');
    ferry.moves(received({ id: OTHER, stage: 'moving', activeMs: 1 }));
    ferry.moves(received({ id: OTHER }));
    stops();
    await ended;
    expect(ferry.inputsOf('transfer.limit')).toEqual([]);
  });

  it.each(['', 'n', 'NO', 'no '])('takes %j for a no', async (answer) => {
    const { ferry, out, types, ended } = start(['receive', '--once'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await out.shows('Accept? [y/N] ');
    types(answer);
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: false });
    ferry.moves(offer({ stage: 'declined' }));
    expect(await ended).toBe(3);
    expect(out.text).toContain('Declined what Studio PC wanted to send\n');
  });

  it('takes the end of what is typed for a no', async () => {
    const { ferry, out, endsInput, ended } = start(['receive', '--once'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await out.shows('Accept? [y/N] ');
    endsInput();
    expect(await ended).toBe(3);
  });

  it('understands the answers of its language', async () => {
    const env = { LANG: 'de_DE.UTF-8' };
    const { ferry, out, types, ended } = start(['receive', '--once'], receiving(), { input: 'terminal', env });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await out.shows('Annehmen? [j/N] ');
    types('Ja');
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: true });
    ferry.moves(received());
    expect(await ended).toBe(0);
  });

  it('declines what it can’t ask anybody about', async () => {
    const { ferry, ended, out } = start(['receive', '--once'], receiving());
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: false });
    expect(await ended).toBe(3);
    expect(out.text).toContain('Declined what Studio PC wanted to send');
  });

  it('declines with --quiet, too, where nobody would see the question', async () => {
    const { ferry, ended, err } = start(['receive', '--once', '--quiet'], receiving(), { input: 'y\n' });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    expect(await ended).toBe(3);
    expect(err.text).toBe('');
  });

  it('takes from paired devices with --yes, and from nobody else', async () => {
    const { ferry, ended, out, stops } = start(['receive', '--yes'], receiving());
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer(), offer({ id: OTHER, device: LEO }));
    await ferry.wasAsked('transfer.answer', 2);
    expect(ferry.inputsOf('transfer.answer')).toEqual([
      { id: SEND, accept: true },
      { id: OTHER, accept: false },
    ]);
    ferry.moves(received());
    stops();
    expect(await ended).toBe(130);
    expect(out.text).toContain('Received 12 files, 48 MB, from Studio PC into Inbox');
  });

  it('asks about a new device with --yes at a terminal', async () => {
    const { ferry, ended, out, types } = start(['receive', '--yes', '--once'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer({ device: LEO }));
    await out.shows('Accept? [y/N] ');
    types('n');
    expect(await ended).toBe(3);
  });

  it('goes on after one without --once, whatever became of it', async () => {
    const { ferry, ended, stops } = start(['receive', '--yes'], receiving());
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await ferry.wasAsked('transfer.answer');
    ferry.moves(received());
    ferry.moves(offer({ id: OTHER }));
    await ferry.wasAsked('transfer.answer', 2);
    ferry.moves(received({ id: OTHER, stage: 'failed', trouble: errorInfo('transfer.gone', { name: 'Studio PC' }) }));
    stops();
    expect(await ended).toBe(130);
  });

  it('follows what goes on from before, without a question, as often as it does', async () => {
    const { ferry, ended, out, stops } = start(['receive'], receiving().moves(offer({ stage: 'stopped' })));
    await ferry.wasAsked('receive.offers');
    expect(out.text).not.toContain('Stopped');
    ferry.moves(offer({ stage: 'moving' }));
    ferry.moves(offer({ stage: 'stopped' }));
    ferry.moves(offer({ stage: 'moving' }));
    ferry.moves(received());
    ferry.on('transfer.stop', () => undefined);
    stops();
    expect(await ended).toBe(130);
    expect(out.text.split('\n').slice(2)).toEqual([
      'Receiving 12 files, 48 MB, from Studio PC',
      'Stopped. To go on: ferry transfers resume a1b2c3d4',
      'Receiving 12 files, 48 MB, from Studio PC',
      'Received 12 files, 48 MB, from Studio PC into Inbox',
      'Stopped.',
      '',
    ]);
  });

  it('takes the question back when the offer is, and waits for another', async () => {
    const { ferry, ended, out, types } = start(['receive', '--once'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await out.shows('Accept? [y/N] ');
    ferry.moves(offer({ stage: 'canceled' }));
    await out.shows('Studio PC doesn’t want to send it any more');
    ferry.moves(offer({ id: OTHER }));
    await out.shows('Accept? [y/N] ');
    types('n');
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: OTHER, accept: false });
    expect(await ended).toBe(3);
  });

  it('follows what was answered on another surface', async () => {
    const { ferry, ended, out } = start(['receive', '--once'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await out.shows('Accept? [y/N] ');
    ferry.moves(offer({ stage: 'moving' }));
    ferry.moves(received());
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('transfer.answer')).toEqual([]);
  });

  it('declines what it can’t take after all, and says why', async () => {
    const ferry = receiving().refuses('transfer.answer', 'transfer.disk_full', { neededBytes: 2e9, freeBytes: 1e9 });
    const { ended, err } = start(['receive', '--yes', '--once'], ferry);
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await ferry.wasAsked('transfer.answer', 2);
    expect(ferry.inputsOf('transfer.answer')[1]).toEqual({ id: SEND, accept: false, isUnable: true });
    expect(await ended).toBe(1);
    expect(err.text).toContain('Not enough space on this computer.\n2 GB needed, 1 GB free.');
  });

  it.each([[], ['--json']])('says why what comes can’t be taken at all %j', async (...json) => {
    const { ferry, ended, out, err } = start(['receive', '--yes', '--once', ...json], receiving());
    await ferry.wasAsked('receive.offers');
    const trouble = errorInfo('transfer.disk_full', { neededBytes: 2e9, freeBytes: 1e9 });
    ferry.moves(offer({ stage: 'preparing' }));
    ferry.moves(offer({ stage: 'failed', trouble }), offer({ id: OTHER, stage: 'failed', direction: 'send', trouble }));
    expect(await ended).toBe(1);
    expect(ferry.inputsOf('transfer.answer')).toEqual([]);
    if (json.length === 0)
      expect(err.text.match(/Not enough space on this computer\.\n2 GB needed, 1 GB free/g)).toHaveLength(1);
    else expect(out.text.match(/"event":"(offer|error)"/g)).toEqual(['"event":"offer"', '"event":"error"']);
  });

  it('says how a received transfer ended that it can go on with', async () => {
    const { ferry, ended, out, stops } = start(['receive', '--yes'], receiving());
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer());
    await ferry.wasAsked('transfer.answer');
    ferry.moves(offer({ stage: 'moving' }));
    ferry.on('transfer.stop', () => {
      ferry.moves(offer({ stage: 'stopped' }));
    });
    stops();
    expect(await ended).toBe(130);
    expect(out.text).toContain('Stopped. To go on: ferry transfers resume a1b2c3d4\n');
  });

  it('leaves an engine that runs elsewhere as it was', async () => {
    for (const way of ['done', 'stopped']) {
      const ferry = receiving();
      ferry.isOwn = false;
      const { ended, stops } = start(['receive', '--yes', '--once'], ferry);
      await ferry.wasAsked('receive.offers');
      if (way === 'stopped') stops();
      else {
        ferry.moves(offer());
        await ferry.wasAsked('transfer.answer');
        ferry.moves(received());
      }
      expect(await ended).toBe(way === 'done' ? 0 : 130);
      expect(ferry.inputsOf('receive.offers')).toEqual([{ into: null }, null]);
    }
  });
});

describe('ferry receive --into', () => {
  it('puts what comes into a folder that is there', async () => {
    const cwd = await tempFolder();
    await mkdir(join(cwd, 'in'));
    const { ferry, ended, out, stops } = start(['receive', '--into', 'in'], receiving(), { cwd });
    expect(await ferry.wasAsked('receive.offers')).toEqual({ into: join(cwd, 'in') });
    stops();
    expect(await ended).toBe(130);
    expect(out.text).toContain(`ready to receive into ${join(cwd, 'in')}.`);
  });

  it.each(['nowhere', 'file'])('refuses %s', async (name) => {
    const cwd = await tempFolder();
    await writeFile(join(cwd, 'file'), '');
    const { ferry, ended, err } = start(['receive', '--into', name], receiving(), { cwd });
    expect(await ended).toBe(1);
    expect(err.text).toContain(`That folder doesn’t exist.\nMake ${join(cwd, name)} first`);
    expect(ferry.opened).toBeNull();
  });
});

describe('a new device that asks for a code', () => {
  const asks = pairing({ role: 'displayer', purpose: 'receive', stage: 'asked', device: 'Leo\u202e' });

  it('is shown one when our person lets it', async () => {
    const { ferry, out, types, ended } = start(['receive', '--once'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.pairs(asks);
    await out.shows(
      'A new device calling itself Leo<U+202E> wants to send or to pair. Show it a code? [y/N, or b to block it] ',
    );
    types('y');
    expect(await ferry.wasAsked('pairing.allow')).toEqual({ id: 'pairing-1' });
    ferry.pairs({ ...asks, stage: 'waiting', code: '482915' });
    await out.shows('Code: 482 915\nType it on Leo<U+202E>.\n');
    expect(out.text.match(/Show it a code/g)).toHaveLength(1);
    ferry.pairs({ ...asks, stage: 'proven' });
    ferry.moves(offer({ device: LEO }));
    await out.shows('Accept? [y/N] ');
    types('y');
    await ferry.wasAsked('transfer.answer');
    ferry.moves(received({ device: LEO }));
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('pairing.keep')).toEqual([]);
  });

  it('is shown none when our person doesn’t, who goes on waiting', async () => {
    const { ferry, out, types, stops, ended } = start(['receive', '--once'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.pairs(asks);
    await out.shows('Show it a code? [y/N, or b to block it] ');
    types('');
    expect(await ferry.wasAsked('pairing.end')).toEqual({ id: 'pairing-1' });
    ferry.pairs({ ...asks, stage: 'ended' });
    stops();
    expect(await ended).toBe(130);
    expect(ferry.inputsOf('pairing.allow')).toEqual([]);
  });

  it('is shown none where there is nobody to see it', async () => {
    const { ferry, ended, out } = start(['receive', '--once'], receiving());
    await ferry.wasAsked('receive.offers');
    ferry.pairs(asks);
    await ferry.wasAsked('pairing.end');
    expect(await ended).toBe(3);
    expect(out.text).toContain('A new device calling itself Leo<U+202E> asked for a code; none was shown.');
  });

  it('doesn’t end a wait for paired devices', async () => {
    const { ferry, ended } = start(['receive', '--once', '--yes'], receiving());
    await ferry.wasAsked('receive.offers');
    ferry.pairs(asks);
    await ferry.wasAsked('pairing.end');
    ferry.moves(offer());
    await ferry.wasAsked('transfer.answer');
    ferry.moves(received());
    expect(await ended).toBe(0);
  });

  it('isn’t who another surface shows a code to', async () => {
    const { ferry, out, stops, ended } = start(['receive'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.pairs({ ...asks, purpose: 'pair', stage: 'waiting', device: null, code: '482915' });
    stops();
    expect(await ended).toBe(130);
    expect(out.text).not.toContain('Code');
    expect(ferry.inputsOf('pairing.end')).toEqual([]);
  });

  it('is forgotten when it gives up before our person has answered', async () => {
    const { ferry, out, stops, ended } = start(['receive'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.pairs(asks);
    await out.shows('Show it a code? [y/N, or b to block it] ');
    ferry.pairs({ ...asks, stage: 'ended', trouble: errorInfo('pairing.disconnected', { name: 'Leo' }) });
    ferry.with({ pairings: {} });
    stops();
    expect(await ended).toBe(130);
    expect(ferry.inputsOf('pairing.allow')).toEqual([]);
    expect(ferry.inputsOf('pairing.end')).toEqual([]);
  });

  it.each([
    ['y', 'pairing.keep'],
    ['n', 'pairing.end'],
  ] as const)('may pair where that is what it is for: %s', async (answer, command) => {
    const { ferry, out, types, stops, ended } = start(['receive'], receiving(), { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    ferry.pairs({ ...asks, purpose: 'pair' });
    await out.shows('wants to send or to pair. Show it a code? [y/N, or b to block it] ');
    types('y');
    await ferry.wasAsked('pairing.allow');
    ferry.pairs({ ...asks, purpose: 'pair', stage: 'proven' });
    await out.shows('Pair with Leo<U+202E>? Next time no code is needed. [y/N] ');
    types(answer);
    await ferry.wasAsked(command);
    ferry.pairs({ ...asks, purpose: 'pair', stage: answer === 'y' ? 'paired' : 'ended' });
    stops();
    expect(await ended).toBe(130);
    if (answer === 'y') expect(out.text).toContain('Paired with Leo<U+202E>\n');
  });
});
