// Which program has a port: asked of the system, which tells everybody about their own programs and the administrator
// about all.
import { basename } from 'node:path';
import type { RunCommand } from './run-command.ts';

export interface HolderNeeds {
  readonly platform: string;
  readonly run: RunCommand;
  readonly readFile: (path: string) => Promise<string | null>;
  /** The names in a folder; none where it can't be read. */
  readonly namesIn: (path: string) => Promise<readonly string[]>;
  /** Where a link leads; null where it can't be read. */
  readonly linkOf: (path: string) => Promise<string | null>;
  /** Our own, which is nobody else. */
  readonly pid: number;
}

interface HeldPort {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** A machine with more has more to do than to be looked through. */
const MOST_PROCESSES = 2000;

/** The program's name, or '' where the system doesn't say. */
export async function holderOf(held: HeldPort, needs: HolderNeeds): Promise<string> {
  if (needs.platform === 'linux') return linuxHolder(held, needs);
  if (needs.platform === 'darwin') return macHolder(held, needs);
  return needs.platform === 'win32' ? windowsHolder(held, needs) : '';
}

async function linuxHolder({ protocol, port }: HeldPort, needs: HolderNeeds): Promise<string> {
  const inodes = new Set<string>();
  for (const family of ['', '6']) {
    const table = await needs.readFile(`/proc/net/${protocol}${family}`);
    for (const inode of inodesOn(table ?? '', port, protocol)) inodes.add(inode);
  }
  const pids = (await needs.namesIn('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(needs.pid));
  for (const pid of pids.slice(-MOST_PROCESSES)) {
    for (const fd of await needs.namesIn(`/proc/${pid}/fd`)) {
      const [, inode = ''] = /^socket:\[(\d+)\]$/.exec((await needs.linkOf(`/proc/${pid}/fd/${fd}`)) ?? '') ?? [];
      if (inodes.has(inode)) return programOf(pid, needs);
    }
  }
  return '';
}

/** By its file, since a program may call its threads whatever it likes. */
async function programOf(pid: string, { linkOf, readFile }: HolderNeeds): Promise<string> {
  const path = await linkOf(`/proc/${pid}/exe`);
  if (path !== null) return basename(path.replace(/ \(deleted\)$/, ''));
  return ((await readFile(`/proc/${pid}/comm`)) ?? '').trim();
}

const LISTENING = '0A';

/** Rows such as `0: 00000000:68BA 00000000:0000 0A … 12345 …`. */
export function inodesOn(table: string, port: number, protocol: HeldPort['protocol']): readonly string[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [, hexPort = ''] = local.split(':');
      const isHere = Number.parseInt(hexPort, 16) === port && (protocol === 'udp' || state === LISTENING);
      return isHere ? [inode] : [];
    });
}

/** Its rows begin with a letter that says what follows: p a process id, c a command. */
async function macHolder({ protocol, port }: HeldPort, { run, pid }: HolderNeeds): Promise<string> {
  const which = protocol === 'tcp' ? [`-iTCP:${port}`, '-sTCP:LISTEN'] : [`-iUDP:${port}`];
  const listed = await run('lsof', ['-nP', ...which, '-Fpc']);
  let current = '';
  for (const row of listed?.text.split('\n') ?? []) {
    if (row.startsWith('p')) current = row.slice(1);
    // The system's own responder shares the port with everybody.
    if (row.startsWith('c') && current !== String(pid) && row !== 'cmDNSResponder') return row.slice(1);
  }
  return '';
}

async function windowsHolder({ protocol, port }: HeldPort, { run, pid }: HolderNeeds): Promise<string> {
  const of =
    protocol === 'tcp'
      ? `Get-NetTCPConnection -LocalPort ${port} -State Listen`
      : `Get-NetUDPEndpoint -LocalPort ${port}`;
  const command = `${of} | Where-Object OwningProcess -ne ${pid} | ForEach-Object { (Get-Process -Id $_.OwningProcess).ProcessName }`;
  const asked = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command]);
  const names = asked?.text.split(/\r?\n/).map((name) => name.trim()) ?? [];
  // Of the system's own services there is one for everything.
  return names.find((name) => name !== '' && name !== 'svchost') ?? '';
}
