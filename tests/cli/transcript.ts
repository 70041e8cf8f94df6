// Runs the transcripts: text files a person can read as a session at a terminal.
//   # a comment            $ ferry …       a command (DIR is a folder of the transcript's own)
//   > text                 its standard output, line by line, exactly     ! text      its standard error
//   ? N                    its exit code, when it isn't 0                  @ LANG=de   an environment variable from here on
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const FERRY = join(import.meta.dirname, '../../out/cli/ferry.js');

export interface Step {
  readonly line: number;
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly code: number;
}

export function readTranscript(text: string): readonly Step[] {
  const steps: {
    line: number;
    command: string;
    env: Record<string, string>;
    out: string[];
    err: string[];
    code: number;
  }[] = [];
  let env: Record<string, string> = {};
  for (const [index, line] of text.split('\n').entries()) {
    const [mark, rest] = [line.slice(0, 1), line.slice(2)];
    const step = steps.at(-1);
    if (mark === '$') steps.push({ line: index + 1, command: rest, env, out: [], err: [], code: 0 });
    else if (mark === '@') env = { ...env, [rest.split('=')[0] ?? '']: rest.slice(rest.indexOf('=') + 1) };
    else if (mark === '>' && step) step.out.push(rest);
    else if (mark === '!' && step) step.err.push(rest);
    else if (mark === '?' && step) step.code = Number(rest);
    else if (mark !== '#' && line !== '') throw new Error(`line ${index + 1}: not a transcript line: ${line}`);
  }
  return steps;
}

export async function runStep(step: Step, folder: string): Promise<Pick<Step, 'out' | 'err' | 'code'>> {
  // A shell, so that a transcript reads and quotes as one would type it; `ferry` is the built command on this Node.
  const child = spawn('sh', ['-c', step.command], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      DIR: folder,
      LANG: 'en_US.UTF-8',
      NODE: process.execPath,
      FERRY,
      ...step.env,
      ENV: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const read = async (stream: NodeJS.ReadableStream): Promise<readonly string[]> => {
    let text = '';
    for await (const chunk of stream) text += chunk;
    const shown = text
      .replaceAll(folder, 'DIR')
      .replace(/\d{8}T\d{6}-[0-9a-f]{4}/g, 'WHEN')
      .replace(/"at":"[^"]+"/g, '"at":"WHEN"');
    return shown === '' ? [] : shown.replace(/\n$/, '').split('\n');
  };
  const [out, err] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    child.exitCode ?? once(child, 'close'),
  ]);
  return { out, err, code: child.exitCode ?? -1 };
}
