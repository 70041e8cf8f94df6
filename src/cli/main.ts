#!/usr/bin/env node
// The command line's entry: nothing but what makes the rest of it quick to load.
import { homedir } from 'node:os';
import { keepCompiled } from './code-cache.ts';

declare const __VERSION__: string;

const { platform, env, geteuid } = process;
keepCompiled({ platform, env, geteuid, home: homedir(), version: __VERSION__ });
await import('./command-line.ts');
