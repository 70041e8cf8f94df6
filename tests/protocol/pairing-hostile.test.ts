// What a device that speaks the protocol, but not as it should, gets out of pairing: nothing to change it by, and
// nothing to try at home.
import { createHmac, randomBytes } from 'node:crypto';
import { ristretto255 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/engine/crypto/hash.ts';
import { answerAsDisplayer, passwordOf, startAsTyper } from '../../src/engine/pairing/cpace.ts';
import { runSas } from '../../src/engine/pairing/run-sas.ts';
import { commitmentOf, type Sas, sasOf } from '../../src/engine/pairing/sas.ts';
import type { PairMessage } from '../../src/engine/wire/pair-messages.ts';
import {
  codeOf,
  display,
  hear,
  hearA,
  kinds,
  openSheet,
  POINT,
  say,
  settle,
  typeCodes,
  wrongCode,
} from '../support/pairing.ts';
import { endsOf, recordPorts, type SentRecord } from '../support/record-ports.ts';

/** A typer of the product whose other side is the test. */
function typerAlone(code = '482915') {
  const { clock } = openSheet();
  const [port, attacker] = recordPorts();
  return { clock, port, attacker, typer: typeCodes(port, clock, [code, code, code]) };
}

/** A displayer of the product whose other side is the test, with its PAIR_START read. */
async function displayerAlone() {
  const { clock, sheet, code } = openSheet();
  const [attacker, port] = recordPorts();
  await say(attacker, { kind: 'start', role: 'typer', form: 'code' });
  const displayer = await display(port, sheet, clock);
  await hearA(attacker, 'start');
  return { clock, sheet, code, port, attacker, displayer };
}

const NOT_POINTS: readonly (readonly [string, Uint8Array])[] = [
  ['the identity', new Uint8Array(32)],
  ['a value that is not reduced', new Uint8Array(32).fill(255)],
  ['a negative value', Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0))],
  ['no square', Buffer.from('2b3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c', 'hex')],
  ['a point of low order on the curve beneath', Buffer.from(`ec${'ff'.repeat(30)}7f`, 'hex')],
];

describe.each(NOT_POINTS)('%s as a share', (_what, point) => {
  it('ends the displayer, with nothing of the code said and no guess counted', async () => {
    const { sheet, attacker, port, displayer } = await displayerAlone();
    await say(attacker, { kind: 'share', point });
    expect(await displayer.end).toEqual({ kind: 'violation' });
    expect(kinds(port.sent)).toEqual(['start']);
    expect(sheet.begin('code', 'b')).toBeTypeOf('object');
  });

  it('ends the typer, with its tag unsent', async () => {
    const { attacker, port, typer } = typerAlone();
    await hearA(attacker, 'start');
    await say(attacker, { kind: 'start', role: 'displayer', form: 'code' });
    await hearA(attacker, 'share');
    await say(attacker, { kind: 'share', point });
    expect(await typer.end).toEqual({ kind: 'violation' });
    expect(kinds(port.sent)).toEqual(['start', 'share']);
  });
});

describe('messages come back', () => {
  it('a typer whose every message is reflected ends, with its tag unsent', async () => {
    const { attacker, port, typer } = typerAlone();
    await attacker.send(...pair(await attacker.receive()));
    expect(await typer.end).toEqual({ kind: 'violation' });
    expect(kinds(port.sent)).toEqual(['start']);
  });

  it('a typer whose share is reflected ends, with its tag unsent', async () => {
    const { attacker, port, typer } = typerAlone();
    await hearA(attacker, 'start');
    await say(attacker, { kind: 'start', role: 'displayer', form: 'code' });
    await attacker.send(...pair(await attacker.receive()));
    expect(await typer.end).toEqual({ kind: 'violation' });
    expect(kinds(port.sent)).toEqual(['start', 'share']);
  });

  it('a typer whose tag is reflected ends unproven', async () => {
    const { attacker, typer } = typerAlone();
    await hearA(attacker, 'start');
    await say(attacker, { kind: 'start', role: 'displayer', form: 'code' });
    await hearA(attacker, 'share');
    await say(attacker, { kind: 'share', point: POINT });
    await attacker.send(...pair(await attacker.receive()));
    expect(await typer.end).toEqual({ kind: 'violation' });
  });

  it('a displayer whose share is reflected as a tag counts a guess', async () => {
    const { sheet, attacker, displayer } = await displayerAlone();
    await say(attacker, { kind: 'share', point: POINT });
    const { point } = await hearA(attacker, 'share');
    await say(attacker, { kind: 'confirm', tag: point });
    expect(await hear(attacker)).toEqual({ kind: 'wrong', triesLeft: 2 });
    attacker.cut();
    await displayer.end;
    expect(sheet.code).not.toBeNull();
  });
});

