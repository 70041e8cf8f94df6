// Run as a program of its own, with a channel to whoever started it: a device that pairs as it is told to, says all it
// can of that, and notes every secret it touches.
//     node pair-child.ts NAME FOLDER
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { placesIn } from '../../src/engine/data-folder.ts';
import type { Log } from '../../src/engine/index.ts';
import { openLogFile } from '../../src/engine/log-file.ts';
import type { Link } from '../../src/engine/session/link.ts';
import type { PairOutcome } from '../../src/engine/session/pair.ts';
import { clock, PairDevice, typeInto } from './pair-device.ts';
import { digitsOf } from './pairing.ts';

export type Leak = 'none' | 'log' | 'stdout' | 'stderr' | 'file' | 'title';

export type Order =
  | { readonly act: 'show' }
  | {
      readonly act: 'type';
      readonly port: number;
      readonly key: string;
      readonly form: 'code' | 'qr';
      readonly secrets: readonly string[];
    }
  | { readonly act: 'leak'; readonly leak: Leak }
  | { readonly act: 'secrets' }
  | { readonly act: 'close' };

export type Answer =
  | { readonly is: 'ready'; readonly port: number; readonly key: string }
  /** What its screen shows. */
  | { readonly is: 'shown'; readonly code: string; readonly qr: string }
  | { readonly is: 'ended'; readonly outcome: string }
  | { readonly is: 'secrets'; readonly secrets: readonly string[] }
  | { readonly is: 'done' };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Everything that was ever used as a secret: keys, shared secrets, the psk of the handshake, exporters, codes. */
const touched = new Set<string>();
const { reveal } = Secret.prototype;
Secret.prototype.reveal = function revealNoted(this: Secret): Uint8Array {
  const bytes = reveal.call(this);
  if (bytes.some((byte) => byte !== 0)) touched.add(hex(bytes));
  return bytes;
};

const [name = '', folder = ''] = process.argv.slice(2);
const file = openLogFile(placesIn(folder).logFile, clock);
/** Verbose: what the file leaves out by its level goes there, too. */
const log: Log = (level, event, facts) => {
  file(level === 'debug' ? 'info' : level, event, facts);
  console.error(inspect({ level, event, facts }, { depth: 9 }));
};

/** The last that was shown. */
let code = '';
const device = await PairDevice.open(name, folder, { log });
const answer = (message: Answer): void => void process.send?.(message);
const say = (what: string, value: unknown): void => {
  console.log(what, JSON.stringify(value));
  console.error(what, inspect(value, { depth: 12, showHidden: true, getters: false }));
};

async function settle(link: Link, outcome: PairOutcome): Promise<void> {
  link.channel.exporter.reveal();
  say('outcome', outcome);
  say('device', device);
  say('link', link);
  log('info', 'outcome', { kind: outcome.kind });
  if (outcome.kind !== 'proven') return;
  const { keeping, notices } = device.keeping(link, outcome.method);
  await keeping.keep();
  while (notices.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  say('notices', notices);
  say('keeping', keeping);
}

const doing: { readonly [A in Order['act']]: (order: Extract<Order, { readonly act: A }>) => Promise<void> } = {
  show: async () => {
    device.sheet.open();
    code = digitsOf(device.sheet);
    const qr = device.sheet.qrSecret?.reveal() ?? new Uint8Array();
    answer({ is: 'shown', code: hex(Buffer.from(code)), qr: hex(qr) });
    say('sheet', device.sheet);
    const link = await device.arrival();
    const outcome = await device.show(link);
    await settle(link, outcome);
    answer({ is: 'ended', outcome: outcome.kind });
  },
  type: async ({ port, key, form, secrets }) => {
    const expectedKey = Buffer.from(key, 'hex');
    const link = await device.dial(port, { key: expectedKey });
    const typed = secrets.map((secret) => Buffer.from(secret, 'hex'));
    const how = form === 'qr' ? ({ kind: 'qr', expectedKey } as const) : ({ kind: 'code' } as const);
    const { outcome, typing, wrong } = typeInto(device, link, typed, how);
    say('typing', typing);
    const end = await outcome;
    say('wrong', wrong);
    await settle(link, end);
    // What fails says why, and how: none of it may be a secret.
    await device.dial(1, { key: expectedKey }).catch((error: unknown) => say('error', error));
    await link.send(0x30).catch((error: unknown) => say('error', error));
    answer({ is: 'ended', outcome: end.kind });
  },
  leak: async ({ leak }) => {
    const { staticKey, announceKey } = device.identity.own.keys;
    if (leak === 'log') log('debug', 'planted', { code: hex(staticKey.secretKey.reveal()) });
    if (leak === 'stdout') console.log(Buffer.from(announceKey.reveal()).toString('base64url'));
    if (leak === 'stderr') console.error(Buffer.from(staticKey.secretKey.reveal()).toString('base64'));
    if (leak === 'file') writeFileSync(join(folder, 'planted'), staticKey.secretKey.reveal());
    if (leak === 'title') process.title = code;
    answer({ is: 'done' });
  },
  secrets: async () => answer({ is: 'secrets', secrets: [...touched] }),
  close: async () => {
    await device.close();
    answer({ is: 'done' });
    process.disconnect();
  },
};

process.on('message', (order: Order) => {
  (doing[order.act] as (order: Order) => Promise<void>)(order).catch((error: unknown) => {
    say('failed', error);
    process.exitCode = 1;
    process.disconnect();
  });
});
answer({ is: 'ready', port: device.port, key: hex(device.key) });
