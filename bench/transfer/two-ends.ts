// One transfer by two programs: the receiver is up and waits; the clock runs from the start of the sender's command until
// both ends are done.
import { setTimeout as delay } from 'node:timers/promises';
import { inTime } from '../first-paint.ts';
import { endedChildrenCpuSeconds, readProcess, writtenBytes } from '../measure.ts';
import { type Command, type Exit, Program } from '../program.ts';

/** A way to move files. */
export interface Mover {
  /** Brings the receiving end up: it waits for what goes into this folder, and nothing moves yet. */
  receive(into: string): Promise<Receiving>;
  /** Takes away what it keeps from one transfer to the next. */
  close?(): void;
}

/** One that can be compared. */
export interface Way {
  readonly what: string;
  readonly isOurs: boolean;
  readonly note?: string;
  /** For one measurement. */
  open(): Mover;
}

export interface Receiving {
  readonly program: Program;
  /** What sends, where the sender's command only asks it to. */
  readonly sender?: Program;
  /** False for a server, which has everything when the sender has ended. */
  readonly endsByItself: boolean;
  send(source: string): Command;
}

export interface Peaks {
  /** Of the largest process of each end. */
  readonly senderMiB: number | null;
  readonly receiverMiB: number | null;
  /** By the sender, to whatever it wrote to. */
  readonly sentBytes: number | null;
}

export interface Moved extends Peaks {
  readonly kind: 'moved';
  readonly seconds: number;
  readonly cpu: EndsCpu | null;
}

interface EndsCpu {
  readonly senderSeconds: number;
  readonly receiverSeconds: number;
}

export interface BrokenOff extends Peaks {
  readonly kind: 'broken off';
  readonly seconds: number;
}

export interface Missed {
  readonly kind: 'wrong';
  readonly why: string;
}

interface Cut {
  readonly kind: 'cut';
  readonly afterMs: number;
}

/** Peaks only grow: what is missed is what grew since the last look. */
const LOOK_EVERY_MS = 20;
/** How long a server's children may take to end after the sender has. */
const SETTLE_MS = 2_000;

class Peak {
  readonly #program: Program;
  peakMiB: number | null = null;
  /** With that of all that it started. */
  cpuSeconds = 0;
  writtenBytes: number | null = null;
  #most = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  look(): void {
    const { pids } = this.#program;
    let cpuSeconds = 0;
    for (const pid of pids) {
      const facts = readProcess(pid);
      this.peakMiB = larger(this.peakMiB, facts?.peakMiB ?? null);
      cpuSeconds += (facts?.cpuSeconds ?? 0) + (facts?.endedChildrenCpuSeconds ?? 0);
    }
    this.cpuSeconds = Math.max(this.cpuSeconds, cpuSeconds);
    // What it started only hands on what it wrote, and is added to its own when it has ended.
    this.#most = Math.max(this.#most, pids.length);
    const [first] = pids;
    if (first !== undefined && pids.length === this.#most)
      this.writtenBytes = larger(this.writtenBytes, writtenBytes(first));
  }
}