const pair = ({ type, body }: SentRecord): [number, Uint8Array] => [type, body];

/** What one honest pairing says, each side. */
async function recording(code = '482915') {
  const { clock, sheet } = openSheet();
  const [left, right] = recordPorts();
  const shown = Buffer.from(sheet.code?.reveal() ?? []).toString();
  const typer = typeCodes(left, clock, [shown]);
  const displayer = await display(right, sheet, clock);
  await Promise.all([typer.end, displayer.end]);
  return { code, left: left.sent, right: right.sent };
}

describe('messages of another time', () => {
  it('prove nothing to a displayer, on the same keys and even the same hash', async () => {
    const { left } = await recording();
    const { attacker, port, displayer } = await displayerAlone();
    for (const record of left.slice(1)) await attacker.send(...pair(record));
    await settle();
    attacker.cut();
    await displayer.end;
    expect(kinds(port.sent)).toEqual(['start', 'share', 'wrong']);
  });

  it('prove nothing to a typer', async () => {
    const { right } = await recording();
    const { attacker, typer } = typerAlone();
    for (const record of right) await attacker.send(...pair(record));
    expect(await typer.end).toEqual({ kind: 'violation' });
  });

  it('prove nothing in the second try of the same connection', async () => {
    const { attacker, port, displayer } = await displayerAlone();
    await say(attacker, { kind: 'share', point: POINT });
    await hearA(attacker, 'share');
    await say(attacker, { kind: 'confirm', tag: randomBytes(32) });
    await hearA(attacker, 'wrong');
    for (const record of attacker.sent.slice(1)) await attacker.send(...pair(record));
    await settle();
    attacker.cut();
    await displayer.end;
    expect(kinds(port.sent)).toEqual(['start', 'share', 'wrong', 'share', 'wrong']);
  });
});

