#!/usr/bin/env node
// The command line's entry. Never `process.exit` after work: it loses what isn't written yet. The loop drains instead.
import { run } from './run.ts';

declare const __VERSION__: string;

// A reader that went away (`ferry config | head -1`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run(process.argv.slice(2), process.env, __VERSION__, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
