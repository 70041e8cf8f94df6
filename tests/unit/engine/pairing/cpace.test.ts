import { randomBytes } from 'node:crypto';
import { ristretto255 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import {
  answerAsDisplayer,
  type CpaceContext,
  passwordOf,
  scalarMultiply,
  startAsTyper,
} from '../../../../src/engine/pairing/cpace.ts';
import { checkCpace } from '../../../vectors/cpace.ts';

it('agrees with every vector of the draft for ristretto255 and SHA-512', () => {
  expect(checkCpace()).toEqual({ name: 'CPace', passed: 40 });
});

const key = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const context = (changes: Partial<CpaceContext> = {}): CpaceContext => ({
  handshakeHash: key(1),
  displayerKey: key(2),
  typerKey: key(3),
  attempt: 1,
  ...changes,
});
const code = (digits: string): Secret => passwordOf('code', new Secret(Buffer.from(digits)));

/** Runs both sides as far as they go, and says how far. */
function run(typerCode: Secret, displayerCode: Secret, typer = context(), displayer = context()) {
  const typing = startAsTyper(typerCode, typer, randomBytes);
  const shown = answerAsDisplayer(displayerCode, displayer, typing.share, randomBytes);
  const proof = shown === null ? null : typing.prove(shown.share);
  if (shown === null || proof === null) return 'refused';
  const confirmation = shown.confirm(proof.tag);
  if (confirmation === null) return 'wrong';
  return proof.isConfirmedBy(confirmation) ? 'proven' : 'unconfirmed';
}

describe('a run of CPace', () => {
  it('says what the worked example of the specification says', () => {
    // Computed a second time by a program of its own, in Python, group and all.
    const hex = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('hex');
    const fixed = context({ handshakeHash: key(3), displayerKey: key(4), typerKey: key(5) });
    const typing = startAsTyper(code('482915'), fixed, () => key(0x11));
    const shown = answerAsDisplayer(code('482915'), fixed, typing.share, () => key(0x22));
    const tag = typing.prove(shown?.share ?? key(0))?.tag;
    expect([typing.share, shown?.share, tag, shown?.confirm(tag ?? key(0))].map(hex)).toEqual([
      'faebe5855079590c6a12f5703ce599e4e9a280459e2b7d574f263331cf2c072e',
      '3477b482ecf52a986fbca9472ecc9aff4ff5a879f64906722486a444a334113e',
      '49fcf773381deecfef88d742e843e551575beae118604c485cea6e7be455b990',
      '6ddfe6f574736f22cf1b4c72ddb5dcdacb740791cea966c376eb26ccc0090be9',
    ]);
  });

  it('proves that both know the same code', () => {
    expect(run(code('482915'), code('482915'))).toBe('proven');
  });

  it('fails for another code', () => {
    expect(run(code('482916'), code('482915'))).toBe('wrong');
  });

  it('fails where six digits and a QR secret happen to be the same bytes', () => {
    const bytes = Buffer.from('4829154829154829');
    expect(run(passwordOf('qr', new Secret(bytes)), passwordOf('qr', new Secret(bytes)))).toBe('proven');
    expect(run(passwordOf('code', new Secret(bytes.subarray(0, 6))), passwordOf('qr', new Secret(bytes)))).toBe(
      'wrong',
    );
  });

  it.each([
    ['handshake hash', { handshakeHash: key(9) }],
    ['key of the displayer', { displayerKey: key(9) }],
    ['key of the typer', { typerKey: key(9) }],
    ['attempt', { attempt: 2 }],
  ])('fails where the %s differs', (_what, changes) => {
    expect(run(code('482915'), code('482915'), context(changes))).toBe('wrong');
  });

  it('has its roles in the keys: neither share nor tag is taken back as an answer', () => {
    const typing = startAsTyper(code('482915'), context(), randomBytes);
    expect(typing.prove(typing.share)).toBeNull();
    const shown = answerAsDisplayer(code('482915'), context(), typing.share, randomBytes);
    const proof = typing.prove(shown?.share ?? key(0));
    expect(proof?.isConfirmedBy(proof.tag)).toBe(false);
  });

  it.each([
    ['the identity', key(0)],
    ['no point', Buffer.from('2b3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c', 'hex')],
    ['a value that is not reduced', key(255)],
    ['a negative value', Buffer.from(`01${'00'.repeat(31)}`, 'hex')],
    ['a point cut short', ristretto255.Point.BASE.toBytes().subarray(0, 31)],
    ['a point with a byte more', Buffer.concat([ristretto255.Point.BASE.toBytes(), Buffer.of(0)])],
    ['nothing', new Uint8Array()],
  ])('refuses %s as a share', (_what, share) => {
    expect(answerAsDisplayer(code('482915'), context(), share, randomBytes)).toBeNull();
    expect(startAsTyper(code('482915'), context(), randomBytes).prove(share)).toBeNull();
  });

  it('gives nothing for the one scalar that makes the identity of a point', () => {
    // The order. Nothing that is drawn reaches it, since the top four bits are cleared.
    const order = new Secret(Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex'));
    expect(scalarMultiply(order, ristretto255.Point.BASE.toBytes())).toBeNull();
  });

  it('draws its scalar anew while it is zero, and with the top four bits cleared', () => {
    const draws = [key(0), Uint8Array.from({ length: 32 }, (_, at) => (at === 31 ? 0xf0 : 0)), key(255)];
    const typing = startAsTyper(code('482915'), context(), () => draws.shift() ?? key(1));
    expect(draws).toEqual([]);
    expect(typing.share).toHaveLength(32);
  });

  it('draws fresh shares each time', () => {
    const shares = Array.from({ length: 5 }, () => startAsTyper(code('482915'), context(), randomBytes).share);
    expect(new Set(shares.map((share) => Buffer.from(share).toString('hex'))).size).toBe(5);
  });
});
