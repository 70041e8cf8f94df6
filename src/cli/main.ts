#!/usr/bin/env node
// The command line's entry: nothing but what makes the rest of it quick to load.
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Digest, ownCodeFolder } from './code-cache.ts';
import { Program } from './program.ts';

declare const __VERSION__: string;
/** The file that `command-line.ts` became. */
declare const __COMMAND_LINE__: string;

const { platform, env, geteuid, argv, version, arch } = process;
const [, , command = ''] = argv;
const fromNode = createRequire(import.meta.filename);
// Loaded only where it is needed, and then all of the program needs it.
const sha256: Digest = (bytes) =>
  (fromNode('node:crypto') as typeof import('node:crypto')).createHash('sha256').update(bytes).digest();
// Told to read everything anew, `serve` isn't to end by that before it has read anything: it hears no more of it than that.
if (command === 'serve' && platform !== 'win32') process.on('SIGHUP', () => undefined);
// --version and --help are done before there is anything to gain.
const folder = /^[a-z]{1,16}$/.test(command)
  ? ownCodeFolder({ platform, env, geteuid, home: homedir, version: __VERSION__ })
  : null;
const kept = folder === null ? null : join(folder, `${command}-${version}-${arch}`);
const program = new Program({ folder: import.meta.dirname, kept }, sha256, fromNode);
process.once('exit', (code) => program.ended(code, process.cpuUsage().user / 1000));
program.require(__COMMAND_LINE__);
