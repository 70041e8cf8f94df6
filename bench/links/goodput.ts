// What a link can do: bytes out of one memory into another, by iperf3 where it is installed, else by a program of ours.
import { join } from 'node:path';
import { inTime } from '../first-paint.ts';
import { onPath } from '../peers.ts';
import { Program } from '../program.ts';
import type { Contender } from '../run.ts';
import { type Places, startedAt } from '../transfer/places.ts';
import { freePort, isUp, ready } from '../transfer/servers.ts';

const ENDS = join(import.meta.dirname, 'blast-ends.ts');

/** Of what was to be sent. */
const LEAST_COUNTED = 0.5;

interface Goodput {
  readonly bytes: number;
  /** Of the bytes alone: without the start of any program. */
  readonly seconds: number;
}

interface UnderWay {
  readonly programs: readonly Program[];
  readonly done: Promise<Goodput>;
}

export function goodput(work: string, places: Places, bytes: number): Contender {
  const iperf = onPath('iperf3');
  return {
    work,
    what: iperf === null ? 'bare TCP' : 'iperf3',
    isOurs: false,
    measure: async (limitMs) => {
      const { programs, done } = await (iperf === null
        ? blast(places, bytes, limitMs)
        : byIperf(iperf, places, bytes, limitMs));
      try {
        const found = await inTime(limitMs, done);
        if (found === 'late') return { kind: 'cut', afterMs: limitMs };
        if (found.bytes < bytes * LEAST_COUNTED) return { kind: 'wrong', why: `${found.bytes} of ${bytes} bytes came` };
        // Some send their last piece whole, and iperf3 leaves out what was under way at the end: the rate counts.
        const seconds = (found.seconds * bytes) / found.bytes;
        return { kind: 'measured', sample: { seconds, cpuSeconds: null, rssMiB: null, bytes } };
      } finally {
        for (const program of programs) await program.stop();
      }
    },
  };
}

async function blast({ sender, receiver }: Places, bytes: number, limitMs: number): Promise<UnderWay> {
  const end = (...args: readonly string[]) => ({ command: process.execPath, args: [ENDS, ...args] });
  const sending = new Program(startedAt(sender, end('send', sender.address, String(bytes))));
  const port = await sending.expect((line) => line);
  const receiving = new Program(startedAt(receiver, end('receive', sender.address, port)));
  const done = receiving.expect((line) => readGoodput(line, (said) => said), 2 * limitMs);
  return { programs: [sending, receiving], done };
}

async function byIperf(iperf: string, { sender, receiver }: Places, bytes: number, limitMs: number): Promise<UnderWay> {
  const port = await freePort();
  const serve = ['-s', '-1', '-B', receiver.address, '-p', String(port)];
  const serving = new Program(startedAt(receiver, { command: iperf, args: serve }));
  await ready(serving, () => isUp(serving, receiver, port));
  const call = ['-c', receiver.address, '-p', String(port), '-n', String(bytes), '-J'];
  const calling = new Program(startedAt(sender, { command: iperf, args: call }));
  let report = '';
  const done = calling.expect((line) => {
    report += line;
    if (line !== '}') return null;
    // One that is stopped gives a second report: why.
    const whole = report;
    report = '';
    return readGoodput(whole, (said) => field(field(said, 'end'), 'sum_received'));
  }, 2 * limitMs);
  return { programs: [serving, calling], done };
}

function readGoodput(text: string, find: (said: unknown) => unknown): Goodput | null {
  const found = find(JSON.parse(text));
  const [bytes, seconds] = [field(found, 'bytes'), field(found, 'seconds')];
  return typeof bytes === 'number' && typeof seconds === 'number' ? { bytes, seconds } : null;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
