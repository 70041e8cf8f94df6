// Looks at processes from outside, as the kernel tells of them. Linux only.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Listener {
  readonly program: string;
  readonly port: number;
  readonly isLoopback: boolean;
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly isZombie: boolean;
}

/** A process and everything it started that is still below it. */
export function processTree(pid: number): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
  const tree = [pid];
  // Grows while it is walked: each one's children come after it.
  for (const parent of tree) tree.push(...all.filter((stat) => stat.parent === parent).map((stat) => stat.pid));
  return tree;
}

/** A zombie has ended; it only waits for somebody to ask how. */
export function isRunning(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== null && !stat.isZombie;
}

/** Every TCP port that one of these processes accepts connections on. */
export function listeners(pids: readonly number[]): Listener[] {
  const sockets = new Map([...listeningSockets('tcp'), ...listeningSockets('tcp6')]);
  return pids.flatMap((pid) =>
    descriptors(pid).flatMap((target) => {
      const found = sockets.get(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '');
      return found ? [{ ...found, program: read(`/proc/${pid}/comm`).trim() }] : [];
    }),
  );
}

function statOf(pid: number): Stat | null {
  const stat = read(`/proc/${pid}/stat`);
  // The name stands in parentheses and may hold anything, parentheses too.
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state ? { pid, parent: Number(parent), isZombie: state === 'Z' } : null;
}

function listeningSockets(table: 'tcp' | 'tcp6'): [inode: string, socket: Omit<Listener, 'program'>][] {
  return read(`/proc/net/${table}`)
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [address = '', port = ''] = (fields[1] ?? '').split(':');
      if (fields[3] !== '0A' || fields[9] === undefined) return [];
      const isLoopback = address.endsWith('7F') || address === '00000000000000000000000001000000';
      return [[fields[9], { port: Number.parseInt(port, 16), isLoopback }]];
    });
}

function descriptors(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${name}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** '' for what is gone by the time it is read. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
