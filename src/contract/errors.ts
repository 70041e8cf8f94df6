// The closed list of what can go wrong, as plain data. Codes are API: never renamed, never reused. The sentences are in
// src/strings, in a table that doesn't compile while one is missing.
import type { Result } from '../base/result.ts';
import { err } from '../base/result.ts';
import type { Via } from './vias.ts';

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
  /** It was to be read anew, and isn't as it should be: what was read before stays in use. */
  readonly 'data.not_read': { readonly path: string };
  readonly 'data.disk_full': { readonly path: string };
  /** This user has no home folder to keep the data in. */
  readonly 'data.no_home': Readonly<Record<string, never>>;
  /** Values could not be read; the file was kept under another name and defaults are in use. */
  readonly 'settings.damaged': { readonly keptAs: string; readonly keys: string };
  /** It was to be read anew, and isn't as it should be: what was read before stays in use. All of it where no keys are named. */
  readonly 'settings.not_read': { readonly path: string; readonly keys: string };
  /** None was chosen, and this user has no home folder that could have one. */
  readonly 'settings.no_folder': Readonly<Record<string, never>>;
  readonly 'settings.unknown_key': { readonly key: string };
  readonly 'settings.invalid_value': { readonly key: string; readonly value: string; readonly expected: string };
  /** Its value was on the command line, which other programs can read. */
  readonly 'settings.secret_given': { readonly key: string };
  /** What was typed for it, which isn't said again. */
  readonly 'settings.secret_unfit': { readonly key: string; readonly expected: string };
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
  /** Both know the code; ours chose to pair, and the other person wants what is sent and no more. */
  readonly 'pairing.once_there': { readonly name: string };
  /** The pictures on the two screens, whose persons compared them, aren't the same. Nothing is unpaired by that. */
  readonly 'pairing.pictures_differ': { readonly name: string };
  /** The device that answered isn't the one that shows the QR code. */
  readonly 'pairing.other_device': { readonly name: string };
  readonly 'pairing.timed_out': { readonly name: string };
  /** What was typed isn't six digits. */
  readonly 'pairing.not_a_code': Readonly<Record<string, never>>;
  /** There is no such pairing any more. */
  readonly 'pairing.over': Readonly<Record<string, never>>;
  readonly 'pairing.disconnected': { readonly name: string };
  /** The other device did what no Ferry of this version does. */
  readonly 'pairing.not_understood': { readonly name: string };
  /** No address of it answered, or nobody there is a Ferry. `where` is what was typed, or ''. */
  /** `via`: it has no Ferry. */
  readonly 'device.unreachable': { readonly name: string; readonly where: string; readonly via?: Via };
  /** Our person has forgotten it, which ended what was under way with it. */
  readonly 'device.forgotten': { readonly name: string };
  /** It is paired here, and its person has forgotten this device. */
  readonly 'device.forgotten_there': { readonly name: string };
  /** A paired device was called, and only another key answered where its own was last proven. */
  readonly 'device.identity_changed': { readonly name: string };
  /** Where a device without Ferry was heard, another answered: its certificate isn't that device's. It was told nothing. */
  readonly 'device.another_there': { readonly name: string };
  /** No paired device has that name; `nearest` is one that is spelled alike, or ''. */
  readonly 'device.not_found': { readonly name: string; readonly nearest: string };
  /** Several paired devices have that name. */
  readonly 'device.ambiguous': { readonly name: string };
  /** What was asked takes Ferry on the other device, too. */
  readonly 'device.without_ferry': { readonly name: string };
  /** It is paired, and no address of it is known. */
  readonly 'device.no_address': { readonly name: string };
  /** The port that was asked for can't be listened on. */
  readonly 'nearby.not_an_address': { readonly text: string };
  readonly 'nearby.newer_link': Readonly<Record<string, never>>;
  readonly 'nearby.itself': Readonly<Record<string, never>>;
  readonly 'usage.secret_given': { readonly option: string };
  readonly 'network.unknown': { readonly via: string };
  /** What was chosen for it holds only while the engine runs, and that one is about to end. */
  readonly 'network.not_kept': { readonly via: string };
  readonly 'network.port_taken': { readonly port: number };
  readonly 'network.not_open': { readonly reason: string };
  /** Five wrong PINs were typed there. */
  readonly 'page.guessed': Readonly<Record<string, never>>;
  /** There is none, or not any more. */
  readonly 'page.over': Readonly<Record<string, never>>;
  readonly 'page.too_many': { readonly most: number };
  readonly 'transfer.unknown': Readonly<Record<string, never>>;
  /** There is nothing to do any more, or not that. */
  readonly 'transfer.not_now': Readonly<Record<string, never>>;
  readonly 'transfer.nothing_to_send': { readonly path: string };
  readonly 'transfer.source_missing': { readonly path: string };
  readonly 'transfer.source_unreadable': { readonly path: string; readonly reason: string };
  /** Two of what was named have the same last name. */
  readonly 'transfer.same_name': { readonly name: string };
  /** What was named are folders with no file in them, to a device that takes nothing but files. */
  readonly 'transfer.no_files': { readonly path: string };
  readonly 'transfer.too_many_files': { readonly most: number };
  /** The other person declined. */
  readonly 'transfer.declined': { readonly name: string };
  /** The code was right, and nothing came for it. */
  readonly 'transfer.none_offered': { readonly name: string };
  /** The other device takes no offers now. */
  readonly 'transfer.not_receiving': { readonly name: string };
  readonly 'transfer.canceled': { readonly name: string };
  /** Nobody meant it: to or from a guest a pause, a setting, another network, the end of this program; or another key here. */
  readonly 'transfer.ended_here': Readonly<Record<string, never>>;
  /** The other device doesn't have it any more. */
  readonly 'transfer.gone': { readonly name: string };
  /** What is on offer can't be taken as a whole. */
  readonly 'transfer.not_understood': { readonly name: string };
  /** The same on the other device, of what was offered from here. */
  readonly 'transfer.not_understood_there': { readonly name: string };
  /** What comes out of a pipe is unknown to the Ferry on the other device. */
  readonly 'transfer.no_streams_there': { readonly name: string };
  /** The other device has no Ferry, and wants to know beforehand how large it is. */
  readonly 'transfer.stream_to_guest': { readonly name: string };
  /** A device without Ferry takes something else now, and did for as long as was waited. */
  readonly 'transfer.busy_there': { readonly name: string };
  /** Its person has set a PIN, by which it knows whom to ask them about. */
  readonly 'transfer.pin_needed': { readonly name: string };
  /** So many by now, in this transfer. */
  readonly 'transfer.pin_wrong': { readonly name: string; readonly count: number };
  /** So many wrong ones came from here that it takes none. */
  readonly 'transfer.pin_blocked': { readonly name: string };
  /** It answered, and neither with a yes nor with any no that is known. */
  readonly 'transfer.refused_there': { readonly name: string; readonly status: number };
  /** What is missing of a stream isn't kept any more, here or there. */
  readonly 'transfer.stream_lost': Readonly<Record<string, never>>;
  /** What gave it ended before its end. */
  readonly 'transfer.stream_broken': Readonly<Record<string, never>>;
  /** The connection was lost, and didn't come back in time for a pipe. */
  readonly 'transfer.stream_away': { readonly name: string };
  /** It was to go to standard output, which is closed. */
  readonly 'transfer.output_closed': Readonly<Record<string, never>>;
  /** For standard output it has to be one. */
  readonly 'transfer.not_one_file': { readonly name: string };
  readonly 'transfer.disk_full': { readonly neededBytes: number; readonly freeBytes: number };
  /** The same on the other device. */
  readonly 'transfer.disk_full_there': {
    readonly name: string;
    readonly neededBytes: number;
    readonly freeBytes: number;
  };
  /** The folder can't be written to, or has gone. */
  readonly 'transfer.folder_gone': { readonly folder: string };
  readonly 'transfer.folder_unwritable': { readonly folder: string; readonly reason: string };
  /** It was sent while its person has paused everything. */
  readonly 'transfer.all_paused': Readonly<Record<string, never>>;
  /** Something of the kind on the other device. */
  readonly 'transfer.paused_there': { readonly name: string };
  /** The same, before anything was taken. */
  readonly 'transfer.no_folder_there': { readonly name: string };
  /** The folder is a home or system folder as a whole. */
  readonly 'transfer.folder_unsuitable': { readonly folder: string };
  /** The partly received content of a transfer was given up to keep within the limit. */
  readonly 'transfer.dropped': { readonly name: string };
  /** What was sent or received isn't there any more, and neither is its folder. */
  readonly 'transfer.place_gone': { readonly name: string };
  /** The system wouldn't change what it starts at login. */
  readonly 'login_item.refused': { readonly reason: string };
  /** The system has no program that opens it, or that program failed. */
  readonly 'system.no_settings': Readonly<Record<string, never>>;
  readonly 'system.no_opener': { readonly path: string };
  /** No dialog to choose a folder in could be shown. */
  readonly 'dialog.unavailable': Readonly<Record<string, never>>;
  /** Something listens where the running Ferry should, and can't prove that it is Ferry. */
  readonly 'local.not_trusted': { readonly path: string };
  /** The data folder's path is too long for a socket, and the folder that stands in for it can't be made. */
  readonly 'local.no_place': { readonly path: string; readonly instead: string; readonly reason: string };
  /** No socket can be made by which content passes between a command and the engine. */
  readonly 'local.no_pipe': { readonly path: string; readonly reason: string };
  /** The engine went away before it answered; the command may have been done. */
  readonly 'local.gone': Readonly<Record<string, never>>;
  /** The engine was being stopped, and the command was not done. */
  readonly 'local.closed': Readonly<Record<string, never>>;
  readonly 'local.no_answer': Readonly<Record<string, never>>;
  /** This Node is older than the engine needs. */
  readonly 'runtime.too_old': { readonly found: string; readonly needed: string };
  /** What was to be said could not be written to standard output. */
  readonly 'output.unwritable': { readonly reason: string };
  readonly 'usage.unknown_command': { readonly command: string; readonly nearest: string };
  readonly 'usage.unknown_option': { readonly option: string; readonly nearest: string };
  readonly 'usage.missing_value': { readonly option: string };
  readonly 'usage.unexpected_value': { readonly option: string };
  readonly 'usage.missing_argument': { readonly argument: string };
  readonly 'usage.unexpected_argument': { readonly argument: string };
  /** An option that says how the engine is to run, and one is running already. */
  readonly 'usage.not_with_running': { readonly option: string };
  /** A code is needed, and there is neither a terminal to type it at nor a first line of standard input. */
  readonly 'usage.no_code': Readonly<Record<string, never>>;
  /** Content was to come out of a terminal, or to go to one. */
  readonly 'usage.terminal_in': Readonly<Record<string, never>>;
  readonly 'usage.terminal_out': Readonly<Record<string, never>>;
  readonly 'usage.invalid_value': { readonly option: string; readonly value: string };
  /** Only an engine that goes on can do it, and none runs. */
  readonly 'usage.needs_running': { readonly command: string };
  /** A person has to look at something. */
  readonly 'usage.needs_terminal': { readonly command: string };
  /** Nothing can wait for a device that isn't paired. */
  readonly 'usage.waits_for_paired': { readonly name: string };
  /** Empty, too long, or no text at all. */
  readonly 'usage.text_unfit': { readonly mostBytes: number };
  /** Two options, or an option and an argument, that don't go together. */
  readonly 'usage.not_together': { readonly first: string; readonly second: string };
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
