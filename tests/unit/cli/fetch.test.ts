import { describe, expect, it } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import { FakeFerry, LEO, OTHER, offer, pairing, received, SEND, start } from './fake-ferry.ts';

describe('ferry receive --from', () => {
  const fetching = (answer: object = { resumed: [], pairing: 'pairing-1' }): FakeFerry =>
    new FakeFerry().on('transfer.fetch', () => answer);
  const typing = pairing({ purpose: 'receive' });

  it('asks for the code, then for a yes that Enter gives', async () => {
    const session = start(['receive', '--from', '[::1]:5000'], fetching(), { input: 'terminal' });
    const { ferry, out, types, ended } = session;
    expect(await ferry.wasAsked('transfer.fetch')).toEqual({
      from: { kind: 'address', host: '::1', port: 5000 },
      into: null,
    });
    ferry.pairs(typing, pairing({ id: 'pairing-2' }));
    await out.shows('Code shown on Studio PC: ');
    types('482915');
    await ferry.wasAsked('pairing.type');
    ferry.pairs({ ...typing, stage: 'proven' });
    ferry.moves(offer({ device: LEO }));
    await out.shows('Accept? [Y/n] ');
    types('');
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: true });
    ferry.pairs({ ...typing, stage: 'ended' });
    ferry.moves(received());
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('network.open')).toEqual([]);
    expect(ferry.inputsOf('pairing.type')).toEqual([{ id: 'pairing-1', code: '482915' }]);
  });

  it('takes what it is for where the code was piped in', async () => {
    const { ferry, ended, out, err } = start(['receive', '--from', '::1'], fetching(), { input: '482915\n' });
    await ferry.wasAsked('transfer.fetch');
    ferry.pairs(typing);
    await ferry.wasAsked('pairing.type');
    // So quickly over that nobody has seen it proven.
    ferry.pairs({ ...typing, stage: 'ended' });
    ferry.moves(offer({ device: LEO }));
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: true });
    ferry.moves(offer({ stage: 'moving' }));
    ferry.moves(received());
    expect(await ended).toBe(0);
    expect(err.text).toBe('');
    expect(out.text).toBe(
      'Receiving 12 files, 48 MB, from Studio PC\nReceived 12 files, 48 MB, from Studio PC into Inbox\n',
    );
  });

  it('takes nothing before the code was right', async () => {
    const { ferry, ended } = start(['receive', '--from', '::1'], fetching(), { input: '482915\n' });
    await ferry.wasAsked('transfer.fetch');
    ferry.pairs(typing).moves(offer({ id: OTHER }));
    await ferry.wasAsked('pairing.type');
    expect(ferry.inputsOf('transfer.answer')).toEqual([]);
    ferry.pairs({ ...typing, stage: 'ended', trouble: errorInfo('pairing.tries_used', { name: 'Studio PC' }) });
    expect(await ended).toBe(5);
  });

  it('leaves offers alone that were there before it', async () => {
    const before = fetching().moves(offer({ id: OTHER }));
    const { ferry, ended } = start(['receive', '--from', '::1'], before, { input: '482915\n' });
    await ferry.wasAsked('transfer.fetch');
    ferry.pairs({ ...typing, stage: 'proven' });
    ferry.moves(offer());
    await ferry.wasAsked('transfer.answer');
    ferry.moves(received());
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('transfer.answer')).toEqual([{ id: SEND, accept: true }]);
  });

  it('needs no code for what goes on', async () => {
    const before = fetching({ resumed: [SEND], pairing: null }).moves(offer({ stage: 'stopped' }));
    const { ferry, ended, out } = start(['receive', '--from', '::1'], before);
    ferry.on('transfer.fetch', () => {
      ferry.moves(offer({ stage: 'moving' }));
      return { resumed: [SEND], pairing: null };
    });
    await ferry.wasAsked('transfer.fetch');
    ferry.moves(received());
    expect(await ended).toBe(0);
    expect(out.text).toContain('Received 12 files');
  });

  it('ends when our person declines', async () => {
    const { ferry, out, types, ended } = start(['receive', '--from', '::1'], fetching(), { input: 'terminal' });
    await ferry.wasAsked('transfer.fetch');
    ferry.pairs({ ...typing, stage: 'proven' });
    ferry.moves(offer());
    await out.shows('Accept? [Y/n] ');
    types('n');
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: false });
    expect(await ended).toBe(3);
  });

  it('ends when the offer is taken back', async () => {
    const { ferry, out, ended } = start(['receive', '--from', '::1'], fetching(), { input: 'terminal' });
    await ferry.wasAsked('transfer.fetch');
    ferry.pairs({ ...typing, stage: 'proven' });
    ferry.moves(offer());
    await out.shows('Accept? [Y/n] ');
    ferry.moves(offer({ stage: 'canceled' }));
    expect(await ended).toBe(1);
  });

  it('ends when no offer comes', async () => {
    const { ferry, ended, err, clock } = start(['receive', '--from', '::1'], fetching(), { input: '482915\n' });
    await ferry.wasAsked('transfer.fetch');
    ferry.pairs({ ...typing, stage: 'proven' });
    clock.pass(30_000);
    expect(await ended).toBe(4);
    expect(err.text).toContain('Studio PC sends nothing.');
  });

  it('ends soon when the connection does, and no offer came', async () => {
    const { ferry, ended, clock, err } = start(['receive', '--from', '::1'], fetching(), { input: '482915\n' });
    await ferry.wasAsked('transfer.fetch');
    ferry.pairs(typing);
    await ferry.wasAsked('pairing.type');
    ferry.pairs({ ...typing, stage: 'proven' });
    ferry.pairs({ ...typing, stage: 'ended' });
    clock.pass(1000);
    expect(await ended).toBe(4);
    expect(err.text).toContain('Studio PC sends nothing.');
  });

  it('ends with 5 where there is no code', async () => {
    const { ferry, ended, err } = start(['receive', '--from', '::1'], fetching(), { input: '' });
    await ferry.wasAsked('transfer.fetch');
    ferry.pairs(typing);
    expect(await ended).toBe(5);
    expect(err.text).toContain('A code is needed');
    expect(ferry.inputsOf('pairing.end')).toHaveLength(1);
  });

  it('says that nothing is there', async () => {
    const ferry = new FakeFerry().refuses('transfer.fetch', 'device.unreachable', { name: '', where: '::1' });
    const { ended, err } = start(['receive', '--from', '::1'], ferry);
    expect(await ended).toBe(4);
    expect(err.text).toBe(
      'ferry: Can’t reach that device.\nNo Ferry answered at ::1. Check the address, and that Ferry is open there and on the same network.\n',
    );
  });

  it.each([
    [['--from', '::1', '--once'], '--from and --once can’t be used together.'],
    [['--from', '::1', '--yes'], '--from and --yes can’t be used together.'],
    [['photos'], '“photos” is one argument too many.'],
  ])('isn’t written like this: %j', async (words, title) => {
    const { ended, err } = start(['receive', ...words], fetching());
    expect(await ended).toBe(2);
    expect(err.text).toContain(title);
  });
});
