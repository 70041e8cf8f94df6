#!/usr/bin/env node
// The command line's entry. Never `process.exit` after work: it loses what isn't written yet. The loop drains instead.
import { errorInfo } from '../contract/errors.ts';
import { EXIT } from './exit-codes.ts';
import { createOutput } from './output.ts';
import { run, stringsOf } from './run.ts';

declare const __VERSION__: string;

const streams = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
};

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // A reader that went away (`ferry config | head -1`) is no error of ours.
  if (code === 'EPIPE') return;
  createOutput(stringsOf(process.env), false, streams).warn(errorInfo('output.unwritable', { reason: message }));
  process.exitCode = EXIT.failed;
});

const exitCode = await run(process.argv.slice(2), process.env, __VERSION__, streams);
process.exitCode ??= exitCode;
