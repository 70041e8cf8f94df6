// The bridge between the window and the main process: everything the window may ask, and everything it hears. The
// window's commands are a list of their own, so that a new engine command isn't within its reach until written here.
import * as v from 'valibot';
import type { Arguments, EngineAnswer, EngineCommand } from './commands.ts';
import { ENGINE_COMMANDS, NoInput } from './commands.ts';
import { DeviceId } from './devices.ts';
import type { ErrorInfo, Outcome } from './errors.ts';
import { LocalSendPin, WindowSettingsPatch } from './settings.ts';
import type { Patch } from './state.ts';
import { SentText, TransferId } from './transfers.ts';

/** Handed on to the engine as they are: none of them has a path in it. */
export const PASSED_ON = [
  'state.snapshot',
  'visibility.everyone',
  'visibility.pause',
  'notice.dismiss',
  'network.choose',
  'nearby.add',
  'self.ways',
  'doctor.run',
  'device.rename',
  'device.forget',
  'device.compare',
  'guest.compare',
  'guest.pair',
  'transfer.offered',
  'transfer.thumbnails',
  'transfer.files',
  'transfer.pin',
  'transfer.stop',
  'transfer.resume',
  'transfer.discard',
  'transfer.again',
  'transfer.forget',
  'transfer.showCode',
  'history.clear',
  'text.read',
  'page.receive',
  'page.stop',
  'pairing.show',
  'pairing.dial',
  'pairing.renew',
  'pairing.allow',
  'pairing.type',
  'pairing.keep',
  'pairing.end',
  'pairing.block',
  'pairing.compared',
] as const satisfies readonly EngineCommand[];
export type PassedOn = (typeof PASSED_ON)[number];

/** Main knows the path that it stands for. */
const HandedId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
/** Devices, and null for whoever types a code. */
const Receivers = v.pipe(v.array(v.nullable(DeviceId)), v.minLength(1), v.maxLength(64));

/** A picture from the clipboard is no larger than this. */
const MOST_PICTURE_BYTES = 64 * 1024 * 1024;

