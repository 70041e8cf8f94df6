// Whoever guesses beside two devices that pair on real connections, or sits between them.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dial } from '../../src/engine/net/dial.ts';
import { CodeSheet, type SheetAttempt } from '../../src/engine/pairing/code-sheet.ts';
import { Link } from '../../src/engine/session/link.ts';
import { PAIR_TYPES } from '../../src/engine/wire/pair-messages.ts';
import { means } from '../support/channel.ts';
import { clock, type EyeActs, typeInto } from '../support/pair-device.ts';
import { bytesOf, openDevice } from '../support/pair-devices.ts';
import { digitsOf, wrongCode } from '../support/pairing.ts';

/** They share this process with the device that they call, which gives each of them a few seconds. */
const AT_ONCE = process.env.FERRY_LONG ? 495 : 45;

describe('many guessers on real connections', () => {
  /** Counts the proofs that were looked at, and how many at once were under way. */
  class CountingSheet extends CodeSheet {
    looked = 0;
    #underWay = 0;
    most = 0;

    override begin(form: 'code' | 'qr', source: string) {
      const begun = super.begin(form, source);
      if (typeof begun === 'string') return begun;
      this.most = Math.max(this.most, ++this.#underWay);
      const counted: SheetAttempt = {
        password: begun.password,
        settle: (check) => {
          this.looked++;
          this.#underWay--;
          return begun.settle(check);
        },
        release: () => {
          this.#underWay--;
          begun.release();
        },
      };
      return counted;
    }
  }

  it('are counted one at a time, and never get more than three at a code', async () => {
    const sheet = new CountingSheet({ clock, random: randomBytes });
    const b = await openDevice('Studio PC', sheet);
    const typer = await openDevice('Calm Pier');
    let reached = 0;
    const guess = async (code: string, by: number): Promise<void> => {
      const dialled = await dial({
        means: means(),
        clock,
        places: [{ address: '127.0.0.1', port: b.port }],
        isExpected: () => true,
        tag: () => randomBytes(16),
        versionFloor: () => 0,
      });
      if (!dialled.ok) return;
      reached++;
      const link = await Link.open(dialled.channel, {
        clock,
        hello: { versions: [1], name: 'Guess', kind: 'phone' },
        isPaired: () => false,
      }).catch(() => null);
      if (link === null) return;
      const outcome = await typeInto(typer, link, [bytesOf(wrongCode(code, by))]).outcome;
      expect(outcome.kind).toBe('notProven');
    };
    let isOver = false;
    const serving = (async () => {
      while (!isOver) void b.show(await b.arrival());
    })();
    const perCode: number[] = [];
    for (let round = 0; round < 2; round++) {
      sheet.open();
      const code = digitsOf(sheet);
      const before = sheet.looked;
      // One after the other nobody is shown out for another, nor is late, as those at once are on a busy computer.
      for (let at = 0; at < 5; at++) await guess(code, at + 1);
      await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => guess(code, at + 6)));
      perCode.push(sheet.looked - before);
    }
    isOver = true;
    void serving;
    console.log(
      `of ${2 * (AT_ONCE + 5)} guessers ${reached} got a connection; looked at per code: ${perCode.join(', ')}`,
    );
    expect(sheet.most).toBe(1);
    for (const looked of perCode) expect(looked).toBeLessThanOrEqual(3);
    expect(perCode[0]).toBeGreaterThanOrEqual(1);
    expect(reached).toBeGreaterThanOrEqual(5);
  });
});

describe('a man in the middle with a real handshake on each leg', () => {
  /** The typer dials the middle, the middle dials the displayer. */
  const legs = async () => {
    const [a, b, middle] = [
      await openDevice('Calm Pier'),
      await openDevice('Studio PC'),
      await openDevice('Studio PC'),
    ];
    const [toMiddle, toDisplayer] = [middle.arrival(), b.arrival()];
    const near = await a.dial(middle.port);
    const [towardsTyper, towardsDisplayer] = [await toMiddle, await middle.dial(b.port)];
    return { a, b, middle, near, far: await toDisplayer, towardsTyper, towardsDisplayer };
  };

  /** Opens each record of one leg and seals it again for the other. */
  const relay = async (from: Link, to: Link, seen: number[]): Promise<void> => {
    for (let record = await from.receive(); record !== null; record = await from.receive()) {
      seen.push(record.type);
      await to.send(record.type, record.body);
    }
    await to.close();
  };

  const relayed = async () => {
    const between = await legs();
    const seen: number[] = [];
    void relay(between.towardsTyper, between.towardsDisplayer, seen).catch(() => undefined);
    void relay(between.towardsDisplayer, between.towardsTyper, seen).catch(() => undefined);
    return { ...between, seen };
  };

  it('fails for a code by passing everything on', async () => {
    const { a, b, near, far, seen } = await relayed();
    b.sheet.open();
    const showing = b.show(far);
    const { outcome, wrong } = typeInto(a, near, [bytesOf(digitsOf(b.sheet))]);
    expect([(await outcome).kind, (await showing).kind]).toEqual(['notProven', 'notProven']);
    // It saw the whole run, and the one guess it was worth.
    expect(seen).toEqual(expect.arrayContaining([PAIR_TYPES.share, PAIR_TYPES.confirm, PAIR_TYPES.wrong]));
    expect(wrong).toEqual([null, '{"name":"Studio PC","triesLeft":2}']);
  });

  it('fails for a QR: by its key, and by CPace where nobody looked at the key', async () => {
    for (const looks of [true, false]) {
      const { a, b, middle, near, far, seen } = await relayed();
      b.sheet.open();
      const secret = Uint8Array.from(b.sheet.qrSecret?.reveal() ?? []);
      const showing = b.show(far);
      const { outcome } = typeInto(a, near, [secret], { kind: 'qr', expectedKey: looks ? b.key : middle.key });
      expect(await outcome).toMatchObject({
        kind: 'notProven',
        error: { code: looks ? 'pairing.other_device' : 'pairing.not_shown' },
      });
      expect((await showing).kind).toBe('notProven');
      expect(seen.includes(PAIR_TYPES.confirm)).toBe(!looks);
    }
  });

  it('fails by eye: passing on breaks the commitment, and two runs of its own show two sets of pictures', async () => {
    const passed = await relayed();
    const shown: string[] = [];
    const see = (pictures: string): void => void shown.push(pictures);
    const showing = passed.b.show(passed.far, see);
    const asking = passed.a.compare(passed.near, 'typer', see);
    expect(await showing).toMatchObject({ error: { code: 'pairing.not_understood' } });
    expect((await asking.outcome).kind).toBe('notProven');
    expect(shown).toHaveLength(1);

    const { a, b, middle, near, far, towardsTyper, towardsDisplayer } = await legs();
    const pictures: string[] = [];
    const look = (seen: string, acts: EyeActs): void => {
      pictures.push(seen);
      if (pictures.length === 2) acts[pictures[0] === pictures[1] ? 'same' : 'different']();
    };
    const lie = (_: string, acts: EyeActs): void => acts.same();
    const runs = [b.show(far, look), middle.show(towardsTyper, lie)];
    const asks = [a.compare(near, 'typer', look), middle.compare(towardsDisplayer, 'typer', lie)];
    await expect.poll(() => pictures.length).toBe(2);
    expect(pictures[0]).not.toBe(pictures[1]);
    for (const { cancel } of asks) cancel();
    const outcomes = await Promise.all([...runs, ...asks.map(({ outcome }) => outcome)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(4).fill('notProven'));
  });
});
