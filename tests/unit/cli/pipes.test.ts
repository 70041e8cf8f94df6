// What standard input or output is content: everything else that is said or asked goes elsewhere.
import { describe, expect, it } from 'vitest';
import { FakeFerry, offer, received, SEND, start } from './fake-ferry.ts';

const ONE = { total: { files: 1, folders: 0, bytes: 6 }, names: ['backup.tar'] };
const receiving = (): FakeFerry =>
  new FakeFerry().on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }));
const PLACE = { path: expect.any(String), token: expect.stringMatching(/^[0-9a-f]{64}$/) };

describe('ferry receive --stdout', () => {
  it('takes one file, and says all that it says on standard error', async () => {
    const { ferry, ended, out, err } = start(['receive', '--stdout', '--yes'], receiving());
    expect(await ferry.wasAsked('receive.offers')).toEqual({ into: null, forOutput: true });
    ferry.moves(offer({ ...ONE, isStream: true }));
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: true, output: PLACE });
    ferry.moves(received({ ...ONE, into: null }));
    expect(await ended).toBe(0);
    expect(out.text).toBe('');
    expect(err.text).toMatch(/^Calm Pier is ready to receive one file for standard output\.\n/);
    expect(err.text).toMatch(/\nReceived 12 files, 48 MB, from Studio PC\n$/);
  });

  it('writes its events there, too', async () => {
    const { ferry, ended, out, err } = start(['receive', '--stdout', '--yes', '--json'], receiving());
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer({ ...ONE, isStream: true }));
    await ferry.wasAsked('transfer.answer');
    ferry.moves(received({ ...ONE, into: null }));
    expect(await ended).toBe(0);
    expect(out.text).toBe('');
    const events = err.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly event: string });
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(['offer', 'done']));
    expect(events.find(({ event }) => event === 'offer')).toMatchObject({ isStream: true });
  });

  it('declines more than one file, and says what to do', async () => {
    const { ferry, ended, err } = start(['receive', '--stdout', '--yes'], receiving());
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer({ total: { files: 2, folders: 0, bytes: 6 } }));
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: false });
    expect(await ended).toBe(1);
    expect(err.text).toContain(
      'ferry: Studio PC offers more than one file, or a text.\nStandard output takes one file.',
    );
  });

  it('gives up what it was stopped in, since nobody could go on with it', async () => {
    const { ferry, ended, err, stops } = start(['receive', '--stdout', '--yes'], receiving());
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer(ONE));
    await ferry.wasAsked('transfer.answer');
    ferry.moves(offer({ ...ONE, stage: 'moving' }));
    stops();
    expect(await ferry.wasAsked('transfer.discard')).toEqual({ id: SEND });
    expect(await ended).toBe(130);
    expect(err.text).not.toContain('ferry transfers resume');
  });
});
