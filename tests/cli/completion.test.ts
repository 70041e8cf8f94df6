// Completion in real shells: what is offered for a line, what a completed line comes to, and that no name of a device is
// ever more than a name.
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../src/cli/command-table.ts';
import { SHELLS } from '../../src/cli/completion/grammar.ts';
import { SETTING_KEYS } from '../../src/contract/settings.ts';
import { pairedFolders } from '../support/child-engine.ts';
import { FERRY, ServeChild } from '../support/serve-child.ts';
import { ShellTerminal } from '../support/shell-terminal.ts';
import { tempFolder } from '../support/temp-folder.ts';

const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** What another device may call itself, and what a shell would make of it. */
const HOSTILE = [
  'Studio PC',
  'Mia’s "old" laptop',
  "Mia's phone",
  '$(touch executed)',
  '`touch executed`',
  '"; touch executed; "',
  "'; touch executed; '",
  '$\u007bHOME}',
  '$HOME',
  'Köln: Büro',
  'a=b:c',
  'back\\slash\\',
  'wow! !! !$',
  '*?[a-z]{1,2}',
  'C & D > executed | #',
  '^x^y',
  '%n %F{red}',
];

interface Place {
  readonly folder: string;
  readonly bin: string;
}

async function place(): Promise<Place> {
  const folder = await tempFolder();
  const bin = join(folder, '.bin');
  await mkdir(bin);
  await writeFile(join(bin, 'ferry'), `#!/bin/sh\nexec "${process.execPath}" "${FERRY}" "$@"\n`);
  await chmod(join(bin, 'ferry'), 0o755);
  for (const name of ['photos', 'my films']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'notes.txt'), '');
  return { folder, bin };
}

