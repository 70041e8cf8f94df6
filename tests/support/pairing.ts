// Both sides of a pairing as their runners have them, with everything to look at.
import { randomBytes } from 'node:crypto';
import { ristretto255 } from '@noble/curves/ed25519.js';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { CodeSheet } from '../../src/engine/pairing/code-sheet.ts';
import { type RecordPort, runDisplayer, runTyper } from '../../src/engine/pairing/run.ts';
import { decodePairMessage, encodePairMessage, type PairMessage } from '../../src/engine/wire/pair-messages.ts';
import { FakeClock } from './fake-clock.ts';
import type { MemoryPort, SentRecord } from './record-ports.ts';

export const POINT = ristretto255.Point.BASE.toBytes();

export const say = (port: MemoryPort, message: PairMessage): Promise<void> => {
  const { type, body } = encodePairMessage(message);
  return port.send(type, body);
};

export const hear = async (port: MemoryPort): Promise<PairMessage> => {
  const { type, body } = await port.receive();
  const message = decodePairMessage(type, body);
  if (message === null) throw new Error(`no message of type ${type}`);
  return message;
};

export const hearA = async <K extends PairMessage['kind']>(port: MemoryPort, kind: K) => {
  const message = await hear(port);
  if (message.kind !== kind) throw new Error(`${message.kind} instead of ${kind}`);
  return message as Extract<PairMessage, { readonly kind: K }>;
};

export const kinds = (records: readonly SentRecord[]): unknown[] =>
  records.map(({ type, body }) => decodePairMessage(type, body)?.kind ?? null);

export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

export const codeOf = (digits: string): Secret => new Secret(Buffer.from(digits));

export const wrongCode = (digits: string, by = 1): string => String((Number(digits) + by) % 1_000_000).padStart(6, '0');

export function openSheet(clock = new FakeClock()) {
  const sheet = new CodeSheet({ clock, random: randomBytes });
  sheet.open();
  return { clock, sheet, code: digitsOf(sheet) };
}

export const digitsOf = (sheet: CodeSheet): string => Buffer.from(sheet.code?.reveal() ?? []).toString();

export interface Displayed {
  readonly form?: 'code' | 'qr';
  readonly source?: string;
}

/** The displayer with its sheet open, from the typer's PAIR_START on. */
export async function display(port: RecordPort, sheet: CodeSheet, clock: FakeClock, options: Displayed = {}) {
  await port.receive();
  const { form = 'code', source = 'a' } = options;
  const displaying = runDisplayer({ port, clock, random: randomBytes, sheet, form, source });
  displaying.shown();
  return displaying;
}

/** A typer that types these codes, one whenever it is asked. */
export function typeCodes(port: RecordPort, clock: FakeClock, codes: readonly string[]) {
  const left = [...codes];
  const ask = (): void => {
    const code = left.shift();
    if (code === undefined) typing.cancel();
    else typing.type(codeOf(code));
  };
  const typing = runTyper({
    port,
    clock,
    random: randomBytes,
    form: { kind: 'code' },
    spent: 0,
    // Behind its own turn, as a person is.
    onAsked: () => queueMicrotask(ask),
    onGuess: () => undefined,
  });
  return typing;
}
