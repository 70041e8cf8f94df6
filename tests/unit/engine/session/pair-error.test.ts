import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import type { PairingEnd } from '../../../../src/engine/pairing/machine.ts';
import { codeWrong, pairingError } from '../../../../src/engine/session/pair-error.ts';
import type { PairForm, PairRole } from '../../../../src/engine/wire/pair-messages.ts';

const codeOf = (end: PairingEnd, role: PairRole, form: PairForm = 'code'): ErrorCode | null =>
  pairingError(end, { role, form, name: 'Studio PC' })?.code ?? null;

const of = (reason: Extract<PairingEnd, { readonly kind: 'refusedByDevice' }>['reason']) => reason;

/** What the person who types is told, and the one who shows. */
const TABLE: readonly (readonly [PairingEnd, ErrorCode | null, ErrorCode | null])[] = [
  [{ kind: 'proven' }, null, null],
  [{ kind: 'canceled' }, null, null],
  [{ kind: 'wrong' }, 'pairing.tries_used', 'pairing.code_burned'],
  [{ kind: 'different' }, 'pairing.pictures_differ', 'pairing.pictures_differ'],
  [{ kind: 'otherDevice' }, 'pairing.other_device', 'pairing.other_device'],
  [{ kind: 'timedOut' }, 'pairing.timed_out', 'pairing.timed_out'],
  [{ kind: 'deviceClosed' }, 'pairing.disconnected', 'pairing.disconnected'],
  [{ kind: 'violation' }, 'pairing.not_understood', 'pairing.not_understood'],
  [{ kind: 'refusedByDevice', reason: of('canceled') }, 'pairing.closed', 'pairing.closed'],
  [{ kind: 'refusedByDevice', reason: of('declined') }, 'pairing.declined', 'pairing.declined'],
  [{ kind: 'refusedByDevice', reason: of('notShown') }, 'pairing.not_shown', 'pairing.not_shown'],
  [{ kind: 'refusedByDevice', reason: of('triesUsed') }, 'pairing.tries_used', 'pairing.tries_used'],
  [{ kind: 'refusedByDevice', reason: of('pausedForSafety') }, 'pairing.paused_there', 'pairing.paused_there'],
  [{ kind: 'refusedByDevice', reason: of('busy') }, 'pairing.busy', 'pairing.busy'],
  [{ kind: 'refusedByDevice', reason: of('different') }, 'pairing.not_understood', 'pairing.not_understood'],
  [{ kind: 'refusedHere', reason: of('triesUsed') }, 'pairing.code_burned', 'pairing.code_burned'],
  [{ kind: 'refusedHere', reason: of('pausedForSafety') }, 'pairing.paused', 'pairing.paused'],
  [{ kind: 'refusedHere', reason: of('declined') }, null, null],
  [{ kind: 'refusedHere', reason: of('notShown') }, null, null],
  [{ kind: 'refusedHere', reason: of('busy') }, null, null],
];

describe('what a person is told', () => {
  it.each(TABLE)('of %j', (end, typer, displayer) => {
    expect([codeOf(end, 'typer'), codeOf(end, 'displayer')]).toEqual([typer, displayer]);
  });

  it('of a wrong QR: no code was guessed at, and none has tries', () => {
    expect(codeOf({ kind: 'wrong' }, 'typer', 'qr')).toBe('pairing.not_shown');
    expect(codeOf({ kind: 'wrong' }, 'displayer', 'qr')).toBeNull();
  });

  it('of pictures that the other person found different: only where there were any', () => {
    expect(codeOf({ kind: 'refusedByDevice', reason: of('different') }, 'typer', 'sas')).toBe(
      'pairing.pictures_differ',
    );
  });

  it('of a wrong code: whose it was, and how many tries are left', () => {
    expect(codeWrong('Studio PC', 2)).toEqual({
      code: 'pairing.code_wrong',
      details: { name: 'Studio PC', triesLeft: 2 },
    });
  });
});
