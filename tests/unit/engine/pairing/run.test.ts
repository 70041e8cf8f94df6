import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { CodeSheet } from '../../../../src/engine/pairing/code-sheet.ts';
import { formAskedFor, runDisplayer, runTyper, type Typing } from '../../../../src/engine/pairing/run.ts';
import { runSas } from '../../../../src/engine/pairing/run-sas.ts';
import type { Sas } from '../../../../src/engine/pairing/sas.ts';
import { encodePairMessage } from '../../../../src/engine/wire/pair-messages.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { recordPorts } from '../../../support/record-ports.ts';

const MINUTE = 60_000;
const secret = (digits: string): Secret => new Secret(Buffer.from(digits));
const other = (digits: string): string => digits.replace(/./g, (digit) => String((Number(digit) + 1) % 10));
/** Lets everything run that waits for nothing but its turn. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function pairing(form: 'code' | 'qr' = 'code', spent = 0) {
  const clock = new FakeClock();
  const [left, right] = recordPorts();
  const sheet = new CodeSheet({ clock, random: randomBytes });
  sheet.open();
  const code = Buffer.from(sheet.code?.reveal() ?? []).toString();
  const asked: (number | null)[] = [];
  const spentNow: number[] = [];
  const typer = runTyper({
    port: left,
    clock,
    random: randomBytes,
    form: form === 'code' ? { kind: 'code' } : { kind: 'qr', expectedKey: left.remoteKey },
    spent,
    onAsked: (triesLeft) => asked.push(triesLeft),
    onGuess: (count) => spentNow.push(count),
  });
  expect(formAskedFor(await right.receive())).toBe(form);
  const displayer = runDisplayer({ port: right, clock, random: randomBytes, form, sheet, source: 'a' });
  return { clock, left, right, sheet, code, asked, spentNow, typer, displayer };
}

const type = async (typer: Typing, digits: string): Promise<boolean> => {
  const isTaken = typer.type(secret(digits));
  await settle();
  return isTaken;
};

describe('a code over a channel', () => {
  it('proves both to each other, and leaves the next record to whoever comes then', async () => {
    const { left, right, sheet, code, asked, spentNow, typer, displayer, clock } = await pairing();
    displayer.shown();
    await settle();
    expect(asked).toEqual([null]);
    expect(await type(typer, code)).toBe(true);
    expect(await Promise.all([typer.end, displayer.end])).toEqual([{ kind: 'proven' }, { kind: 'proven' }]);
    expect([spentNow, sheet.code, clock.waiting]).toEqual([[1], null, 0]);
    await Promise.all([left.send(0x30, Buffer.of(1)), right.send(0x30, Buffer.of(2))]);
    expect([(await left.receive()).body, (await right.receive()).body]).toEqual([Uint8Array.of(2), Uint8Array.of(1)]);
  });

  it('takes a code that was typed before the other device showed it', async () => {
    const { code, asked, typer, displayer } = await pairing();
    expect(await type(typer, code)).toBe(true);
    expect(await type(typer, code)).toBe(false);
    displayer.shown();
    expect(await typer.end).toEqual({ kind: 'proven' });
    expect(asked).toEqual([]);
  });

  it('takes the second try', async () => {
    const { code, asked, typer, displayer } = await pairing();
    displayer.shown();
    await settle();
    await type(typer, other(code));
    expect(asked).toEqual([null, 2]);
    await type(typer, code);
    expect([(await typer.end).kind, (await displayer.end).kind]).toEqual(['proven', 'proven']);
  });

  it('ends after three wrong, with the code gone', async () => {
    const { sheet, code, asked, spentNow, typer, displayer } = await pairing();
    displayer.shown();
    await settle();
    for (let at = 0; at < 3; at++) await type(typer, other(code));
    expect([await typer.end, await displayer.end]).toEqual([{ kind: 'wrong' }, { kind: 'wrong' }]);
    expect([asked, spentNow, sheet.code, sheet.begin('code', 'b')]).toEqual([
      [null, 2, 1],
      [1, 2, 3],
      null,
      'triesUsed',
    ]);
    expect(await type(typer, code)).toBe(false);
  });

  it('wipes what was typed once it was used', async () => {
    const { code, typer, displayer } = await pairing();
    displayer.shown();
    await settle();
    const typed = secret(code);
    typer.type(typed);
    await typer.end;
    expect([...typed.reveal()]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('lets the persons say no', async () => {
    const first = await pairing();
    first.displayer.decline();
    expect(await first.typer.end).toEqual({ kind: 'refusedByDevice', reason: 'declined' });
    expect(await first.displayer.end).toEqual({ kind: 'refusedHere', reason: 'declined' });
    const second = await pairing();
    second.displayer.shown();
    second.typer.cancel();
    expect(await second.displayer.end).toEqual({ kind: 'refusedByDevice', reason: 'canceled' });
    const third = await pairing();
    third.displayer.shown();
    third.displayer.cancel();
    expect(await third.typer.end).toEqual({ kind: 'refusedByDevice', reason: 'canceled' });
  });

  it('gives the place back when the typer goes in between', async () => {
    const { left, right, sheet, displayer } = await pairing();
    displayer.shown();
    // Not the typer's own code from here: only its share.
    const share = encodePairMessage({ kind: 'share', point: right.ownKey });
    await left.send(share.type, Buffer.from('2c3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c', 'hex'));
    await settle();
    expect(sheet.begin('code', 'b')).toBe('busy');
    left.cut();
    expect(await displayer.end).toEqual({ kind: 'deviceClosed' });
    expect(sheet.begin('code', 'b')).toBeTypeOf('object');
  });

  it('lets nobody hold the place for longer than five seconds', async () => {
    const { clock, left, sheet, displayer } = await pairing();
    displayer.shown();
    await left.send(0x11, Buffer.from('2c3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c', 'hex'));
    await settle();
    clock.pass(5000);
    // At once, and not when the last words have left: they may be stuck for a while.
    expect(sheet.begin('code', 'b')).toBeTypeOf('object');
    expect(await displayer.end).toEqual({ kind: 'timedOut' });
  });

  it('ends on both sides when nobody does anything', async () => {
    const { clock, typer, displayer } = await pairing();
    displayer.shown();
    await settle();
    clock.pass(10 * MINUTE);
    expect([(await typer.end).kind, (await displayer.end).kind]).toEqual(['timedOut', 'timedOut']);
    expect(clock.waiting).toBe(0);
  });

  it('ends without its last words where the other device reads nothing', async () => {
    const clock = new FakeClock();
    const [left] = recordPorts();
    const stuck = { ...left, send: () => new Promise<void>(() => undefined) };
    const none = () => undefined;
    const form = { kind: 'code' } as const;
    const typer = runTyper({ port: stuck, clock, random: randomBytes, form, spent: 0, onAsked: none, onGuess: none });
    typer.cancel();
    clock.pass(2000);
    expect(await typer.end).toEqual({ kind: 'canceled' });
  });

  it('begins no fourth guess on a new connection', async () => {
    const [left] = recordPorts();
    const none = () => undefined;
    const form = { kind: 'code' } as const;
    const needs = { port: left, clock: new FakeClock(), random: randomBytes, form, onAsked: none, onGuess: none };
    expect(await runTyper({ ...needs, spent: 3 }).end).toEqual({ kind: 'wrong' });
    expect(left.sent).toEqual([]);
  });

  it('hands a failure of its own to whoever waits, and gives the place back', async () => {
    const { left, sheet, displayer } = await pairing();
    displayer.shown();
    const { begin } = sheet;
    sheet.begin = () => {
      throw new Error('of our own');
    };
    await left.send(0x11, Buffer.alloc(32));
    await expect(displayer.end).rejects.toThrow('of our own');
    sheet.begin = begin;
    expect(sheet.begin('code', 'b')).toBeTypeOf('object');
  });
});

describe('a QR over a channel', () => {
  it('proves both, and ends the code beside it', async () => {
    const { sheet, typer, displayer } = await pairing('qr');
    displayer.shown();
    typer.type(new Secret(sheet.qrSecret?.reveal() ?? Buffer.of()));
    expect([(await typer.end).kind, (await displayer.end).kind]).toEqual(['proven', 'proven']);
    expect(sheet.begin('code', 'a')).toBe('notShown');
  });

  it('takes the place of a code that was asked for, once', async () => {
    const { sheet, typer, displayer } = await pairing();
    const qr = () => new Secret(sheet.qrSecret?.reveal() ?? Buffer.of());
    expect(typer.read(qr())).toBe(false);
    displayer.shown();
    await settle();
    expect([typer.formNow(), displayer.formNow()]).toEqual(['code', 'code']);
    expect([typer.read(qr()), typer.read(qr())]).toEqual([true, false]);
    expect([(await typer.end).kind, (await displayer.end).kind]).toEqual(['proven', 'proven']);
    expect([typer.formNow(), displayer.formNow()]).toEqual(['qr', 'qr']);
  });

  it('takes one guess after wrong codes, and a wrong one ends it', async () => {
    const { code, typer, displayer } = await pairing();
    displayer.shown();
    await settle();
    await type(typer, other(code));
    await settle();
    expect(typer.read(new Secret(Buffer.alloc(16)))).toBe(true);
    expect([(await typer.end).kind, (await displayer.end).kind]).toEqual(['wrong', 'wrong']);
  });

  it('says nothing to a device of another key', async () => {
    const [left] = recordPorts();
    const none = () => undefined;
    const form = { kind: 'qr', expectedKey: new Uint8Array(32).fill(9) } as const;
    const needs = { port: left, clock: new FakeClock(), random: randomBytes, form, spent: 0 };
    expect(await runTyper({ ...needs, onAsked: none, onGuess: none }).end).toEqual({ kind: 'otherDevice' });
    expect(left.sent).toEqual([]);
  });
});

describe('the comparison by eye over a channel', () => {
  async function comparing() {
    const clock = new FakeClock();
    const [left, right] = recordPorts();
    const pictures: Sas[] = [];
    const onPictures = (sas: Sas) => pictures.push(sas);
    const typer = runSas({ port: left, clock, random: randomBytes, role: 'typer', onPictures });
    expect(formAskedFor(await right.receive())).toBe('sas');
    const displayer = runSas({ port: right, clock, random: randomBytes, role: 'displayer', onPictures });
    displayer.agree();
    for (let turn = 0; turn < 5; turn++) await settle();
    return { clock, left, right, pictures, typer, displayer };
  }

  it('shows both the same, and is proven when both persons say so', async () => {
    for (const order of [
      ['typer', 'displayer'],
      ['displayer', 'typer'],
    ] as const) {
      const { left, right, pictures, ...sides } = await comparing();
      expect(pictures).toHaveLength(2);
      expect(pictures[0]).toEqual(pictures[1]);
      for (const side of order) {
        sides[side].same();
        sides[side].same();
        await settle();
      }
      expect([await sides.typer.end, await sides.displayer.end]).toEqual([{ kind: 'proven' }, { kind: 'proven' }]);
      await Promise.all([left.send(0x30, Buffer.of(1)), right.send(0x30, Buffer.of(2))]);
      expect([(await left.receive()).type, (await right.receive()).type]).toEqual([0x30, 0x30]);
    }
  });

  it('ends for both when one finds other pictures', async () => {
    const { typer, displayer } = await comparing();
    typer.same();
    displayer.different();
    expect(await displayer.end).toEqual({ kind: 'different' });
    expect(await typer.end).toEqual({ kind: 'refusedByDevice', reason: 'different' });
  });
});
