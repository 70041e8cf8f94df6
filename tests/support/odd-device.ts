// A device as no Ferry is: it has the keys of whoever's home it runs in, and keeps to no rule beyond what it is told.
//     node odd-device.ts hold PORT      asks for the code that is shown there, begins to prove it, and stays silent
//     node odd-device.ts offer PORT     offers what can't be: two files of the same name
//     node odd-device.ts babble         waits, and answers who wants to pair with what isn't due
//     node odd-device.ts refuse         waits, and understands nothing of what it is offered
// Those that wait say at which port, and do so until they are killed.
import { createHash, randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { ristretto255 } from '@noble/curves/ed25519.js';
import type { Link } from '../../src/engine/session/link.ts';
import { encodePairMessage, isPairType, type PairMessage } from '../../src/engine/wire/pair-messages.ts';
import {
  decodeTransferMessage,
  encodeTransferMessage,
  type TransferMessage,
} from '../../src/engine/wire/transfer-messages.ts';
import { PairDevice } from './pair-device.ts';

const [what = '', port] = process.argv.slice(2);
const home = process.env.HOME ?? '';
const name = basename(home).replace(/^./, (first) => first.toUpperCase());
const device = await PairDevice.open(name, join(home, '.config', 'ferry'));

function pairing(link: Link, message: PairMessage): Promise<void> {
  const { type, body } = encodePairMessage(message);
  return link.send(type, body);
}

function transfer(link: Link, message: TransferMessage): Promise<void> {
  const { type, body } = encodeTransferMessage(message);
  return link.send(type, body);
}

/** Until the other side has had enough. */
async function listen(link: Link, onTransfer: (message: TransferMessage) => Promise<void>): Promise<void> {
  for (let record = await link.receive(); record !== null; record = await link.receive()) {
    const message = isPairType(record.type) ? null : decodeTransferMessage(record.type, record.body);
    if (message !== null) await onTransfer(message);
  }
}

async function hold(link: Link): Promise<void> {
  await pairing(link, { kind: 'start', role: 'typer', form: 'code' });
  await link.receive();
  await pairing(link, { kind: 'share', point: ristretto255.Point.BASE.toBytes() });
  await link.receive();
  console.log('holds');
  await link.receive();
}

function entry(name: string): Buffer {
  const bytes = Buffer.from(name);
  const written = Buffer.alloc(16 + bytes.length);
  written.writeUInt8(2);
  written.writeUInt16BE(bytes.length, 2);
  written.set(bytes, 4);
  return written;
}

async function offer(link: Link): Promise<void> {
  const page = Buffer.concat([entry('film.mkv'), entry('film.mkv')]);
  const id = randomBytes(16);
  await transfer(link, {
    ...{ kind: 'offer', id, run: randomBytes(8), files: 2, folders: 0, bytes: 0, entries: 2, skipped: 0 },
    digest: createHash('sha256').update(page).digest(),
    names: ['film.mkv'],
  });
  await listen(link, async ({ kind }) => {
    if (kind === 'list') await transfer(link, { kind: 'entries', id, first: 0, page });
    if (kind === 'answer') await link.close();
  });
}

async function babble(link: Link): Promise<void> {
  await link.receive();
  await pairing(link, { kind: 'wrong', triesLeft: 2 });
  await link.receive();
}

const refuse = (link: Link): Promise<void> =>
  listen(link, async ({ kind, id }) => {
    if (kind !== 'offer') return;
    await transfer(link, { kind: 'answer', id, verdict: 'notUnderstood', round: 0, neededBytes: 0, freeBytes: 0 });
  });

const CALLS: Readonly<Record<string, (link: Link) => Promise<void>>> = { hold, offer };
const ANSWERS: Readonly<Record<string, (link: Link) => Promise<void>>> = { babble, refuse };

const call = CALLS[what];
if (call !== undefined) {
  const [known] = device.identity.devices.all();
  const link = await device.dial(Number(port), known === undefined ? {} : { key: known.staticKey });
  await call(link).catch(() => undefined);
} else {
  console.log(`waits at 127.0.0.1:${device.port}`);
  for (;;) await ANSWERS[what]?.(await device.arrival()).catch(() => undefined);
}
process.exit();
