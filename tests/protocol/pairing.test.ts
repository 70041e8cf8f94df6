// Pairing against those who want in without the code. No sockets and no limits of theirs: what holds here holds by
// pairing's own counts and by CPace.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { passwordOf, startAsTyper } from '../../src/engine/pairing/cpace.ts';
import { runTyper } from '../../src/engine/pairing/run.ts';
import { runSas } from '../../src/engine/pairing/run-sas.ts';
import type { Sas } from '../../src/engine/pairing/sas.ts';
import { PAIR_TYPES } from '../../src/engine/wire/pair-messages.ts';
import {
  codeOf,
  digitsOf,
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
import { endsOf, type MemoryPort, recordPorts } from '../support/record-ports.ts';

/** An attacker's own connection to a displayer: one guess by the protocol, as fast as it goes. */
async function guessOnce(port: MemoryPort, digits: string): Promise<string> {
  try {
    return await guess(port, digits);
  } finally {
    port.cut();
  }
}

async function guess(port: MemoryPort, digits: string): Promise<string> {
  const context = {
    handshakeHash: port.handshakeHash,
    displayerKey: port.remoteKey,
    typerKey: port.ownKey,
    attempt: 1,
  };
  await say(port, { kind: 'start', role: 'typer', form: 'code' });
  await hearA(port, 'start');
  const run = startAsTyper(passwordOf('code', codeOf(digits)), context, randomBytes);
  await say(port, { kind: 'share', point: run.share });
  const answer = await hear(port);
  if (answer.kind === 'closed') return answer.reason;
  if (answer.kind !== 'share') return answer.kind;
  const proof = run.prove(answer.point);
  if (proof === null) return 'refused';
  await say(port, { kind: 'confirm', tag: proof.tag });
  const verdict = await hear(port);
  if (verdict.kind === 'confirm') return 'right';
  return verdict.kind === 'closed' ? verdict.reason : verdict.kind;
}

describe('guessing', () => {
  it('ends with the code after three wrong ones, and the right one comes too late', async () => {
    const { clock, sheet, code } = openSheet();
    const [left, right] = recordPorts();
    const typer = typeCodes(
      left,
      clock,
      [1, 2, 3].map((by) => wrongCode(code, by)),
    );
    const displayer = await display(right, sheet, clock);
    expect([await typer.end, await displayer.end]).toEqual([{ kind: 'wrong' }, { kind: 'wrong' }]);
    const [again, there] = recordPorts(endsOf(1));
    const honest = typeCodes(again, clock, [code]);
    const shown = await display(there, sheet, clock);
    expect(await honest.end).toEqual({ kind: 'refusedByDevice', reason: 'triesUsed' });
    expect(await shown.end).toEqual({ kind: 'refusedHere', reason: 'triesUsed' });
  });

  it('a thousand times at once counts as one at a time: three proofs are looked at, whoever asks', async () => {
    const { clock, sheet, code } = openSheet();
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async (_, at) => {
        const [attacker, port] = recordPorts(endsOf(at % 100, [at % 250, 255]));
        const displayer = display(port, sheet, clock, { source: `s${at}` });
        // Among the thousand is the right one, and so is nearly everything before it.
        const answer = await guessOnce(attacker, wrongCode(code, at + 1));
        await (await displayer).end;
        return answer;
      }),
    );
    const count = (what: string) => answers.filter((answer) => answer === what).length;
    expect(count('right')).toBe(0);
    expect(count('wrong')).toBeGreaterThanOrEqual(1);
    expect(count('wrong')).toBeLessThanOrEqual(3);
    expect(count('wrong') + count('busy') + count('triesUsed')).toBe(1000);
  });

  it('again and again, from ever new sources, gets three at each code and ten in ten minutes', async () => {
    const { clock, sheet } = openSheet();
    let looked = 0;
    for (let at = 0; at < 60; at++) {
      if (sheet.code === null) sheet.open();
      const code = digitsOf(sheet);
      const answers = await Promise.all(
        Array.from({ length: 5 }, async (_, of) => {
          const [attacker, port] = recordPorts(endsOf(at, [of, 255]));
          const displayer = display(port, sheet, clock, { source: `s${at}.${of}` });
          const answer = await guessOnce(attacker, wrongCode(code, of + 1));
          await (await displayer).end;
          return answer;
        }),
      );
      looked += answers.filter((answer) => answer === 'wrong').length;
    }
    expect(looked).toBe(10);
    expect(sheet.pausedUntil).toBe(clock.now() + 600_000);
  });

  it('is charged also to whoever hangs up before the verdict', async () => {
    const { clock, sheet, code } = openSheet();
    const answers: string[] = [];
    for (let at = 0; at < 5; at++) {
      const [attacker, port] = recordPorts(endsOf(at));
      const displayer = display(port, sheet, clock);
      answers.push(
        await guessOnce({ ...attacker, send: (type, body) => sendAndCut(attacker, type, body) }, wrongCode(code)).catch(
          () => 'cut',
        ),
      );
      await (await displayer).end;
    }
    expect(answers).toEqual(['cut', 'cut', 'cut', 'triesUsed', 'triesUsed']);
  });
});

async function sendAndCut(port: MemoryPort, type: number, body: Uint8Array): Promise<void> {
  await port.send(type, body);
  if (type === PAIR_TYPES.confirm) port.cut();
}

