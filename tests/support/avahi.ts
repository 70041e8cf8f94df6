// Another responder, written by others: avahi on a host of its own, with a bus of its own.
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host, Ran } from './net-space.ts';
import { tempFolder } from './temp-folder.ts';

const PROGRAMS = ['avahi-daemon', 'avahi-browse', 'avahi-publish', 'dbus-daemon'];
const LIMIT_MS = 20_000;

export const hasAvahi = PROGRAMS.every((program) => spawnSync('which', [program]).status === 0);

const CONFIG = `[server]
use-ipv4=yes
use-ipv6=yes
enable-dbus=yes
[publish]
publish-hinfo=no
publish-workstation=no
`;

export class Avahi {
  readonly #host: Host;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(host: Host, bus: string) {
    this.#host = host;
    this.#env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${bus}`, LC_ALL: 'C' };
  }

  static async start(host: Host): Promise<Avahi> {
    const folder = await tempFolder();
    const [bus, config, run] = [join(folder, 'bus'), join(folder, 'avahi.conf'), join(folder, 'run')];
    await mkdir(run);
    await writeFile(config, CONFIG);
    const avahi = new Avahi(host, bus);
    // Its place for sockets is the same for all; here it is one that nobody else sees.
    const script = [
      `dbus-daemon --session --nofork --nopidfile --address=unix:path=${bus} &`,
      'mount -t tmpfs tmpfs /run && mkdir -p /run/avahi-daemon',
      `until [ -S ${bus} ]; do sleep 0.05; done`,
      `exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f ${config}`,
    ].join('\n');
    host.spawn('sh', ['-c', script], { env: avahi.#env, stdio: 'ignore' });
    await avahi.#until('avahi to run', async () => (await avahi.#run('avahi-browse', ['-at'])).code === 0);
    return avahi;
  }

  /** What it resolves of our type, a line for each, once one of them is as wanted. */
  async resolves(what: RegExp): Promise<string> {
    let found: string | undefined;
    await this.#until(`avahi to resolve ${what}`, async () => {
      const { stdout } = await this.#run('avahi-browse', ['-rpt', '_ferry._tcp']);
      found = stdout.split('\n').find((line) => line.startsWith('=') && what.test(line));
      return found !== undefined;
    });
    return found ?? '';
  }

  /** Announces until it is ended. */
  publish(name: string, port: number, text: readonly string[]): { end(): void } {
    const child = this.#host.spawn('avahi-publish', ['-s', name, '_ferry._tcp', `${port}`, ...text], {
      env: this.#env,
      stdio: 'ignore',
    });
    return { end: () => void child.kill() };
  }

  #run(command: string, args: readonly string[]): Promise<Ran> {
    return this.#host.run(command, args, { env: this.#env });
  }

  async #until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + LIMIT_MS;
    while (!(await isSo())) if (Date.now() > end) throw new Error(`waited too long for ${what}`);
  }
}
