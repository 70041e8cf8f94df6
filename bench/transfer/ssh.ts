// A server of our own for what goes over ssh, with keys made for this run; nobody's settings and nobody's keys are used.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../../src/base/result.ts';
import { err, ok } from '../../src/base/result.ts';
import { Program } from '../program.ts';
import { type Places, startedAt } from './places.ts';
import { freePort, isUp, ready } from './servers.ts';
import type { Mover, Way } from './two-ends.ts';

/** As the client's settings call our server. */
const NAME = 'ferry-bench';
/** Some builds refuse to start for root without this empty folder, which the system's own start makes. */
const EMPTY_FOLDER = '/run/sshd';

export interface SshPrograms {
  readonly ssh: string;
  readonly sshd: string;
  readonly keygen: string;
}

export interface Ssh {
  /** The server, and the file of settings that finds it under `NAME`. */
  serve(): Promise<{ readonly program: Program; readonly config: string }>;
  readonly programs: SshPrograms;
  readonly places: Places;
  close(): void;
}

export function makeSsh(folder: string, places: Places, programs: SshPrograms): Result<Ssh, string> {
  const key = (name: string) => {
    const path = join(folder, name);
    const made = spawnSync(programs.keygen, ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path], {
      encoding: 'utf8',
    });
    return made.status === 0 ? path : null;
  };
  const [host, user] = [key('host-key'), key('user-key')];
  if (host === null || user === null) return err('no keys could be made for ssh');
  const [type, hostKey] = readFileSync(`${host}.pub`, 'utf8').split(' ');
  writeFileSync(join(folder, 'known-hosts'), `${NAME} ${type} ${hostKey}\n`);
  const { receiver } = places;
  const { username, uid } = userInfo();
  const makesEmptyFolder = uid === 0 && !existsSync(EMPTY_FOLDER);
  if (makesEmptyFolder) mkdirSync(EMPTY_FOLDER, { mode: 0o755 });
  return ok({
    programs,
    places,
    serve: async () => {
      const port = await freePort();
      const config = join(folder, 'ssh-config');
      writeFileSync(config, clientSettings(folder, user, username, receiver.address, port));
      writeFileSync(join(folder, 'sshd-config'), serverSettings(host, user, username, receiver.address, port));
      const args = ['-D', '-e', '-f', join(folder, 'sshd-config')];
      const program = new Program(startedAt(receiver, { command: programs.sshd, args }));
      await ready(program, () => isUp(program, receiver, port));
      return { program, config };
    },
    close: () => {
      if (makesEmptyFolder) rmdirSync(EMPTY_FOLDER);
    },
  });
}

function clientSettings(folder: string, key: string, user: string, address: string, port: number): string {
  return `${[
    `Host ${NAME}`,
    `HostName ${address}`,
    `HostKeyAlias ${NAME}`,
    `Port ${port}`,
    `User ${user}`,
    `IdentityFile "${key}"`,
    'IdentitiesOnly yes',
    'IdentityAgent none',
    `UserKnownHostsFile "${join(folder, 'known-hosts')}"`,
    'StrictHostKeyChecking yes',
    'BatchMode yes',
    'LogLevel ERROR',
  ].join('\n')}\n`;
}

function serverSettings(hostKey: string, userKey: string, user: string, address: string, port: number): string {
  return `${[
    `ListenAddress ${address}`,
    `Port ${port}`,
    `HostKey "${hostKey}"`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    `AuthorizedKeysFile "${userKey}.pub"`,
    `AllowUsers ${user}`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'Subsystem sftp internal-sftp',
    'LogLevel ERROR',
  ].join('\n')}\n`;
}

export function scp(ssh: Ssh, command: string): Way {
  const mover: Mover = {
    receive: async (into) => {
      const { program, config } = await ssh.serve();
      const args = (source: string) => ['-q', '-r', '-S', ssh.programs.ssh, '-F', config, source, `${NAME}:${into}/`];
      return {
        program,
        endsByItself: false,
        send: (source) => startedAt(ssh.places.sender, { command, args: args(source) }),
      };
    },
  };
  return { what: 'scp', isOurs: false, open: () => mover };
}

export function rsyncOverSsh(ssh: Ssh, command: string, options: readonly string[]): Way {
  const mover: Mover = {
    receive: async (into) => {
      const { program, config } = await ssh.serve();
      const shell = `${ssh.programs.ssh} -F ${config}`;
      const args = ['-a', ...options, '-e', shell, `--rsync-path=${command}`];
      return {
        program,
        endsByItself: false,
        send: (source) => startedAt(ssh.places.sender, { command, args: [...args, source, `${NAME}:${into}/`] }),
      };
    },
  };
  return { what: 'rsync over ssh', isOurs: false, note: options.join(' '), open: () => mover };
}
