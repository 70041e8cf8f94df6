import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { ok } from '../../src/base/result.ts';
import { nobleX25519 } from '../../src/engine/crypto/x25519.ts';
import { ferrySuite } from '../../src/engine/noise/suite.ts';
import { means, network, shakeHands } from '../../tests/support/channel.ts';
import type { Bench } from '../bench.ts';
import { inTime } from '../first-paint.ts';
import type { Contender, Outcome } from '../run.ts';

const FILE_BYTES = 2 * 1024 ** 3;
const PIECE = 16 * 1024 ** 2;
const HANDSHAKES = 200;
const ENDS = join(import.meta.dirname, '../channel-ends.ts');

/** What encryption costs: a big file over one encrypted stream, beside the same program without it. */
export const channel: Bench = {
  name: 'channel',
  title: 'one encrypted stream, file to file over loopback, and handshakes',
  plan: () => ({ rounds: 5, warmUps: 1, budgetMs: 300_000, limitMs: 60_000 }),
  prepare: async () => {
    // In memory: what is measured is this program, not a disk.
    const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ferry-bench-'));
    const source = join(folder, 'source');
    const digest = await makeFile(source);
    const stream = (how: 'encrypted' | 'plain', isOurs: boolean): Contender => ({
      work: `${FILE_BYTES / 1024 ** 3} GiB, file to file`,
      what: isOurs ? 'encrypted stream' : 'the same without encryption',
      isOurs,
      measure: (limitMs) => sendOnce(how, source, join(folder, 'target'), digest, limitMs),
    });
    const native = means();
    const slow = means({ suite: ferrySuite(nobleX25519) });
    return ok({
      contenders: [
        stream('encrypted', true),
        stream('plain', false),
        { work: `${HANDSHAKES} handshakes`, what: 'both sides, in memory', isOurs: true, measure: () => shake(native) },
        { work: `${HANDSHAKES} handshakes`, what: 'by noble’s X25519', isOurs: false, measure: () => shake(slow) },
      ],
      missing: [],
      notes: [
        `The file lies in ${folder.startsWith('/dev/shm') ? 'memory' : 'the temporary folder'}; its SHA-256 is compared outside the clock.`,
        'Both ends share this machine’s cores.',
      ],
      close: () => rm(folder, { recursive: true, force: true }),
    });
  },
};

async function makeFile(path: string): Promise<string> {
  const file = await open(path, 'w');
  const hash = createHash('sha256');
  const piece = randomBytes(PIECE);
  for (let index = 0; index < FILE_BYTES / PIECE; index++) {
    piece.writeUInt32BE(index);
    await file.write(piece);
    hash.update(piece);
  }
  await file.close();
  return hash.digest('hex');
}

async function sendOnce(
  how: 'encrypted' | 'plain',
  source: string,
  target: string,
  digest: string,
  limitMs: number,
): Promise<Outcome> {
  const start = (...args: readonly string[]) =>
    spawn(process.execPath, [ENDS, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const sender = start('send', how, source);
  const [port] = await once(sender.stdout, 'data');
  const receiver = start('receive', how, target, String(port).trim());
  const said = text(receiver.stdout);
  const done = Promise.all([said, once(receiver, 'exit'), once(sender, 'exit')]);
  const ended = await inTime(limitMs, done);
  for (const child of [sender, receiver]) child.kill('SIGKILL');
  if (ended === 'late') return { kind: 'cut', afterMs: limitMs };
  const seconds = Number(await said);
  const found = createHash('sha256');
  await pipeline(createReadStream(target, { highWaterMark: PIECE }), found);
  const { size } = await stat(target);
  await rm(target, { force: true });
  if (found.digest('hex') !== digest || !(seconds > 0))
    return { kind: 'wrong', why: `${size} bytes came, and not the same` };
  return { kind: 'measured', sample: { seconds, cpuSeconds: null, rssMiB: null, bytes: size } };
}

async function shake(own: ReturnType<typeof means>): Promise<Outcome> {
  const begun = performance.now();
  const other = means({ suite: own.suite });
  for (let index = 0; index < HANDSHAKES; index++) {
    const net = network();
    const { initiator, responder } = await shakeHands(net, { initiator: own, responder: other });
    if (Buffer.compare(initiator.keys.handshakeHash, responder.keys.handshakeHash) !== 0)
      return { kind: 'wrong', why: 'the two sides differ' };
    net.a.destroy();
    net.b.destroy();
  }
  const seconds = (performance.now() - begun) / 1000;
  return { kind: 'measured', sample: { seconds, cpuSeconds: null, rssMiB: null, bytes: null } };
}
