// All ways to move files that are here, and who is missing.
import { mkdirSync } from 'node:fs';
import { findPeers, onPath, PEERS, SERVER_FOLDERS } from '../peers.ts';
import { HERE, type Places } from './places.ts';
import { plainPipe } from './plain.ts';
import { rsyncDaemon } from './rsync.ts';
import { makeSsh, rsyncOverSsh, type Ssh, scp } from './ssh.ts';
import { isOpenBsdNc, tarOverNc } from './tar.ts';
import type { Way } from './two-ends.ts';
import type { Work } from './works.ts';

const NAMES = ['rsync', 'scp', 'ssh', 'ssh-keygen', 'sshd', 'tar', 'nc'];
/** rsync by itself searches the half for what it could use, at ten times the cost; this is what one would ask for. */
const RESUMES = ['--append-verify'];

export interface OtherWays {
  /** Those that can do it otherwise than by sending everything again. */
  for(start: Work['start']): readonly Way[];
  readonly missing: readonly string[];
  close(): void;
}

/** Their settings and keys go into the folder. */
export function findOtherWays(folder: string, places: Places = HERE): OtherWays {
  const found = findPeers(
    PEERS.filter(({ name }) => NAMES.includes(name)),
    (command) => onPath(command, SERVER_FOLDERS),
  );
  const path = (name: string): string | null => found.installed.find((peer) => peer.name === name)?.path ?? null;
  const missing = [...found.missing];
  mkdirSync(folder, { recursive: true });

  const ssh = sshOf(folder, places, path);
  if (typeof ssh === 'string') missing.push(ssh);
  const [rsync, scpPath, tar, nc] = ['rsync', 'scp', 'tar', 'nc'].map(path);
  const isNcKnown = nc != null && isOpenBsdNc(nc);
  if (nc != null && !isNcKnown) missing.push('nc of OpenBSD');
  const isSsh = ssh !== null && typeof ssh !== 'string';

  const rsyncs = (options: readonly string[]): Way[] =>
    rsync == null
      ? []
      : [rsyncDaemon(folder, places, rsync, options), ...(isSsh ? [rsyncOverSsh(ssh, rsync, options)] : [])];
  const fresh = [
    plainPipe(places),
    ...rsyncs([]),
    ...(isSsh && scpPath != null ? [scp(ssh, scpPath)] : []),
    ...(tar != null && isNcKnown ? [tarOverNc(places, tar, nc)] : []),
  ];
  return {
    for: (start) => (start === 'fresh' || start === 'cold' ? fresh : rsyncs(start === 'changed' ? [] : RESUMES)),
    missing,
    close: () => (isSsh ? ssh.close() : undefined),
  };
}

/** Null where a program is missing, which is named already; a text where they are there and can't be used. */
function sshOf(folder: string, places: Places, path: (name: string) => string | null): Ssh | string | null {
  const [ssh, sshd, keygen] = [path('ssh'), path('sshd'), path('ssh-keygen')];
  if (ssh === null || sshd === null || keygen === null) return null;
  const made = makeSsh(folder, places, { ssh, sshd, keygen });
  return made.ok ? made.value : made.error;
}
