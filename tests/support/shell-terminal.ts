// A shell as a person has it: at a terminal, with the completion of `ferry`. What a typed line comes to is told by a `ferry`
// that writes down its arguments.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Shell } from '../../src/cli/completion/grammar.ts';

const FERRY = join(import.meta.dirname, '../../out/cli/ferry.js');

/** Each with nothing of its user's, and reading the script as its user would. */
const STARTS: Readonly<Record<Shell, readonly string[]>> = {
  bash: [
    'bash --noprofile --rcfile "$SCRIPTS/rc.bash" -i',
    'rc.bash',
    'set +o history; source <("$NODE" "$FERRY" completion bash)\n',
  ],
  zsh: [
    'ZDOTDIR=$SCRIPTS zsh -d -i',
    '.zshrc',
    'autoload -U compinit; compinit -u -D; unset zle_bracketed_paste; source <("$NODE" "$FERRY" completion zsh)\n',
  ],
  fish: [
    'fish --no-config -i -C "source $SCRIPTS/rc.fish"',
    'rc.fish',
    'set -g fish_autosuggestion_enabled 0; function fish_prompt; end; "$NODE" "$FERRY" completion fish | source\n',
  ],
};

/** Lists what a test says; writes down all else that it is called with. */
const FAKE = `#!/bin/sh
if [ "$1 $2" = 'completion list' ]; then cat "$SCRIPTS/list.$3" 2>/dev/null; exit 0; fi
{ for each; do printf '%s\\0' "$each"; done; printf '\\0'; } >> "$SCRIPTS/calls"
`;

export class ShellTerminal {
  readonly #child: ChildProcess;
  readonly #scripts: string;
  #said = '';
  #calls = 0;

  private constructor(child: ChildProcess, scripts: string) {
    this.#child = child;
    this.#scripts = scripts;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
  }

  /** In `cwd`; `scripts` is a folder for what is needed besides. */
  static async start(shell: Shell, cwd: string, scripts: string): Promise<ShellTerminal> {
    const [start, file = '', script = ''] = STARTS[shell];
    await mkdir(join(scripts, 'bin'));
    await writeFile(join(scripts, 'bin', 'ferry'), FAKE);
    await chmod(join(scripts, 'bin', 'ferry'), 0o755);
    await writeFile(join(scripts, file), script);
    await writeFile(join(scripts, 'calls'), '');
    const child = spawn(
      'script',
      ['--quiet', '--flush', '--return', '--command', `stty cols 200 rows 50; ${start}`, '/dev/null'],
      {
        cwd,
        env: {
          PATH: `${join(scripts, 'bin')}:${process.env.PATH}`,
          HOME: scripts,
          SCRIPTS: scripts,
          NODE: process.execPath,
          FERRY,
          LANG: 'C.UTF-8',
          TERM: 'xterm',
          SHELL: '/bin/sh',
        },
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    );
    const terminal = new ShellTerminal(child, scripts);
    // What is typed before it reads keys isn't completed.
    await terminal.typed('ferry ready\n');
    return terminal;
  }

  /** What a list is to hold. */
  async list(name: string, lines: readonly string[]): Promise<void> {
    await writeFile(join(this.#scripts, `list.${name}`), lines.map((line) => `${line}\n`).join(''));
  }

  /** What `ferry` was called with by a line; \t completes, \n ends it. */
  async typed(keys: string): Promise<readonly string[]> {
    this.#child.stdin?.write(keys);
    const all = await vi
      .waitFor(
        async () => {
          const calls = await this.#all();
          if (calls.length <= this.#calls)
            throw new Error(`nothing came of ${JSON.stringify(keys)}: ${JSON.stringify(this.#said.slice(-300))}`);
          return calls;
        },
        { timeout: 5000, interval: 10 },
      )
      .catch((error) => {
        // For those that come after it.
        this.#child.stdin?.write('\x03');
        throw error;
      });
    this.#calls = all.length;
    return all.at(-1) ?? [];
  }

  async #all(): Promise<readonly (readonly string[])[]> {
    const text = await readFile(join(this.#scripts, 'calls'), 'utf8');
    return text
      .split('\0\0')
      .slice(0, -1)
      .map((call) => call.split('\0'));
  }

  close(): void {
    // With it goes the terminal, and so its shell.
    this.#child.kill('SIGKILL');
    this.#child.stdin?.destroy();
  }
}
