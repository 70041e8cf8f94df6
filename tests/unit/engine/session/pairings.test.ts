// The sheet that shows a code, as its person meets it.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ShownPairing } from '../../../../src/contract/transfers.ts';
import { Secret } from '../../../../src/engine/crypto/secret.ts';
import { runTyper } from '../../../../src/engine/pairing/run.ts';
import type { Link } from '../../../../src/engine/session/link.ts';
import { Pairings } from '../../../../src/engine/session/pairings.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { endsOf, type MemoryPort, recordPorts } from '../../../support/record-ports.ts';

/** Lets everything run that waits for nothing but its turn. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function pairings() {
  const rows = new Map<string, ShownPairing | null>();
  let asked: (id: string) => void = () => undefined;
  const clock = new FakeClock();
  const made = new Pairings({
    clock,
    random: (count) => randomBytes(count),
    log: () => undefined,
    qrText: (secret) => Buffer.from(secret).toString('hex'),
    mayAsk: () => true,
    onChange: (id, row) => {
      rows.set(id, row);
      if (row?.stage === 'asked') asked(id);
    },
    onSheetOver: () => undefined,
  });
  const onAsked = (answer: (id: string) => void): void => {
    asked = answer;
  };
  return { made, clock, rowOf: (id: string) => rows.get(id), onAsked };
}

const linkOver = (port: MemoryPort): Link =>
  ({
    channel: port,
    hello: { name: 'Laptop' },
    isKept: false,
    send: port.send,
    receive: port.receive,
    close: async () => port.cut(),
    destroy: () => port.cut(),
  }) as unknown as Link;

/** A device that types a code where this one shows it. */
async function typer(
  { made, clock }: Pick<ReturnType<typeof pairings>, 'made' | 'clock'>,
  channel: number,
  address: string,
) {
  const [there, here] = recordPorts(endsOf(channel));
  const typing = runTyper({
    port: there,
    clock,
    random: randomBytes,
    form: { kind: 'code' },
    spent: 0,
    onAsked: () => undefined,
    onGuess: () => undefined,
  });
  await here.receive();
  void made.display({ link: linkOver(here), address, settle: () => undefined }, 'code');
  await settle();
  return typing;
}

test('another code takes the place of the one that is shown, in the same row', () => {
  const { made, rowOf } = pairings();
  const id = made.show({ purpose: 'pair', transferId: null });
  const before = rowOf(id);
  made.renew(id);
  const after = rowOf(id);
  expect(after?.stage).toBe('waiting');
  expect(after?.code).toMatch(/^\d{6}$/);
  // Of a code, one in a million is the same again; of what the QR holds, none.
  expect(after?.qr).not.toBe(before?.qr);
});

test('no other code is shown once the sheet is closed', () => {
  const { made } = pairings();
  const id = made.show({ purpose: 'pair', transferId: null });
  made.endOf(id);
  expect(() => made.renew(id)).toThrow();
});

test('the QR goes with the code once somebody may be guessing, also for whoever waits at it', async () => {
  const scene = pairings();
  const { made, rowOf } = scene;
  const id = made.show({ purpose: 'pair', transferId: null });
  const waiting = await typer(scene, 0, 'c');
  let qr = '';
  for (let wrong = 0, at = 1; wrong < 10; at++) {
    const guessing = await typer(scene, at, at < 3 ? 'a' : 'b');
    for (let turn = 0; turn < 3 && wrong < 10; turn++, wrong++) {
      const { code = null, qr: shown = null } = rowOf(id) ?? {};
      qr = shown ?? qr;
      const other = (code ?? '').replace(/./g, (digit) => String((Number(digit) + 1) % 10));
      expect(guessing.type(new Secret(Buffer.from(other)))).toBe(true);
      await settle();
    }
  }
  scene.clock.pass(1000);
  expect(rowOf(id)).toMatchObject({ stage: 'ended', trouble: { code: 'pairing.paused' } });
  expect(waiting.read(new Secret(Buffer.from(qr, 'hex')))).toBe(true);
  expect(await waiting.end).toEqual({ kind: 'refusedByDevice', reason: 'notShown' });
  expect(rowOf(id)?.stage).toBe('ended');
});

test('whoever is refused as soon as they ask hears so', async () => {
  const { made, clock, rowOf, onAsked } = pairings();
  // A shell without a person answers by a rule, the moment that it hears of the row.
  onAsked((id) => made.endOf(id));
  const typing = await typer({ made, clock }, 1, '192.0.2.7');
  expect(await typing.end).toMatchObject({ kind: 'refusedByDevice', reason: 'declined' });
  expect(rowOf('pairing-1')).toMatchObject({ stage: 'ended', trouble: null });
});