/** What this window may ask of the main process itself. */
const OWN_COMMANDS = {
  'settings.set': WindowSettingsPatch,
  /** Null: none is asked for any more. */
  'localSendPin.set': v.strictObject({ pin: v.nullable(LocalSendPin) }),
  /** What was handed over before this window listened: on the command line, on the tray icon. */
  'items.waiting': NoInput,
  /** The system's dialog; what was chosen. */
  'items.choose': v.strictObject({ what: v.picklist(['files', 'folder']) }),
  /** A picture from the clipboard becomes a file with a name. */
  'items.addPicture': v.strictObject({
    png: v.pipe(v.instance(Uint8Array), v.minSize(8), v.maxSize(MOST_PICTURE_BYTES)),
  }),
  /** Of no more use. */
  'items.drop': v.strictObject({ items: v.array(HandedId) }),
  'items.send': v.strictObject({ items: v.pipe(v.array(HandedId), v.minLength(1)), to: Receivers }),
  /** A page from which any browser can download them. */
  'items.share': v.strictObject({
    items: v.pipe(v.array(HandedId), v.minLength(1)),
    hasPin: v.boolean(),
    isEncrypted: v.boolean(),
  }),
  'text.send': v.strictObject({ text: SentText, isPrivate: v.boolean(), to: Receivers }),
  /** The web page that a received text is the address of. */
  'text.open': v.strictObject({ id: TransferId }),
  'text.copy': v.strictObject({ id: TransferId }),
  /** The system's folder dialog, for `into` of what follows; null where none was chosen. */
  'folder.choose': NoInput,
  'transfer.answer': v.strictObject({
    id: TransferId,
    accept: v.boolean(),
    only: ENGINE_COMMANDS['transfer.answer'].entries.only,
    into: v.optional(HandedId),
  }),
  /** `into`: null for the usual folder; absent, as it was. */
  'device.accept': v.strictObject({ id: DeviceId, isAlways: v.boolean(), into: v.optional(v.nullable(HandedId)) }),
  /** Shows what has come where it lies. */
  'transfer.reveal': v.strictObject({ id: TransferId }),
  /** Calls a near device that waits with a code. */
  'transfer.fetch': v.strictObject({ from: DeviceId }),
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

type Passed = { readonly [C in PassedOn]: (typeof ENGINE_COMMANDS)[C] };
export const WINDOW_COMMANDS: Passed & typeof OWN_COMMANDS = {
  // Object.fromEntries forgets which names there were.
  ...(Object.fromEntries(PASSED_ON.map((command) => [command, ENGINE_COMMANDS[command]])) as unknown as Passed),
  ...OWN_COMMANDS,
};

export type WindowCommand = keyof typeof WINDOW_COMMANDS;

/** A file or folder that somebody handed over, as the window may know it. */
export interface HandedItem {
  readonly id: string;
  readonly name: string;
  readonly isFolder: boolean;
  /** Of a file. */
  readonly bytes: number | null;
}

/** What became of it, for each receiver. */
export interface SentTo {
  readonly to: DeviceId | null;
  readonly started: TransferId | null;
  readonly trouble: ErrorInfo | null;
}

export const SCREENS = ['home', 'settings', 'doctor', 'history', 'receive', 'sendText'] as const;
export type ScreenName = (typeof SCREENS)[number];

export interface ShellFacts {
  readonly platform: 'linux' | 'macos' | 'windows';
  /** The system's languages, best first. */
  readonly languages: readonly string[];
  readonly hasTray: boolean;
  /** Not Electron but a browser window standing in for it: no tray and no system notifications. */
  readonly isStandIn: boolean;
  readonly canStartWithComputer: boolean;
  /** What the window was opened for. */
  readonly screen: ScreenName;
}

interface OwnAnswers {
  'settings.set': undefined;
  'localSendPin.set': undefined;
  'items.waiting': readonly HandedItem[];
  'items.choose': readonly HandedItem[];
  'items.addPicture': HandedItem;
  'items.drop': undefined;
  'items.send': readonly SentTo[];
  'items.share': undefined;
  'text.send': readonly SentTo[];
  'text.open': undefined;
  'text.copy': undefined;
  'folder.choose': { readonly id: string; readonly name: string } | null;
  'transfer.answer': undefined;
  'device.accept': undefined;
  'transfer.reveal': undefined;
  'transfer.fetch': EngineAnswer<'transfer.fetch'>;
  'system.open': undefined;
  'receiveFolder.choose': undefined;
  'receiveFolder.reveal': undefined;
  'receiveFolder.useDownloads': undefined;
  'shell.facts': ShellFacts;
  'window.closeAnswer': undefined;
  'help.open': undefined;
}

export type WindowInput<C extends WindowCommand> = v.InferOutput<(typeof WINDOW_COMMANDS)[C]>;
export type WindowAnswer<C extends WindowCommand> = C extends keyof OwnAnswers
  ? OwnAnswers[C]
  : C extends PassedOn
    ? EngineAnswer<C>
    : never;

/** What the window hears without asking. */
export interface WindowEvents {
  statePatched: Patch;
  /** Show this screen: from the menu, the tray or a second start. */
  screenAsked: { readonly screen: ScreenName };
  /** Somebody handed these over outside this window; they join what is chosen already. */
  itemsHanded: { readonly items: readonly HandedItem[] };
  /** Show this transfer's card, or its row. */
  transferAsked: { readonly id: TransferId };
  /** The window's close button was pressed and the person hasn't chosen yet what that does. */
  closeAsked: { readonly hasTray: boolean };
}
export type WindowEvent = keyof WindowEvents;

/** `window.ferry`, made by the preload. */
export interface Bridge {
  invoke<C extends WindowCommand>(command: C, ...input: Arguments<WindowInput<C>>): Promise<Outcome<WindowAnswer<C>>>;
  /** Files and folders that were dropped on this window or pasted: their paths go to main, and come here never. */
  hand(files: readonly object[]): Promise<Outcome<readonly HandedItem[]>>;
  on<E extends WindowEvent>(event: E, listener: (payload: WindowEvents[E]) => void): () => void;
}
