// What `ferry serve` can be run by: the unit of systemd, and the image, whose files and command run here as they would there.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInvocation } from '../../src/cli/args.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { AGREED_PORT } from '../../src/engine/net/listen.ts';
import { MountSpace } from '../support/child-engine.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';
import { FERRY } from '../support/serve-child.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { canMount } from '../unit/engine/disk/own-mounts.ts';
import { play } from './play.ts';
import { readTranscript } from './transcript.ts';

const SERVICE = join(import.meta.dirname, '../../service');
const BUILT = join(FERRY, '..');
const isThere = (program: string): boolean => spawnSync('which', [program]).status === 0;

/** Whether these are words of `ferry`, of its command `serve`. */
function expectServe(words: readonly string[]): void {
  expect(readInvocation(words)).toMatchObject({ ok: true, value: { command: 'serve', words: [] } });
}

describe('the unit of systemd', () => {
  const unit = readFileSync(join(SERVICE, 'ferry.service'), 'utf8');
  const settings = new Map(
    unit.split('\n').flatMap((line) => {
      const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return key === '' ? [] : [[key, value] as const];
    }),
  );

  it('runs a command that there is, and reads its settings anew by the signal that is meant for it', () => {
    const [program, ...words] = settings.get('ExecStart')?.split(' ') ?? [];
    expect(program).toBe('ferry');
    expectServe(words);
    expect(settings.get('ExecReload')).toBe('kill -HUP $MAINPID');
    expect(settings.get('RestartPreventExitStatus')).toBe(String(EXIT.usage));
  });

  it('asks for nothing that a user’s manager can’t give, or that the program can’t bear', () => {
    // These need mounts or a bounding set; the last one what runs JavaScript.
    for (const key of settings.keys())
      expect(key).not.toMatch(
        /^(?:Protect|Private|ReadOnly|ReadWrite|Inaccessible|Capability|User$|Group$|Dynamic)|^MemoryDenyWriteExecute$/,
      );
    expect(settings.get('WantedBy')).toBe('default.target');
  });

  it.skipIf(!isThere('systemd-analyze'))('is one that systemd reads without a word, if it is installed', async () => {
    const folder = await tempFolder();
    // Where the command is differs; that it is there is what systemd looks at.
    await writeFile(join(folder, 'ferry'), '#!/bin/sh\n');
    await chmod(join(folder, 'ferry'), 0o755);
    await writeFile(
      join(folder, 'ferry.service'),
      unit.replace('ExecStart=ferry', `ExecStart=${join(folder, 'ferry')}`),
    );
    const { status, stdout, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--user', '--man=no', join(folder, 'ferry.service')],
      { encoding: 'utf8', env: { ...process.env, XDG_RUNTIME_DIR: folder } },
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

interface Instruction {
  readonly does: string;
  readonly text: string;
}

/** Of the image's definition, in its order. */
const instructions: readonly Instruction[] = readFileSync(join(SERVICE, 'Containerfile'), 'utf8')
  .replace(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const [does = ''] = line.split(' ');
    return { does, text: line.slice(does.length).trim() };
  });
const told = (does: string): readonly string[] =>
  instructions.filter((each) => each.does === does).map(({ text }) => text);
/** What is asked whether it is well. */
const health = JSON.parse(/CMD (\[.*\])$/.exec(told('HEALTHCHECK')[0] ?? '')?.[1] ?? '[]') as readonly string[];
const words = (does: string): readonly string[] => JSON.parse(told(does)[0] ?? '[]') as string[];

describe('the image', () => {
  it('starts from a small Node of the version that is tested, without naming whose registry it is', () => {
    expect(told('FROM')).toEqual(['node:24-slim']);
    expect(process.versions.node).toMatch(/^24\./);
  });

  it('is made of the built command', () => {
    expect(told('COPY')).toEqual(['. /opt/ferry/']);
    expect(existsSync(join(BUILT, 'ferry.js'))).toBe(true);
  });

  it('runs as nobody’s administrator, keeps all it has in one volume, and says its port', () => {
    expect(told('USER')).toEqual(['1000:1000']);
    expect(told('VOLUME')).toEqual(['/data']);
    expect(told('EXPOSE')).toEqual([`${AGREED_PORT}/tcp`, '5353/udp']);
  });

  it('runs commands that there are', () => {
    expect(words('ENTRYPOINT')).toEqual(['ferry']);
    expectServe(words('CMD'));
    const [program, ...rest] = health;
    expect(program).toBe('ferry');
    expect(readInvocation(rest)).toMatchObject({ ok: true, value: { command: 'config' } });
  });
});

describe.skipIf(!canMount || !canMakeSpaces())(
  'the image’s files and command, read-only (needs root, mounts and namespaces)',
  () => {
    it('receive, and are paired and driven from within', async () => {
      const folder = await tempFolder();
      await chmod(folder, 0o755);
      const root = join(folder, 'root');
      const bin = join(folder, 'bin');
      for (const path of [root, bin]) await mkdir(path);
      const mounts = await MountSpace.open();
      build(mounts, root);
      const network = NetSpace.open();
      const inBox = [
        ...mounts.by,
        'chroot',
        '--userspec=1000:1000',
        root,
        'env',
        '-i',
        'PATH=/usr/local/bin:/usr/bin:/bin',
        ...told('ENV'),
      ];
      const programs = {
        box: ['ip', 'netns', 'exec', network.addHost('box').namespace, ...inBox],
        ferry: ['ip', 'netns', 'exec', network.addHost('mia').namespace, process.execPath, FERRY],
      };
      for (const [name, command] of Object.entries(programs)) {
        await writeFile(join(bin, name), `#!/bin/sh\nexec ${command.join(' ')} "$@"\n`);
        await chmod(join(bin, name), 0o755);
      }
      const start = [...words('ENTRYPOINT'), ...words('CMD')].join(' ');
      await play(
        readTranscript(
          `
$ mkdir mia && head -c 300000 /dev/urandom > mia/film
box$ exec box ${start}
box! WHEN {any} receives into /data/Downloads
box! WHEN Others reach it at {any}
box! WHEN No device is paired yet. To pair one: ferry pair
box2$ box ferry pair
box2> Code: {code}
box2> On the other device: ferry pair {any}
mia$ echo {code} | ferry pair 10.77.1.1
mia> …
mia? 0
box2> …
box2? 0
box! …
$ box ferry devices accept Mia
> …
mia$ ferry send film --to 10.77.1.1
mia> …
mia? 0
$ box sha256sum < /data/Downloads/film > there; sha256sum < mia/film | cmp - there
$ box ${health.join(' ')}
> whileOpen
$ box ls -A /data
> .cache
> .config
> Downloads
$ box touch /opt/ferry/x /tmp/x 2>&1 | grep -c 'Read-only'
> 2
$ box id -u
> 1000
box^ TERM
box! …
box? 0
`.replace('box sha256sum < /data/Downloads/film', "box sh -c 'sha256sum < /data/Downloads/film'"),
        ),
        { folder: await tempFolder(), bin },
      );
    });
  },
);

/** What the definition says, on this system's programs instead of its own base. */
function build(mounts: MountSpace, root: string): void {
  mounts.run('mount', '--make-rprivate', '/');
  mounts.run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', root);
  mounts.run('mkdir', ...['usr', 'proc', 'dev', 'opt', 'tmp', 'etc'].map((name) => join(root, name)));
  for (const name of readdirSync('/').filter((name) => /^(?:bin|s?bin|lib\d*|libx32)$/.test(name)))
    mounts.run('ln', '-s', `usr/${name}`, join(root, name));
  for (const name of ['usr', 'proc', 'dev']) mounts.run('mount', '--bind', `/${name}`, join(root, name));
  const own = join(root, 'usr/local');
  mounts.run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', own);
  mounts.run('mkdir', join(own, 'bin'));
  mounts.run('cp', process.execPath, join(own, 'bin/node'));
  for (const { does, text } of instructions) {
    const [from = '', to = ''] = text.split(' ');
    if (does === 'COPY') mounts.run('mkdir', '-p', join(root, to));
    if (does === 'COPY') mounts.run('cp', '-r', `${join(BUILT, from)}/.`, join(root, to));
    if (does === 'RUN') mounts.run('chroot', root, 'sh', '-c', text);
    // Empty, and as whoever made the image has left it.
    if (does === 'VOLUME')
      mounts.run('mount', '-t', 'tmpfs', '-o', volume(mounts, join(root, text)), 'tmpfs', join(root, text));
  }
  mounts.run('mount', '-o', 'remount,ro', own);
  mounts.run('mount', '-o', 'remount,bind,ro', join(root, 'usr'));
  mounts.run('mount', '-o', 'remount,ro', root);
}

function volume(mounts: MountSpace, path: string): string {
  const [uid, gid, mode] = mounts.run('stat', '-c', '%u %g %a', path).trim().split(' ');
  return `uid=${uid},gid=${gid},mode=${mode}`;
}
