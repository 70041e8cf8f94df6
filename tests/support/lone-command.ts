// `ferry` commands on a computer of a test's own, where no app and no `ferry serve` runs: each has an engine of its own.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withCertificate } from './guest-engine.ts';
import type { Host, Ran } from './net-space.ts';
import { FERRY } from './serve-child.ts';
import { tempFolder } from './temp-folder.ts';

export class LoneCommand {
  readonly host: Host;
  readonly folder: string;

  private constructor(host: Host, folder: string) {
    this.host = host;
    this.folder = folder;
  }

  static async on(host: Host, deviceName: string, settings: object = {}): Promise<LoneCommand> {
    const folder = await withCertificate(await tempFolder());
    await mkdir(join(folder, 'inbox'));
    await writeFile(join(folder, 'data/settings.json'), JSON.stringify({ deviceName, ...settings }));
    return new LoneCommand(host, folder);
  }

  run(...words: readonly string[]): Promise<Ran> {
    const env = { ...process.env, HOME: this.folder, LANG: 'en_US.UTF-8', XDG_RUNTIME_DIR: this.folder };
    return this.host.run(process.execPath, [FERRY, ...words, '--data', join(this.folder, 'data')], {
      cwd: this.folder,
      env,
    });
  }

  /** Its network is one that its person trusts, known again by its router: that one. */
  async trusts(router: Host): Promise<void> {
    const [, hardware = ''] = /link\/ether ([0-9a-f:]+)/.exec(router.ip('-o', 'link', 'show', 'eth0')) ?? [];
    this.host.ip('neigh', 'replace', router.addressOf(), 'lladdr', hardware, 'dev', 'eth0');
    this.host.ip('route', 'add', 'default', 'via', router.addressOf());
    const { code, stderr } = await this.run('networks', 'trust', 'eth0');
    if (code !== 0) throw new Error(stderr);
  }
}
