// Where the installed tools are, without the shell wrappers of node_modules/.bin (which differ on Windows).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './node24.mjs';

/** @type {Record<string, string>} the package that has the tool, where it isn't called like it */
const OWNERS = { biome: '@biomejs/biome', tsc: 'typescript' };

/**
 * The JavaScript behind a tool's name, from the `bin` of the package that has it.
 * @param {string} name
 */
export function toolScript(name) {
  const folder = join(ROOT, 'node_modules', OWNERS[name] ?? name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}