const run = ({ folder, bin }: Place, command: string, args: readonly string[], env = {}): string => {
  const { stdout, stderr, status } = spawnSync(command, args, {
    cwd: folder,
    env: { PATH: `${bin}:${process.env.PATH}`, HOME: folder, LANG: 'C.UTF-8', ...env },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return stdout;
};

/** What bash offers for a line, by the function that it would call. */
const BASH = String.raw`
source "$SCRIPT"
compopt() { echo "$*" >> options; }
COMP_WORDBREAKS=$' \t\n"\'><=;|&(:' COMP_LINE=$LINE COMP_POINT=${'$'}{#LINE}
read -ra COMP_WORDS <<< "$LINE"
COMP_CWORD=$((${'$'}{#COMP_WORDS[@]} - 1))
_ferry ferry
printf '%s\n' "${'$'}{COMPREPLY[@]}"
`;
const inBash = (where: Place, line: string): readonly string[] =>
  run(where, 'bash', ['--noprofile', '--norc', '-c', BASH], { LINE: line, SCRIPT: script })
    .split('\n')
    .filter((each) => each !== '');

let script = '';
beforeAll(async () => {
  script = join(await tempFolder(), 'completion.bash');
  await writeFile(script, run(await place(), 'ferry', ['completion', 'bash']));
});

describe('the completion of bash', () => {
  it('offers commands, their own words, and what these are about', async () => {
    const where = await place();
    expect(inBash(where, 'ferry ')).toEqual([...COMMAND_NAMES]);
    expect(inBash(where, 'ferry re')).toEqual(['receive', 'resume']);
    expect(inBash(where, 'ferry --data photos devices ')).toEqual(['accept', 'ask', 'rename', 'compare']);
    expect(inBash(where, 'ferry help hi')).toEqual(['history']);
    expect(inBash(where, 'ferry completion ')).toEqual([...SHELLS]);
    expect(inBash(where, 'ferry networks ')).toEqual(['trust', 'public', 'on', 'off']);
    expect(inBash(where, 'ferry pause ')).toEqual([]);
  });

  it('offers settings and their values', async () => {
    const where = await place();
    expect(inBash(where, 'ferry config ')).toEqual(['get', 'set', 'reset']);
    for (const word of ['get', 'set', 'reset'])
      expect(inBash(where, `ferry config ${word} `)).toEqual([...SETTING_KEYS]);
    expect(inBash(where, 'ferry config set visibility ')).toEqual(['whileOpen', 'paired', 'nobody']);
    expect(inBash(where, 'ferry config set keepHistory n')).toEqual(['no']);
    expect(inBash(where, 'ferry config set deviceName ')).toEqual([]);
    expect(inBash(where, 'ferry config get visibility ')).toEqual([]);
  });

  it('offers the options of the command, and of all commands before there is one', async () => {
    const where = await place();
    expect(inBash(where, 'ferry -')).toEqual(['--data', '--json', '--quiet', '--help', '--version']);
    expect(inBash(where, 'ferry receive --on')).toEqual(['--only', '--once']);
    expect(inBash(where, 'ferry forget --i')).toEqual([]);
    // Behind -- it is a file.
    expect(inBash(where, 'ferry send -- --t')).toEqual([]);
  });

  it.each([
    ['ferry send ', 'default'],
    ['ferry send photos no', 'default'],
    ['ferry send -- -', 'default'],
    ['ferry receive --into ', 'dirnames'],
    ['ferry receive --into=ph', 'dirnames'],
    ['ferry config set receiveFolder ', 'dirnames'],
    ['ferry --data ', 'dirnames'],
    ['ferry devices > ', 'default'],
  ])('leaves files and folders to the shell: %j', async (line, option) => {
    const where = await place();
    expect(inBash(where, line)).toEqual([]);
    expect(run(where, 'cat', ['options'])).toBe(`-o ${option}\n`);
  });

  it('takes a key that is pressed for no wish to be a device', async () => {
    const where = await place();
    expect(inBash(where, 'ferry send x --to ')).toEqual([]);
    expect(inBash(where, 'ferry forget --data photos ')).toEqual([]);
    expect((await readdir(where.folder)).sort()).toEqual(['.bin', '.cache', 'my films', 'notes.txt', 'photos']);
    expect(await readdir(join(where.folder, 'photos'))).toEqual([]);
  });
});

describe('the names of devices', () => {
  it.each(['from the data folder', 'from the Ferry that runs on it'] as const)(
    'are offered %s, quoted as it was typed',
    async (from) => {
      const where = await place();
      const [folder] = await pairedFolders('Mia', 'Leo’s $HOME');
      const data = join(folder, 'data');
      const server =
        from === 'from the data folder'
          ? null
          : new ServeChild(['--data', data, '--into', join(folder, 'inbox'), '--interface', '127.0.0.1']);
      await server?.target();
      for (const place of ['send x --to ', 'send --to x --to ', 'forget ', 'devices accept ', 'receive --from '])
        expect(inBash(where, `ferry --data ${data} ${place}`), place).toEqual(['Leo’s\\ \\$HOME']);
      expect(inBash(where, `ferry --data=${data} send --to="Le`)).toEqual(['Leo’s \\$HOME']);
      expect(inBash(where, `ferry send --data '${data}' --to 'Leo’s `)).toEqual(['Leo’s $HOME']);
      expect(inBash(where, `ferry send --data ${data} --to M`)).toEqual([]);
      expect(run(where, 'ferry', ['completion', 'list', 'known', '--data', data])).toBe('Leo’s $HOME\n');
      await server?.stop();
    },
  );

  it.each(['--odd', '~root'])('are their ids where they would be taken for something else: %s', async (name) => {
    const where = await place();
    const [folder] = await pairedFolders('Mia', name);
    const listed = run(where, 'ferry', ['completion', 'list', 'known', '--data', join(folder, 'data')]);
    expect(listed.replace(/^[0-9a-f]{8}\t/, 'ID\t')).toBe(`ID\t${name}\n`);
  });
});

for (const shell of SHELLS)
  describe.skipIf(!isThere(shell))(`a line that is completed in ${shell}, if it is installed`, () => {
    let terminal: ShellTerminal;
    let folder = '';
    beforeAll(async () => {
      ({ folder } = await place());
      terminal = await ShellTerminal.start(shell, folder, await tempFolder());
      return () => terminal.close();
    });
    afterEach(async () => {
      expect(await readdir(folder)).not.toContain('executed');
    });

    it('is what was offered', async () => {
      expect(await terminal.typed('ferry rec\t\n')).toEqual(['receive']);
      expect(await terminal.typed('ferry config se\tkeepH\tn\t\n')).toEqual(['config', 'set', 'keepHistory', 'no']);
      expect(await terminal.typed('ferry receive --onc\t\n')).toEqual(['receive', '--once']);
      expect(await terminal.typed('ferry send not\t\n')).toEqual(['send', 'notes.txt']);
      expect(await terminal.typed('ferry send my\t\n')).toEqual(['send', expect.stringMatching(/^my films\/?$/)]);
      expect(await terminal.typed('ferry receive --into my\t\n')).toEqual([
        'receive',
        '--into',
        expect.stringMatching(/^my films\/?$/),
      ]);
      // No file is meant there.
      expect(await terminal.typed('ferry receive --into not\t\n')).toEqual(['receive', '--into', 'not']);
      expect(await terminal.typed('ferry forget not\t\n')).toEqual(['forget', 'not']);
    });

    it('is so in the middle of others, too', async () => {
      for (const line of ['X=1 ferry rec\t\n', 'true; ferry rec\t; true\n', 'true | ferry rec\t\n'])
        expect(await terminal.typed(line), line).toEqual(['receive']);
    });

    it.each(HOSTILE)('holds the name as it is: %s', async (name) => {
      await terminal.list('devices', [name]);
      for (const begin of ['--to ', "--to '", '--to "', '--to='])
        expect(await terminal.typed(`ferry send x ${begin}\t\n`), begin).toEqual(
          begin.endsWith('=') ? ['send', 'x', `--to=${name}`] : ['send', 'x', '--to', name],
        );
    });

    it('goes on where a name was begun', async () => {
      await terminal.list('devices', ['Mia: the $1 laptop', 'Mia: the phone', 'Leo']);
      for (const begun of ['Mia:\\ the\\ \\$', "'Mia: the $", '"Mia: the \\$', 'Mia\\:\\ the\\ \\$'])
        expect(await terminal.typed(`ferry send x --to ${begun}\t\n`), begun).toEqual([
          ...['send', 'x', '--to', 'Mia: the $1 laptop'],
        ]);
      expect(await terminal.typed('ferry send x --to L\t\n')).toEqual(['send', 'x', '--to', 'Leo']);
    });
  });
