// Runs one command and says what it cost. CPU and memory are read from /proc, so they are known on Linux only.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

export interface Ended {
  readonly kind: 'ended';
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From just before the start until the process was gone. */
  readonly seconds: number;
  readonly cpuSeconds: number | null;
  readonly rssMiB: number | null;
}

export type Measured =
  | Ended
  | { readonly kind: 'cut'; readonly afterMs: number; readonly stdout: string }
  | { readonly kind: 'failed'; readonly why: string };

/** The clock tick of /proc, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
/** The peak only grows, so what is missed between the last look and the end is what grew in this time. */
const LOOK_EVERY_MS = 5;
/** How long a command may take to end after it was asked to, before it is made to. */
const GRACE_MS = 2_000;
/** Enough for a version or an error; a contender that floods us isn't kept in memory. */
const OUTPUT_LIMIT = 64 * 1024;

/**
 * One command, to its end or to its limit. One at a time: CPU is the growth of what the kernel keeps of all our ended
 * children, which is exact, and includes children of theirs that they waited for.
 */
export function measureCommand(
  command: string,
  args: readonly string[],
  { limitMs, env, cwd }: { limitMs: number; env?: NodeJS.ProcessEnv; cwd?: string },
): Promise<Measured> {
  return new Promise((resolve) => {
    const cpuBefore = endedChildrenCpuSeconds();
    const start = performance.now();
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    let rssMiB: number | null = null;
    let wasCut = false;
    let started: readonly number[] = [];

    const look = setInterval(() => {
      rssMiB = (child.pid === undefined ? null : readProcess(child.pid)?.peakMiB) ?? rssMiB;
    }, LOOK_EVERY_MS);
    let force: NodeJS.Timeout | undefined;
    const limit = setTimeout(() => {
      wasCut = true;
      started = child.pid === undefined ? [] : [child.pid, ...descendants(child.pid)];
      signalAll(started, 'SIGTERM');
      force = setTimeout(() => signalAll(started, 'SIGKILL'), GRACE_MS);
    }, limitMs);
    const stop = () => {
      clearInterval(look);
      clearTimeout(limit);
      clearTimeout(force);
    };

    child.once('error', (error) => {
      stop();
      resolve({ kind: 'failed', why: `it can't be started (${error.message})` });
    });
    child.once('exit', (code) => {
      const seconds = (performance.now() - start) / 1000;
      const cpuAfter = endedChildrenCpuSeconds();
      // What it started goes with it, or the next measurement would share the machine with it.
      if (wasCut) signalAll(started, 'SIGKILL');
      const cpuSeconds = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
      stop();
      void Promise.all([stdout.end(), stderr.end()]).then(([out, err]) => {
        resolve(
          wasCut
            ? { kind: 'cut', afterMs: seconds * 1000, stdout: out }
            : { kind: 'ended', code, stdout: out, stderr: err, seconds, cpuSeconds, rssMiB },
        );
      });
    });
  });
}

export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, signal);
    } catch {
      // Gone already.
    }
}

/** All that a process started and that still hangs on it. */
export function descendants(pid: number): number[] {
  const children = (readProc(`${pid}/task/${pid}/children`) ?? '').split(' ').filter((word) => /^\d+$/.test(word));
  return children.map(Number).flatMap((child) => [child, ...descendants(child)]);
}

/** Keeps the beginning of a stream. A grandchild may hold it open after the end, so the end isn't waited for long. */
function collect(stream: NodeJS.ReadableStream & { destroy(): unknown }): { end(): Promise<string> } {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    if (text.length < OUTPUT_LIMIT) text += chunk;
  });
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  return {
    end: async () => {
      const patience = setTimeout(() => stream.destroy(), 500);
      await closed;
      clearTimeout(patience);
      return text;
    },
  };
}

export interface ProcessFacts {
  readonly cpuSeconds: number;
  /** Of those that it started and waited for. */
  readonly endedChildrenCpuSeconds: number;
  readonly residentMiB: number;
  readonly peakMiB: number;
}

/** What a running process has used so far; null when it is gone, or on a system without /proc. */
export function readProcess(pid: number): ProcessFacts | null {
  const status = readProc(`${pid}/status`);
  const stat = readProc(`${pid}/stat`);
  if (status === null || stat === null) return null;
  const resident = statusMiB(status, 'VmRSS');
  const peak = statusMiB(status, 'VmHWM');
  const { user, system, childrenUser, childrenSystem } = statTicks(stat);
  // A process that ended and waits to be collected has no memory lines any more.
  if (resident === null || peak === null) return null;
  return {
    cpuSeconds: (user + system) / TICKS_PER_SECOND,
    endedChildrenCpuSeconds: (childrenUser + childrenSystem) / TICKS_PER_SECOND,
    residentMiB: resident,
    peakMiB: peak,
  };
}

/** Of all children of ours that ended so far, with those of theirs that they waited for. */
export function endedChildrenCpuSeconds(): number | null {
  const stat = readProc('self/stat');
  if (stat === null) return null;
  const { childrenUser, childrenSystem } = statTicks(stat);
  return (childrenUser + childrenSystem) / TICKS_PER_SECOND;
}

/** Fields 14 to 17 of proc(5) stat, counted from after the name, which may itself hold spaces and brackets. */
export function statTicks(stat: string): Record<'user' | 'system' | 'childrenUser' | 'childrenSystem', number> {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15).map(Number);
  return { user, system, childrenUser, childrenSystem };
}

export function statusMiB(status: string, field: 'VmRSS' | 'VmHWM'): number | null {
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return kib === undefined ? null : Number(kib) / 1024;
}

/** All that a process gave to files, pipes and sockets so far; null where that can't be known. */
export function writtenBytes(pid: number): number | null {
  const written = /^wchar: (\d+)$/m.exec(readProc(`${pid}/io`) ?? '')?.[1];
  return written === undefined ? null : Number(written);
}

function readProc(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return null;
  }
}
