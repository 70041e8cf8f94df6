// The bridge between the window and the main process: everything the window may ask, and everything it hears. The
// window's commands are a list of their own, so that a new engine command isn't within its reach until written here.
import * as v from 'valibot';
import type { Arguments, EngineAnswer } from './commands.ts';
import { ENGINE_COMMANDS, NoInput } from './commands.ts';
import type { Outcome } from './errors.ts';
import { WindowSettingsPatch } from './settings.ts';
import type { Patch, Snapshot } from './state.ts';

export const WINDOW_COMMANDS = {
  'state.snapshot': ENGINE_COMMANDS['state.snapshot'],
  'settings.set': WindowSettingsPatch,
  'visibility.everyone': ENGINE_COMMANDS['visibility.everyone'],
  'notice.dismiss': ENGINE_COMMANDS['notice.dismiss'],
  'network.choose': ENGINE_COMMANDS['network.choose'],
  'nearby.add': ENGINE_COMMANDS['nearby.add'],
  'self.ways': ENGINE_COMMANDS['self.ways'],
  'doctor.run': ENGINE_COMMANDS['doctor.run'],
  /** The system's own settings for networks or for what apps may do. */
  'system.open': v.strictObject({ page: v.picklist(['network', 'permission', 'firewall']) }),
  /** Main opens the system's folder dialog and sets what was chosen; the path never comes back. */
  'receiveFolder.choose': NoInput,
  'receiveFolder.reveal': NoInput,
  'receiveFolder.useDownloads': NoInput,
  /** What this window runs on, for words that differ by platform. */
  'shell.facts': NoInput,
  /** The answer to `closeAsked`. */
  'window.closeAnswer': v.strictObject({ answer: v.picklist(['keep', 'quit', 'stay']) }),
  'help.open': v.strictObject({ page: v.picklist(['guide', 'security', 'licences']) }),
} as const satisfies Record<string, v.GenericSchema>;

export type WindowCommand = keyof typeof WINDOW_COMMANDS;

export interface ShellFacts {
  readonly platform: 'linux' | 'macos' | 'windows';
  /** The system's languages, best first. */
  readonly languages: readonly string[];
  readonly hasTray: boolean;
  /** Not Electron but a browser window standing in for it: no tray and no system notifications. */
  readonly isStandIn: boolean;
  readonly canStartWithComputer: boolean;
  /** What the window was opened for. */
  readonly screen: 'home' | 'settings' | 'doctor';
}

interface WindowAnswers {
  'state.snapshot': Snapshot;
  'settings.set': undefined;
  'visibility.everyone': undefined;
  'notice.dismiss': undefined;
  'network.choose': EngineAnswer<'network.choose'>;
  'nearby.add': EngineAnswer<'nearby.add'>;
  'self.ways': EngineAnswer<'self.ways'>;
  'doctor.run': EngineAnswer<'doctor.run'>;
  'system.open': undefined;
  'receiveFolder.choose': undefined;
  'receiveFolder.reveal': undefined;
  'receiveFolder.useDownloads': undefined;
  'shell.facts': ShellFacts;
  'window.closeAnswer': undefined;
  'help.open': undefined;
}

export type WindowInput<C extends WindowCommand> = v.InferOutput<(typeof WINDOW_COMMANDS)[C]>;
export type WindowAnswer<C extends WindowCommand> = WindowAnswers[C];

/** What the window hears without asking. */
export interface WindowEvents {
  statePatched: Patch;
  /** Show this screen: from the menu, the tray or a second start. */
  screenAsked: { readonly screen: ShellFacts['screen'] };
  /** The window's close button was pressed and the person hasn't chosen yet what that does. */
  closeAsked: { readonly hasTray: boolean };
}
export type WindowEvent = keyof WindowEvents;

/** `window.ferry`, made by the preload. */
export interface Bridge {
  invoke<C extends WindowCommand>(command: C, ...input: Arguments<WindowInput<C>>): Promise<Outcome<WindowAnswer<C>>>;
  on<E extends WindowEvent>(event: E, listener: (payload: WindowEvents[E]) => void): () => void;
}
