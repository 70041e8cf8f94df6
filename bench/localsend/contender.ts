// One work from one engine to another, by our own protocol or by LocalSend's: the clock runs from when the sender is asked
// to send until both say that it is done.
import { inTime } from '../first-paint.ts';
import { type ProcessFacts, readProcess } from '../measure.ts';
import { Program } from '../program.ts';
import type { Contender, Outcome } from '../run.ts';
import { inFolder, wrongIn } from '../transfer/contender.ts';
import type { Work } from '../transfer/works.ts';
import type { Devices } from './devices.ts';
import type { Said } from './end.ts';

export interface Protocol {
  readonly what: string;
  readonly isOurs: boolean;
  /** What the sender is told of where to. */
  to(receiver: Ready, devices: Devices): readonly string[];
}

type Ready = Extract<Said, { is: 'ready' }>;

export const PROTOCOLS: readonly Protocol[] = [
  { what: 'Ferry', isOurs: true, to: ({ port }) => [`${port}`] },
  {
    what: 'LocalSend',
    isOurs: false,
    to: ({ localSendPort }, { data }) => [`${localSendPort}`, data.receiver],
  },
];

export interface Ends {
  /** One of them, and what it is run by. */
  readonly program: readonly string[];
  readonly devices: () => Devices;
  /** Where what comes goes. */
  readonly into: string;
}

/** What ends it sooner is the limit of the measurement. */
const NEVER_MS = 2 ** 31 - 1;

export function protocolContender(work: Work, protocol: Protocol, { program, devices, into }: Ends): Contender {
  const [command = '', ...words] = program;
  return {
    work: work.name,
    what: protocol.what,
    isOurs: protocol.isOurs,
    measure: (limitMs) =>
      inFolder(into, async () => {
        const own = devices();
        const started: Program[] = [];
        const start = (...args: readonly string[]): Program => {
          const one = new Program({ command, args: [...words, ...args] });
          started.push(one);
          return one;
        };
        try {
          const receiver = start('receive', own.data.receiver, into);
          const ready = await receiver.expect(readyIn);
          const sender = start('send', own.data.sender, work.source, ...protocol.to(ready, own));
          const outcome = await measured(sender, receiver, work, limitMs);
          const why = outcome.kind === 'measured' ? wrongIn(work.source, into) : null;
          return why === null ? outcome : { kind: 'wrong', why };
        } finally {
          await Promise.all(started.map((one) => one.stop()));
          own.close();
        }
      }),
  };
}

async function measured(sender: Program, receiver: Program, work: Work, limitMs: number): Promise<Outcome> {
  const begun = seen(sender, 'begun');
  const done = Promise.all([seen(sender, 'done', NEVER_MS), seen(receiver, 'done', NEVER_MS)]);
  done.catch(() => undefined);
  const from = await begun;
  const receiverBefore = factsOf(receiver);
  const ended = await inTime(limitMs, done);
  if (ended === 'late') return { kind: 'cut', afterMs: limitMs };
  const [sent, received] = ended;
  return {
    kind: 'measured',
    sample: {
      seconds: (Math.max(sent.atMs, received.atMs) - from.atMs) / 1000,
      cpuSeconds: workedFor(from.facts, sent.facts),
      receiverCpuSeconds: workedFor(receiverBefore, received.facts),
      rssMiB: sent.facts?.peakMiB ?? null,
      receiverRssMiB: received.facts?.peakMiB ?? null,
      bytes: work.bytes,
    },
  };
}

interface Seen {
  readonly atMs: number;
  readonly facts: ProcessFacts | null;
}

/** When it says so, and what it has used by then. */
function seen(program: Program, is: Said['is'], limitMs?: number): Promise<Seen> {
  const look = (line: string): Seen | null =>
    saidIn(line).is === is ? { atMs: performance.now(), facts: factsOf(program) } : null;
  const found = program.expect(look, limitMs);
  // Whichever fails first is heard; the others fail when all is stopped.
  found.catch(() => undefined);
  return found;
}

function factsOf({ pids: [pid] }: Program): ProcessFacts | null {
  return pid === undefined ? null : readProcess(pid);
}

const workedFor = (before: ProcessFacts | null, after: ProcessFacts | null): number | null =>
  before && after && after.cpuSeconds - before.cpuSeconds;

/** Our own program's words. */
const saidIn = (line: string): Said => JSON.parse(line) as Said;

function readyIn(line: string): Ready | null {
  const said = saidIn(line);
  return said.is === 'ready' ? said : null;
}