describe('messages cut, extended or changed', () => {
  const changes = (body: Uint8Array): Uint8Array[] => [
    ...(body.length > 0 ? [body.subarray(0, -1), body.subarray(1)] : []),
    Buffer.concat([body, Buffer.of(0)]),
    Buffer.concat([body, body, body]),
  ];

  it('end a displayer at each place', async () => {
    const { left } = await recording();
    for (const [at, record] of left.entries()) {
      if (at === 0) continue;
      for (const body of changes(record.body)) {
        const { attacker, port, displayer } = await displayerAlone();
        for (const before of left.slice(1, at)) await attacker.send(...pair(before));
        await attacker.send(record.type, body);
        expect(await displayer.end).toEqual({ kind: 'violation' });
        expect(kinds(port.sent)).not.toContain('confirm');
      }
    }
  });

  it('end a typer at each place', async () => {
    const { right } = await recording();
    for (const [at, record] of right.entries()) {
      for (const body of changes(record.body)) {
        const { attacker, typer } = typerAlone();
        for (const before of right.slice(0, at)) await attacker.send(...pair(before));
        await attacker.send(record.type, body);
        expect(await typer.end).toEqual({ kind: 'violation' });
      }
    }
  });

  it('prove nothing with any one bit of a tag changed', async () => {
    const context = { handshakeHash: POINT, displayerKey: POINT, typerKey: POINT, attempt: 1 };
    const password = passwordOf('code', codeOf('482915'));
    const typing = startAsTyper(password, context, randomBytes);
    const shown = answerAsDisplayer(password, context, typing.share, randomBytes);
    const tag = typing.prove(shown?.share ?? POINT)?.tag ?? POINT;
    expect(shown?.confirm(tag)).not.toBeNull();
    for (let bit = 0; bit < 256; bit++) {
      const changed = Uint8Array.from(tag, (byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(shown?.confirm(changed)).toBeNull();
    }
  });

  it('end either side out of their turn', async () => {
    const others: readonly PairMessage[] = [
      { kind: 'start', role: 'typer', form: 'code' },
      { kind: 'confirm', tag: randomBytes(32) },
      { kind: 'wrong', triesLeft: 1 },
      { kind: 'sasReveal', nonce: randomBytes(32) },
      { kind: 'keep', announceKey: POINT, signingKey: POINT, signature: Buffer.alloc(64) },
      { kind: 'forget' },
    ];
    for (const message of others) {
      const { attacker, displayer } = await displayerAlone();
      await say(attacker, message);
      expect(await displayer.end).toEqual({ kind: 'violation' });
      const alone = typerAlone();
      await say(alone.attacker, message);
      expect(await alone.typer.end).toEqual({ kind: 'violation' });
    }
    const { attacker, displayer } = await displayerAlone();
    await attacker.send(0x30, Buffer.alloc(10));
    expect(await displayer.end).toEqual({ kind: 'violation' });
  });
});

describe('trying codes at home', () => {
  const CODES = Array.from({ length: 200 }, (_, at) => wrongCode('482915', at * 4999));
  const context = { handshakeHash: sha256(POINT), displayerKey: POINT, typerKey: sha256(POINT), attempt: 1 };
  const ORDER = ristretto255.Point.Fn.ORDER;

  /** Which codes of the sample could be the one, by what was seen? A test for each code that says no, or doesn't. */
  const consistent = (isPossible: (code: string) => boolean): string[] => CODES.filter(isPossible);

  it('rules out no code by what two devices say up to the tag, to who has opened their channel', async () => {
    const typing = startAsTyper(passwordOf('code', codeOf('482915')), context, randomBytes);
    const shown = answerAsDisplayer(passwordOf('code', codeOf('482915')), context, typing.share, randomBytes);
    // All there is are two points, of a group of prime order: for each generator but the identity there is an exponent.
    const isPossible = (code: string, share: Uint8Array): boolean => {
      const generator = startAsTyper(passwordOf('code', codeOf(code)), context, () => scalarBytes(1n)).share;
      const [g, point] = [generator, share].map((bytes) => ristretto255.Point.fromBytes(bytes));
      return g !== undefined && point !== undefined && !g.is0() && !point.is0() && hasOrder(g) && hasOrder(point);
    };
    for (const share of [typing.share, shown?.share ?? typing.share]) {
      expect(consistent((code) => isPossible(code, share))).toEqual(CODES);
    }
  });

  const hasOrder = (point: InstanceType<typeof ristretto255.Point>): boolean =>
    point
      .multiplyUnsafe(ORDER - 1n)
      .add(point)
      .is0();
  const scalarBytes = (value: bigint): Uint8Array => ristretto255.Point.Fn.toBytes(value);

  it('and there the exponent is, where generators of known exponents stand for those of the codes', () => {
    const { Fn, BASE } = ristretto255.Point;
    const exponent = (code: string): bigint => Fn.fromBytes(scalarBytes(BigInt(Number(code) + 12_345)));
    const drawn = 0xfeedn;
    const share = BASE.multiply(Fn.mul(drawn, exponent('482915')));
    // For each code the scalar by which an honest device would have said the very same bytes.
    const explains = (code: string): boolean => {
      const scalar = Fn.mul(Fn.mul(drawn, exponent('482915')), Fn.inv(exponent(code)));
      return BASE.multiply(exponent(code)).multiply(scalar).equals(share);
    };
    expect(consistent(explains)).toEqual(CODES);
  });

  it('rules out no code but the one guessed, by what a displayer says to who plays the typer', async () => {
    const { attacker, code, port, displayer } = await displayerAlone();
    const channel = {
      ...context,
      handshakeHash: port.handshakeHash,
      displayerKey: port.ownKey,
      typerKey: port.remoteKey,
    };
    const guess = wrongCode(code);
    const run = startAsTyper(passwordOf('code', codeOf(guess)), channel, randomBytes);
    await say(attacker, { kind: 'share', point: run.share });
    const { point } = await hearA(attacker, 'share');
    // Up to here the displayer has said its PAIR_START and one point.
    expect(kinds(port.sent)).toEqual(['start', 'share']);
    await say(attacker, { kind: 'confirm', tag: run.prove(point)?.tag ?? POINT });
    // And after it one of three tries.
    expect(await hear(attacker)).toEqual({ kind: 'wrong', triesLeft: 2 });
    expect(port.sent.at(-1)?.body).toHaveLength(1);
    attacker.cut();
    await displayer.end;
  });

  it('tells one code from the others, and no more, by a typer’s tag to who plays the displayer', () => {
    const attack = (typed: string, guess: string): string[] => {
      const typing = startAsTyper(passwordOf('code', codeOf(typed)), context, randomBytes);
      const scalar = scalarBytes(0xc0ffeen);
      const shown = answerAsDisplayer(passwordOf('code', codeOf(guess)), context, typing.share, () => scalar);
      const tag = typing.prove(shown?.share ?? POINT)?.tag ?? POINT;
      // At home: with the same scalar, every code of the sample in turn.
      return CODES.filter((code) => {
        const again = answerAsDisplayer(passwordOf('code', codeOf(code)), context, typing.share, () => scalar);
        const isThatShare = Buffer.compare(again?.share ?? POINT, shown?.share ?? POINT) === 0;
        return isThatShare && again?.confirm(tag) != null;
      });
    };
    const [right, wrong] = [CODES[3] ?? '', CODES[4] ?? ''];
    expect(attack(right, right)).toEqual([right]);
    expect(attack(right, wrong)).toEqual([]);
  });

  it('finds the code at once where a tag is made from the digits themselves', () => {
    // What Ferry doesn't do, before the same attacker: the sample isn't blunt.
    const transcript = randomBytes(64);
    const tagOf = (code: string) =>
      createHmac('sha256', sha256(Buffer.from(code)))
        .update(transcript)
        .digest('hex');
    const seen = tagOf(CODES[17] ?? '');
    expect(consistent((code) => tagOf(code) === seen)).toEqual([CODES[17]]);
  });
});

describe('grinding a short string', () => {
  const BITS = 20;
  /** So few that chance shows in a sample. */
  const FEW_BITS = 8;
  /** The first bits of what the pictures show. */
  const head = ({ pictures }: Sas, bits: number): number =>
    Math.floor(pictures.reduce((sum, picture) => sum * 64 + picture, 0) / 2 ** (42 - bits));
  const nonceOf = (tries: number): Uint8Array => {
    const nonce = Buffer.alloc(32, 0x5a);
    nonce.writeUInt32BE(tries);
    return nonce;
  };
  /** Varies what it may choose until the strings meet. */
  const grind = (isFit: (nonce: Uint8Array) => boolean, most = 16 * 2 ** BITS): number | null => {
    for (let tries = 0; tries < most; tries++) if (isFit(nonceOf(tries))) return tries;
    return null;
  };

  it('meets 20 bits that are cut from the hash of a handshake', () => {
    // What Ferry doesn't do: the last message of the second leg has a payload to choose, and the hash follows it.
    const cut = (hash: Uint8Array): number => Buffer.from(hash).readUIntBE(0, 3) >> (24 - BITS);
    const aim = cut(sha256(Buffer.from('the first leg')));
    const before = sha256(Buffer.from('the second leg'));
    expect(grind((payload) => cut(sha256(before, payload)) === aim)).not.toBeNull();
  });

  // Of the first leg, whose string is to be met. One that 20 bits of are met early: after 107,152 tries instead of the
  // million to expect.
  const first = sasOf(endsOf(1).handshakeHash, { typer: new Uint8Array(32), displayer: new Uint8Array(32) });

  it('as the typer finds a nonce too, when it knows the other one; but it was bound before', async () => {
    const { clock } = openSheet();
    const [attacker, port] = recordPorts(endsOf(2));
    await say(attacker, { kind: 'start', role: 'typer', form: 'sas' });
    await port.receive();
    const shown: Sas[] = [];
    const displayer = runSas({
      port,
      clock,
      random: () => Buffer.alloc(32, 7),
      role: 'displayer',
      onPictures: (sas) => shown.push(sas),
    });
    displayer.agree();
    await hearA(attacker, 'start');
    await say(attacker, { kind: 'sasCommit', commitment: commitmentOf(port.handshakeHash, nonceOf(0)) });
    const { nonce } = await hearA(attacker, 'sasNonce');
    const sasBy = (typer: Uint8Array): Sas => sasOf(port.handshakeHash, { typer, displayer: nonce });
    const found = grind((typer) => head(sasBy(typer), BITS) === head(first, BITS));
    expect(found).toBe(107_151);
    await say(attacker, { kind: 'sasReveal', nonce: nonceOf(found ?? 0) });
    expect(await displayer.end).toEqual({ kind: 'violation' });
    expect(shown).toEqual([]);
  });

  it('as the displayer has to say its nonce before it knows the other one: no choice meets anything', async () => {
    let met = 0;
    for (let at = 0; at < 200; at++) {
      const { clock } = openSheet();
      const [port, attacker] = recordPorts(endsOf(2));
      const shown: Sas[] = [];
      const typer = runSas({ port, clock, random: randomBytes, role: 'typer', onPictures: (sas) => shown.push(sas) });
      await hearA(attacker, 'start');
      await say(attacker, { kind: 'start', role: 'displayer', form: 'sas' });
      const { commitment } = await hearA(attacker, 'sasCommit');
      // All it can use: the commitment as if it were the nonce.
      const aimed = grind((nonce) => {
        const guess = sasOf(port.handshakeHash, { typer: commitment, displayer: nonce });
        return head(guess, FEW_BITS) === head(first, FEW_BITS);
      }, 4096);
      await say(attacker, { kind: 'sasNonce', nonce: nonceOf(aimed ?? 0) });
      await hearA(attacker, 'sasReveal');
      const [sas] = shown;
      if (sas !== undefined && head(sas, FEW_BITS) === head(first, FEW_BITS)) met++;
      typer.cancel();
      await typer.end;
    }
    // Eight bits by chance: 0.8 of 200. With its choice worth anything it would be all of them.
    expect(met).toBeLessThan(12);
  });
});