function larger(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

interface UnderWay {
  readonly sender: Program;
  readonly receiving: Receiving;
  readonly startMs: number;
  peaks(): Peaks;
  /** Of both together what was worked in all, when both have ended. */
  cpu(allSeconds: number, receiverBeforeSeconds: number): EndsCpu | null;
  /** Nothing of it runs any more. */
  close(): Promise<void>;
}

function start(receiving: Receiving, source: string): UnderWay {
  const command = receiving.send(source);
  const startMs = performance.now();
  const sender = new Program(command);
  const ends = [new Peak(receiving.sender ?? sender), new Peak(receiving.program)] as const;
  const look = (): void => {
    for (const end of ends) end.look();
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  return {
    sender,
    receiving,
    startMs,
    peaks: () => ({
      senderMiB: ends[0].peakMiB,
      receiverMiB: ends[1].peakMiB,
      sentBytes: ends[0].writtenBytes,
    }),
    // What all worked is known exactly, and of each what it had worked when it was last looked at.
    cpu: (allSeconds, receiverBeforeSeconds) => {
      const receiver = Math.max(0, ends[1].cpuSeconds - receiverBeforeSeconds);
      const seen = ends[0].cpuSeconds + receiver;
      if (seen === 0) return null;
      return {
        senderSeconds: (allSeconds * ends[0].cpuSeconds) / seen,
        receiverSeconds: (allSeconds * receiver) / seen,
      };
    },
    close: async () => {
      clearInterval(looking);
      look();
      await sender.stop('SIGINT');
      await receiving.program.stop();
    },
  };
}

/** The clock runs from the start of the sender's command, or from that of the receiver's, which comes first. */
export async function move(
  mover: Mover,
  source: string,
  into: string,
  limitMs: number,
  from: 'start of sender' | 'start of both' = 'start of sender',
): Promise<Moved | Cut | Missed> {
  const isCold = from === 'start of both';
  const begunMs = performance.now();
  const cpuAtStart = endedChildrenCpuSeconds();
  const receiving = await mover.receive(into);
  const cpuBefore = isCold ? cpuAtStart : endedChildrenCpuSeconds();
  const receiverBefore = isCold ? { cpuSeconds: 0 } : readProcess(receiving.program.pids[0] ?? 0);
  const underWay = start(receiving, source);
  const ended = await inTime(limitMs, endOfBoth(underWay));
  const why = ended === 'late' ? null : failure(ended, underWay);
  if (ended !== 'late') await settled(receiving);
  await underWay.close();
  if (ended === 'late') return { kind: 'cut', afterMs: limitMs };
  if (why !== null) return { kind: 'wrong', why };
  const endMs = Math.max(...ended.map(({ atMs }) => atMs));
  const cpuAfter = endedChildrenCpuSeconds();
  // What runs on isn't among those that ended.
  const hasEnded = receiving.sender === undefined;
  const isCpuKnown = hasEnded && cpuBefore !== null && cpuAfter !== null && receiverBefore !== null;
  const receiverSeconds = receiverBefore?.cpuSeconds ?? 0;
  return {
    kind: 'moved',
    seconds: (endMs - (isCold ? begunMs : underWay.startMs)) / 1000,
    cpu: isCpuKnown ? underWay.cpu(cpuAfter - cpuBefore - receiverSeconds, receiverSeconds) : null,
    ...underWay.peaks(),
  };
}

/** A sender that failed is the end: its receiver may wait for ever. */
async function endOfBoth({ sender, receiving }: UnderWay): Promise<readonly Exit[]> {
  const sent = await sender.ended;
  return sent.code === 0 && receiving.endsByItself ? [sent, await receiving.program.ended] : [sent];
}

function failure([sent, received]: readonly Exit[], { sender, receiving }: UnderWay): string | null {
  if (sent?.code !== 0) return sender.why(sent?.code ?? null);
  return received === undefined || received.code === 0 ? null : receiving.program.why(received.code);
}

/** What a server started for this transfer ends by itself; its processor time counts only then. */
async function settled({ program, endsByItself }: Receiving): Promise<void> {
  const untilMs = performance.now() + SETTLE_MS;
  while (!endsByItself && program.pids.length > 1 && performance.now() < untilMs) await delay(LOOK_EVERY_MS);
}

/** Starts a transfer and lets it be broken off as soon as it is so far; `wrong` where it ends before. */
export async function breakOff(
  mover: Mover,
  source: string,
  into: string,
  limitMs: number,
  { isFar, end }: { isFar: () => boolean; end: (sender: Program, receiver: Program) => Promise<void> },
): Promise<BrokenOff | Cut | Missed> {
  const receiving = await mover.receive(into);
  const underWay = start(receiving, source);
  const { sender, startMs } = underWay;
  const untilMs = startMs + limitMs;
  while (!isFar() && !sender.hasEnded && performance.now() < untilMs) await delay(1);
  const isEnded = sender.hasEnded;
  const seconds = (performance.now() - startMs) / 1000;
  if (!isEnded) await end(sender, receiving.program);
  await underWay.close();
  if (isEnded) {
    const { code } = await sender.ended;
    return { kind: 'wrong', why: `it was to be broken off, and before that ${sender.why(code)}` };
  }
  if (!isFar()) return { kind: 'cut', afterMs: limitMs };
  return { kind: 'broken off', seconds, ...underWay.peaks() };
}
