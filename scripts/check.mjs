// `npm run check`: types, lint and unit tests, beside each other. Runs on Node 20.
import { runChild } from './child.mjs';
import { ROOT } from './node24.mjs';
import { setUp } from './setup.mjs';
import { toolScript } from './tools.mjs';

const UNIT = ['vitest', 'run', '--project', 'unit', '--project', 'mocking'];
const BESIDE = {
  types: ['tsc', '-b'],
  lint: ['biome', 'check', '--error-on-warnings', '.'],
};

const ready = setUp();
if (ready) await check(ready);

/** @param {import('./setup.mjs').Ready} ready */
async function check({ node, env }) {
  /**
   * @param {string[]} command
   * @param {(text: string) => void} [onOutput]
   */
  const run = ([tool = '', ...args], onOutput) =>
    runChild(node, [toolScript(tool), ...args], { cwd: ROOT, env, ...(onOutput && { onOutput, takesErrors: true }) });
  const beside = Object.entries(BESIDE).map(async ([name, command]) => {
    let text = '';
    const code = await run(command, (more) => {
      text += more;
    });
    return { name, code, text };
  });
  const unit = { name: 'unit tests', code: await run(UNIT), text: '' };
  const all = [unit, ...(await Promise.all(beside))];
  // Last, where what the tests say doesn't hide it.
  for (const { text } of all) process.stdout.write(text);
  const failed = all.filter(({ code }) => code !== 0).map(({ name }) => name);
  if (failed.length > 0) process.exitCode = 1;
  process.stdout.write(failed.length > 0 ? `Failed: ${failed.join(', ')}\n` : 'Types, lint and unit tests are fine.\n');
}
