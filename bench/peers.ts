// What people would use instead, and which of it is here. Nothing is installed for a bench: who is missing is named.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Peer {
  readonly name: string;
  readonly command: string;
  /** Asks for its version and nothing else; null where there is no such thing. */
  readonly version: readonly string[] | null;
}

export const PEERS: readonly Peer[] = [
  { name: 'croc', command: 'croc', version: ['--version'] },
  { name: 'magic-wormhole', command: 'wormhole', version: ['--version'] },
  { name: 'syncthing', command: 'syncthing', version: ['--version'] },
  { name: 'rsync', command: 'rsync', version: ['--version'] },
  { name: 'scp', command: 'scp', version: null },
  { name: 'sftp', command: 'sftp', version: null },
  { name: 'ssh', command: 'ssh', version: null },
  { name: 'ssh-keygen', command: 'ssh-keygen', version: null },
  { name: 'sshd', command: 'sshd', version: null },
  { name: 'tar', command: 'tar', version: null },
  { name: 'nc', command: 'nc', version: null },
  { name: 'LocalSend', command: 'localsend', version: null },
];

export interface Found {
  readonly installed: readonly (Peer & { readonly path: string })[];
  /** Names of those that aren't here. */
  readonly missing: readonly string[];
}

export function findPeers(peers: readonly Peer[], pathOf: (command: string) => string | null): Found {
  const asked = peers.map((peer) => ({ ...peer, path: pathOf(peer.command) }));
  return {
    installed: asked.flatMap(({ path, ...peer }) => (path === null ? [] : [{ ...peer, path }])),
    missing: asked.filter(({ path }) => path === null).map(({ name }) => name),
  };
}

/** Servers lie where the shell of most people doesn't look. */
export const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

/** Where a command is, as the shell would find it. */
export function onPath(command: string, more: readonly string[] = []): string | null {
  const names = process.platform === 'win32' ? [`${command}.exe`, `${command}.cmd`] : [command];
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...more])
    for (const name of names) if (folder !== '' && isProgram(join(folder, name))) return join(folder, name);
  return null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
