// The closed list of what can go wrong, as plain data. Codes are API: never renamed, never reused. The sentences are in
// src/strings, in a table that doesn't compile while one is missing.
import type { Result } from '../base/result.ts';
import { err } from '../base/result.ts';

/** Each code with the facts its sentence needs. */
export interface ErrorDetails {
  readonly internal: { readonly note: string };
  /** A command's input isn't what its schema says. */
  readonly 'input.invalid': { readonly command: string; readonly where: string };
  readonly 'data.unwritable': { readonly path: string; readonly reason: string };
  /** A folder that Ferry needs is another user's, or open to others. */
  readonly 'data.not_own': { readonly path: string };
  readonly 'data.not_a_folder': { readonly path: string };
  /** The folder holds something, and it isn't ours. */
  readonly 'data.not_ours': { readonly path: string };
  readonly 'data.newer_version': { readonly path: string; readonly found: number; readonly known: number };
  readonly 'data.in_use': { readonly path: string };
  /** The folder's own marker was damaged; it was kept, and the folder is used as one of this version. */
  readonly 'data.damaged': { readonly keptAs: string };
  readonly 'data.disk_full': { readonly path: string };
  /** Values could not be read; the file was kept under another name and defaults are in use. */
  readonly 'settings.damaged': { readonly keptAs: string; readonly keys: string };
  readonly 'settings.unknown_key': { readonly key: string };
  readonly 'settings.invalid_value': { readonly key: string; readonly value: string; readonly expected: string };
  readonly 'settings.folder_missing': { readonly path: string };
  readonly 'settings.folder_unwritable': { readonly path: string };
  /** The key could not be read; the file was kept under another name and a new key made, so every pairing must be renewed. */
  readonly 'identity.damaged': { readonly keptAs: string };
  /** Devices are paired, and the key they know was gone; a new one was made. */
  readonly 'identity.missing': Readonly<Record<string, never>>;
  /** The key is wrapped by the system's key store, which only the app can ask. */
  readonly 'identity.locked': Readonly<Record<string, never>>;
  /** The system's key store was asked, and didn't give the key. */
  readonly 'identity.not_unlocked': { readonly path: string };
  /** The key was to be wrapped, and nothing of this system would protect it. */
  readonly 'identity.unprotected': Readonly<Record<string, never>>;
  /** The key was to be wrapped by an engine that can't. */
  readonly 'identity.needs_app': Readonly<Record<string, never>>;
  /** No paired device has that id. */
  readonly 'device.unknown': Readonly<Record<string, never>>;
  /** Rows of the list of paired devices could not be read; the file was kept under another name. */
  readonly 'device.list_damaged': { readonly keptAs: string };
  /** Of the code typed here; some are left. */
  readonly 'pairing.code_wrong': { readonly name: string; readonly triesLeft: number };
  /** On the device that shows the code: it was tried too often, and is gone. */
  readonly 'pairing.code_burned': Readonly<Record<string, never>>;
  /** The same on the device that typed. */
  readonly 'pairing.tries_used': { readonly name: string };
  /** On the device that shows codes: too many wrong ones, of whichever codes, so that none are taken for a while. */
  readonly 'pairing.paused': Readonly<Record<string, never>>;
  /** The same on the device that typed. */
  readonly 'pairing.paused_there': { readonly name: string };
  /** The other device shows no code, or another than was typed or read. */
  readonly 'pairing.not_shown': { readonly name: string };
  /** The other device is checking somebody else's. */
  readonly 'pairing.busy': { readonly name: string };
  /** The other person gave up. */
  readonly 'pairing.closed': { readonly name: string };
  /** The other person was asked and doesn't want to. */
  readonly 'pairing.declined': { readonly name: string };
  /** The pictures on the two screens aren't the same. */
  readonly 'pairing.different': { readonly name: string };
  /** The device that answered isn't the one that shows the QR code. */
  readonly 'pairing.other_device': { readonly name: string };
  readonly 'pairing.timed_out': { readonly name: string };
  readonly 'pairing.disconnected': { readonly name: string };
  /** The other device did what no Ferry of this version does. */
  readonly 'pairing.not_understood': { readonly name: string };
  /** The system wouldn't change what it starts at login. */
  readonly 'login_item.refused': { readonly reason: string };
  /** The system has no program that opens it, or that program failed. */
  readonly 'system.no_opener': { readonly path: string };
  /** No dialog to choose a folder in could be shown. */
  readonly 'dialog.unavailable': Readonly<Record<string, never>>;
  /** Something listens where the running Ferry should, and can't prove that it is Ferry. */
  readonly 'local.not_trusted': { readonly path: string };
  /** The engine went away before it answered; the command may have been done. */
  readonly 'local.gone': Readonly<Record<string, never>>;
  /** The engine was being stopped, and the command was not done. */
  readonly 'local.closed': Readonly<Record<string, never>>;
  readonly 'local.no_answer': Readonly<Record<string, never>>;
  /** What was to be said could not be written to standard output. */
  readonly 'output.unwritable': { readonly reason: string };
  readonly 'usage.unknown_command': { readonly command: string; readonly nearest: string };
  readonly 'usage.unknown_option': { readonly option: string; readonly nearest: string };
  readonly 'usage.missing_value': { readonly option: string };
  readonly 'usage.unexpected_value': { readonly option: string };
  readonly 'usage.missing_argument': { readonly argument: string };
  readonly 'usage.unexpected_argument': { readonly argument: string };
}

export type ErrorCode = keyof ErrorDetails;

/** One failure: a code and its facts. This, and never an exception, crosses to the window and the command line. */
export type ErrorInfo = {
  readonly [C in ErrorCode]: { readonly code: C; readonly details: ErrorDetails[C] };
}[ErrorCode];

export type Outcome<T> = Result<T, ErrorInfo>;

export const errorInfo = <C extends ErrorCode>(code: C, details: ErrorDetails[C]): ErrorInfo =>
  ({ code, details }) as ErrorInfo;

export const failure = <C extends ErrorCode>(code: C, details: ErrorDetails[C]): Outcome<never> =>
  err(errorInfo(code, details));
