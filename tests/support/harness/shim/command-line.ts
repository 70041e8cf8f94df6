import type { CommandLine } from 'electron';
import { guard } from './guard.ts';

const switches = new Map<string, string>();

/** Recorded and answered; Chromium's own command line is the harness's business. */
export const switchesGiven = (): Record<string, string> => Object.fromEntries(switches);

const readArguments = (): void => {
  for (const argument of process.argv.slice(2)) {
    if (argument === '--') return;
    const parts = /^--([^=]+)(?:=(.*))?$/.exec(argument);
    if (parts !== null) switches.set(parts[1] ?? '', parts[2] ?? '');
  }
};

export const commandLine = guard('app.commandLine', {
  appendSwitch: (name: string, value = ''): void => {
    switches.set(name.toLowerCase(), String(value));
  },
  appendArgument: (_value: string): void => {},
  hasSwitch: (name: string): boolean => switches.has(name),
  getSwitchValue: (name: string): string => switches.get(name) ?? '',
  removeSwitch: (name: string): void => {
    switches.delete(name);
  },
} satisfies CommandLine);

export { readArguments as readSwitches };
