// docs/CLI.md, done as it says: each block of commands that stands there is run, on computers of a network of their own.
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { COMMAND_NAMES } from '../../src/cli/command-table.ts';
import { canMakeSpaces, NetSpace } from '../support/net-space.ts';
import { FERRY } from '../support/serve-child.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { play } from './play.ts';
import { readTranscript } from './transcript.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(import.meta.dirname, 'recipes');
const page = readFileSync(join(ROOT, 'docs/CLI.md'), 'utf8');

interface Recipe {
  readonly title: string;
  /** What its transcript is called, and its anchor on the page, nearly. */
  readonly name: string;
  readonly blocks: readonly string[];
}

const recipes: readonly Recipe[] = page
  .split(/^## /m)
  .slice(1)
  .map((part) => {
    const [title = ''] = part.split('\n');
    const blocks = [...part.matchAll(/^```(sh|crontab)\n(.*?)^```$/gms)].map(([, kind, text = '']) =>
      // `recipe` prints what cron would run.
      kind === 'sh' ? text : `printf '%s\\n' '${text.trim().split(' ').slice(5).join(' ').replaceAll("'", `'\\''`)}'\n`,
    );
    return {
      title,
      name: title
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, ''),
      blocks,
    };
  })
  .filter(({ blocks }) => blocks.length > 0);

/** Computers of a recipe, in the order of their addresses. */
const HOSTS = ['nas', 'laptop', 'phone', 'guest'];

async function programs(network: NetSpace, { blocks }: Recipe): Promise<string> {
  const bin = await tempFolder();
  const hosts = HOSTS.map((name) => [name, network.addHost(name).namespace] as const);
  const at = hosts.map(([name, space]) => `  ${name}) exec ip netns exec ${space} "$@" ;;`).join('\n');
  const scripts: Record<string, string> = {
    // Whose home it is says which computer it is.
    'on-this-computer': `case $(basename "$HOME") in\n${at}\nesac\n`,
    ferry: `exec "${join(bin, 'on-this-computer')}" "${process.execPath}" "${FERRY}" "$@"`,
    visit: `exec "${join(bin, 'on-this-computer')}" "${process.execPath}" "${join(ROOT, 'tests/support/visitor.ts')}" "$@"`,
    localsend: `exec "${join(bin, 'on-this-computer')}" "${process.execPath}" "${join(ROOT, 'tests/support/phone-beside.ts')}" accept sh -c 'echo open; exec sleep 60'`,
    // As from a router by which the network is known again.
    'at-home': `on-this-computer ip neighbour replace 10.77.1.250 lladdr 02:00:00:00:00:01 dev eth0
on-this-computer ip route add default via 10.77.1.250
ferry config set localSend yes && ferry networks trust eth0`,
    recipe: `exec bash "${bin}/blocks/$1.sh"`,
    // Of the system, for what belongs to nobody's home.
    npm: `test "$*" = 'root --global' && echo "${bin}/modules"`,
    systemctl: 'echo systemctl "$@"',
    loginctl: 'echo loginctl "$@"',
  };
  for (const [name, text] of Object.entries(scripts)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(bin, name), 0o755);
  }
  await mkdir(join(bin, 'blocks'));
  for (const [index, block] of blocks.entries()) await writeFile(join(bin, 'blocks', `${index + 1}.sh`), block);
  await mkdir(join(bin, 'modules/ferry'), { recursive: true });
  await symlink(join(ROOT, 'service'), join(bin, 'modules/ferry/service'));
  return bin;
}

const transcriptOf = ({ name }: Recipe): string =>
  readFileSync(join(FOLDER, `${name}.txt`), 'utf8').replace(/^@include (\w+)$/gm, (_line, file: string) =>
    readFileSync(join(FOLDER, `${file}.inc`), 'utf8'),
  );

// They wait most of the time.
vi.setConfig({ maxConcurrency: 3 });

describe('docs/CLI.md', () => {
  it('has ten recipes and more, each with what shows that it works, which runs all of its blocks', () => {
    expect(recipes.length).toBeGreaterThanOrEqual(10);
    const played = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
    expect(played.sort()).toEqual(recipes.map(({ name }) => `${name}.txt`).sort());
    for (const recipe of recipes)
      for (const [index] of recipe.blocks.entries())
        expect(transcriptOf(recipe), recipe.title).toMatch(new RegExp(`\\brecipe ${index + 1}\\b`));
  });
});

describe('docs', () => {
  it.each(COMMAND_NAMES)('name the command %s', (name) => {
    const guide = readFileSync(join(ROOT, 'docs/GUIDE.md'), 'utf8');
    // In a line of its own, or between words.
    expect(new RegExp(`^ferry ${name}\\b|\`(?:[^\`]*\\s)?ferry\\s+${name}\\b`, 'm').test(`${page}${guide}`)).toBe(true);
  });
});

describe.skipIf(!canMakeSpaces()).concurrent('the recipes of docs/CLI.md (need root and network namespaces)', () => {
  it.each(recipes)('$title', async (recipe) => {
    const network = NetSpace.open({ outlastsTest: true });
    try {
      const bin = await programs(network, recipe);
      await play(readTranscript(transcriptOf(recipe)), { folder: await tempFolder(), bin });
    } finally {
      network.close();
    }
  });
});