describe('a man in the middle with two legs', () => {
  /** Its legs have hashes and keys of their own, because the handshake makes it so. */
  const legs = () => {
    const [typerPort, towardsTyper] = recordPorts(endsOf(1, [1, 66]));
    const [towardsDisplayer, displayerPort] = recordPorts(endsOf(2, [66, 2]));
    return { typerPort, towardsTyper, towardsDisplayer, displayerPort };
  };

  const relay = async (from: MemoryPort, to: MemoryPort): Promise<void> => {
    for (;;) {
      const { type, body } = await from.receive();
      await to.send(type, body);
    }
  };

  it.each(['code', 'qr'] as const)('fails for a %s by passing everything on', async (form) => {
    const { clock, sheet, code } = openSheet();
    const { typerPort, towardsTyper, towardsDisplayer, displayerPort } = legs();
    void relay(towardsTyper, towardsDisplayer).catch(() => undefined);
    void relay(towardsDisplayer, towardsTyper).catch(() => undefined);
    const typer = runTyper({
      port: typerPort,
      clock,
      random: randomBytes,
      // Also where nobody looked at the key before: it is in what CPace is bound to.
      form: form === 'code' ? { kind: 'code' } : { kind: 'qr', expectedKey: typerPort.remoteKey },
      spent: 0,
      onAsked: (triesLeft) => {
        if (triesLeft === null) queueMicrotask(() => typer.type(secretOf(form)));
        else typer.cancel();
      },
      onGuess: () => undefined,
    });
    const secretOf = (of: typeof form) =>
      of === 'code' ? codeOf(code) : new Secret(sheet.qrSecret?.reveal() ?? POINT);
    const displayer = await display(displayerPort, sheet, clock, { form });
    expect((await typer.end).kind).not.toBe('proven');
    expect((await displayer.end).kind).not.toBe('proven');
    expect(kinds(displayerPort.sent)).not.toContain('confirm');
  });

  it('fails also where only the hash, or only a key, differs between the legs', async () => {
    for (const [typerEnds, displayerEnds] of [
      [endsOf(1, [1, 2]), endsOf(2, [1, 2])],
      [endsOf(1, [1, 2]), endsOf(1, [3, 2])],
      [endsOf(1, [1, 2]), endsOf(1, [1, 3])],
    ] as const) {
      const { clock, sheet, code } = openSheet();
      const [typerPort, towardsTyper] = recordPorts(typerEnds);
      const [towardsDisplayer, displayerPort] = recordPorts(displayerEnds);
      void relay(towardsTyper, towardsDisplayer).catch(() => undefined);
      void relay(towardsDisplayer, towardsTyper).catch(() => undefined);
      const typer = typeCodes(typerPort, clock, [code]);
      const displayer = await display(displayerPort, sheet, clock);
      expect([(await typer.end).kind, (await displayer.end).kind]).toEqual(['canceled', 'refusedByDevice']);
    }
  });

  it('passes where hash and keys are the same: it is them that it fails by', async () => {
    const { clock, sheet, code } = openSheet();
    const [typerPort, towardsTyper] = recordPorts();
    const [towardsDisplayer, displayerPort] = recordPorts();
    void relay(towardsTyper, towardsDisplayer).catch(() => undefined);
    void relay(towardsDisplayer, towardsTyper).catch(() => undefined);
    const typer = typeCodes(typerPort, clock, [code]);
    const displayer = await display(displayerPort, sheet, clock);
    expect([(await typer.end).kind, (await displayer.end).kind]).toEqual(['proven', 'proven']);
  });

  it('says nothing to the wrong key of a QR', async () => {
    const { clock } = openSheet();
    const { typerPort } = legs();
    const typer = runTyper({
      port: typerPort,
      clock,
      random: randomBytes,
      form: { kind: 'qr', expectedKey: new Uint8Array(32).fill(2) },
      spent: 0,
      onAsked: () => undefined,
      onGuess: () => undefined,
    });
    expect(await typer.end).toEqual({ kind: 'otherDevice' });
    expect(typerPort.sent).toEqual([]);
  });

  it('fails for pictures by passing everything on: the commitment is to another channel', async () => {
    const { clock } = openSheet();
    const { typerPort, towardsTyper, towardsDisplayer, displayerPort } = legs();
    void relay(towardsTyper, towardsDisplayer).catch(() => undefined);
    void relay(towardsDisplayer, towardsTyper).catch(() => undefined);
    const shown: Sas[] = [];
    const sas = { clock, random: randomBytes, onPictures: (one: Sas) => shown.push(one) };
    const typer = runSas({ ...sas, port: typerPort, role: 'typer' });
    await displayerPort.receive();
    const displayer = runSas({ ...sas, port: displayerPort, role: 'displayer' });
    displayer.agree();
    expect(await displayer.end).toEqual({ kind: 'violation' });
    expect(shown).toHaveLength(1);
    typer.cancel();
    await typer.end;
  });

  it('shows other pictures on each side where it runs each leg by itself', async () => {
    const { clock } = openSheet();
    const { typerPort, towardsTyper, towardsDisplayer, displayerPort } = legs();
    const shown: string[] = [];
    const sas = { clock, random: randomBytes };
    const none = () => undefined;
    const onPictures = ({ pictures }: Sas) => shown.push(pictures.join());
    const [one, two] = [
      runSas({ ...sas, port: typerPort, role: 'typer', onPictures }),
      runSas({ ...sas, port: towardsDisplayer, role: 'typer', onPictures: none }),
    ];
    await Promise.all([towardsTyper.receive(), displayerPort.receive()]);
    const [three, four] = [
      runSas({ ...sas, port: towardsTyper, role: 'displayer', onPictures: none }),
      runSas({ ...sas, port: displayerPort, role: 'displayer', onPictures }),
    ];
    three.agree();
    four.agree();
    for (let turn = 0; turn < 8; turn++) await settle();
    expect(shown).toHaveLength(2);
    expect(shown[0]).not.toBe(shown[1]);
    for (const side of [one, two, three, four]) side.cancel();
    await Promise.all([one, two, three, four].map(({ end }) => end));
  });
});
