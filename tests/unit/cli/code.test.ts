// Codes that are typed or piped in, by way of a send to an address.
import { describe, expect, it } from 'vitest';
import { errorInfo, failure } from '../../../src/contract/errors.ts';
import type { TransferId } from '../../../src/contract/transfers.ts';
import { doneTransfer, FakeFerry, OTHER, pairing, SEND, start, transfer } from './fake-ferry.ts';

/** A send that begins, once for each receiver. */
function sending(ids: readonly TransferId[] = [SEND]): FakeFerry {
  let count = 0;
  return new FakeFerry().on('transfer.send', () => ({ id: ids[count++] ?? SEND }));
}

describe('a code that is typed', () => {
  const wrong = errorInfo('pairing.code_wrong', { name: 'Studio PC', triesLeft: 2 });

  it('is asked for at the terminal, again after a wrong one, as it was typed', async () => {
    const session = start(['send', 'a', '--to', '::1'], sending(), { input: 'terminal' });
    const { ferry, out, err, types, ended } = session;
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer({ stage: 'connecting', device: null })).pairs(pairing());
    await out.shows('Code shown on Studio PC: ');
    types('١٢٣-٤٥٦');
    expect(await ferry.wasAsked('pairing.type')).toEqual({ id: 'pairing-1', code: '١٢٣-٤٥٦' });
    ferry.pairs(pairing({ stage: 'checking' }));
    ferry.pairs(pairing({ trouble: wrong }));
    await out.shows('Code shown on Studio PC: ');
    expect(err.text).toBe('ferry: That isn’t the code on Studio PC.\nNothing was shared. 2 tries left.\n');
    types('482915');
    await ferry.wasAsked('pairing.type', 2);
    ferry.pairs(pairing({ stage: 'proven' }));
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
  });

  it('is asked for again where it was none, without a try', async () => {
    const ferry = sending().on('pairing.type', ({ code }: { code: string }) =>
      code === '482915' ? undefined : failure('pairing.not_a_code', {}),
    );
    const { out, err, types, ended } = start(['send', 'a', '--to', '::1'], ferry, { input: 'terminal' });
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer({ stage: 'connecting' })).pairs(pairing({ device: null }));
    for (const line of ['hello', '9'.repeat(1100), '482915']) {
      await out.shows('Code shown on the other device: ');
      types(line);
    }
    await ferry.wasAsked('pairing.type', 2);
    // The long one wasn't even handed on.
    expect(ferry.inputsOf('pairing.type').map((input) => (input as { code: string }).code)).toEqual([
      'hello',
      '482915',
    ]);
    expect(err.text.match(/That isn’t a code\./g)).toHaveLength(2);
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
  });

  it('is the first line of standard input, and after a wrong one the next', async () => {
    const ferry = sending();
    const { out, ended } = start(['send', 'a', '--to', '::1'], ferry, { input: '111111\r\n482915' });
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer({ stage: 'connecting' })).pairs(pairing());
    expect(await ferry.wasAsked('pairing.type')).toEqual({ id: 'pairing-1', code: '111111' });
    ferry.pairs(pairing({ trouble: wrong }));
    expect(await ferry.wasAsked('pairing.type', 2)).toEqual({ id: 'pairing-1', code: '482915' });
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text).not.toContain('Code');
  });

  /** The engine ends a transfer whose pairing has ended. */
  const endsWithPairing = (ferry: FakeFerry): FakeFerry =>
    ferry.on('pairing.end', () => {
      ferry.moves(transfer({ stage: 'failed', trouble: errorInfo('pairing.over', {}) }));
    });

  it('ends with 5 where there is none', async () => {
    const ferry = endsWithPairing(sending());
    const { err, ended } = start(['send', 'a', '--to', '::1'], ferry, { input: '' });
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer({ stage: 'connecting' })).pairs(pairing());
    expect(await ended).toBe(5);
    expect(err.text).toBe(
      'ferry: A code is needed, and there is nowhere to type it.\nRun the command in a terminal, or write the code as the first line of its standard input.\n',
    );
    expect(ferry.inputsOf('pairing.end')).toEqual([{ id: 'pairing-1' }]);
  });

  it('ends with 5 and what was wrong where there is no other', async () => {
    const ferry = endsWithPairing(sending());
    const { err, ended } = start(['send', 'a', '--to', '::1'], ferry, { input: '111111\n' });
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer({ stage: 'connecting' })).pairs(pairing());
    await ferry.wasAsked('pairing.type');
    ferry.pairs(pairing({ trouble: wrong }));
    expect(await ended).toBe(5);
    expect(err.text).toBe('ferry: That isn’t the code on Studio PC.\nNothing was shared. 2 tries left.\n');
  });

  it('isn’t looked for in an endless input', async () => {
    const ferry = endsWithPairing(sending()).refuses('pairing.type', 'pairing.not_a_code', {});
    const { ended } = start(['send', 'a', '--to', '::1'], ferry, { input: 'y\n'.repeat(1000) });
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer({ stage: 'connecting' })).pairs(pairing());
    expect(await ended).toBe(5);
    expect(ferry.inputsOf('pairing.type')).toHaveLength(3);
  });

  it('is asked for one device after the other', async () => {
    const ferry = sending([SEND, OTHER]);
    const { out, types, ended } = start(['send', 'a', '--to', '::1', '--to', '::2'], ferry, { input: 'terminal' });
    await ferry.wasAsked('transfer.send', 2);
    ferry.moves(transfer({ stage: 'connecting' }), transfer({ id: OTHER, stage: 'connecting' }));
    ferry.pairs(pairing(), pairing({ id: 'pairing-2', device: 'Leo' }));
    await out.shows('Code shown on Studio PC: ');
    expect(out.text).not.toContain('Leo:');
    types('111111');
    await out.shows('Code shown on Leo: ');
    types('222222');
    await ferry.wasAsked('pairing.type', 2);
    ferry.moves(doneTransfer(), doneTransfer({ id: OTHER }));
    expect(await ended).toBe(0);
  });

  it('isn’t what was typed before the question was there', async () => {
    const ferry = sending();
    const { out, types, ended } = start(['send', 'a', '--to', '::1'], ferry, { input: 'terminal' });
    types('111111');
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer({ stage: 'connecting' })).pairs(pairing());
    await out.shows('Code shown on Studio PC: ');
    types('482915');
    expect(await ferry.wasAsked('pairing.type')).toEqual({ id: 'pairing-1', code: '482915' });
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
  });

  it('is left alone where another surface asks for it', async () => {
    const ferry = sending().pairs(pairing({ id: 'pairing-0' }));
    const { out, ended } = start(['send', 'a', '--to', '::1'], ferry, { input: 'terminal' });
    await ferry.wasAsked('transfer.send');
    ferry.pairs(pairing({ id: 'pairing-9', role: 'displayer', purpose: 'receive', stage: 'asked' }));
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text).not.toContain('Code');
  });
});
