// Every error with details to say it with, and its texts in a language.
import type { ErrorCode, ErrorDetails, ErrorInfo } from '../../../src/contract/errors.ts';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { Strings } from '../../../src/strings/en.ts';
import { errorText } from '../../../src/strings/index.ts';

/** A new code doesn't compile here until it has a sample. */
const ERROR_SAMPLES: { readonly [C in ErrorCode]: readonly ErrorDetails[C][] } = {
  internal: [{ note: 'a note' }],
  'input.invalid': [{ command: 'settings.set', where: 'deviceName' }],
  'data.unwritable': [{ path: '/srv/ferry', reason: 'EACCES: permission denied' }],
  'data.not_own': [{ path: '/tmp/ferry-1000' }],
  'data.not_a_folder': [{ path: '/srv/ferry' }],
  'data.not_ours': [{ path: '/srv/ferry' }],
  'data.newer_version': [{ path: '/srv/ferry', found: 73, known: 42 }],
  'data.in_use': [{ path: '/srv/ferry' }],
  'data.damaged': [{ keptAs: 'ferry.damaged-1.json' }],
  'data.disk_full': [{ path: '/srv/ferry' }],
  'data.no_home': [{}],
  'settings.not_read': [
    { path: '/srv/ferry/settings.json', keys: '' },
    { path: '/srv/ferry/settings.json', keys: 'visibility, language' },
  ],
  'settings.no_folder': [{}],
  'settings.damaged': [{ keptAs: 'settings.damaged-1.json', keys: 'visibility, language' }],
  'settings.unknown_key': [{ key: 'deviceNam' }],
  'settings.invalid_value': [{ key: 'visibility', value: 'maybe', expected: 'whileOpen' }],
  'settings.folder_missing': [{ path: 'C:\\Users\\mia\\Inbox' }],
  'settings.folder_unwritable': [{ path: 'C:\\Users\\mia\\Inbox' }],
  'identity.damaged': [{ keptAs: 'identity.damaged-1.json' }],
  'identity.missing': [{}],
  'identity.locked': [{}],
  'identity.not_unlocked': [{ path: '/srv/ferry' }],
  'identity.unprotected': [{}],
  'identity.needs_app': [{}],
  'device.unknown': [{}],
  'device.list_damaged': [{ keptAs: 'devices.damaged-1.json' }],
  'pairing.code_wrong': [
    { name: 'Studio PC', triesLeft: 2 },
    { name: 'Studio PC', triesLeft: 1 },
  ],
  'pairing.code_burned': [{}],
  'pairing.paused': [{}],
  'pairing.tries_used': [{ name: 'Studio PC' }],
  'pairing.paused_there': [{ name: 'Studio PC' }],
  'pairing.not_shown': [{ name: 'Studio PC' }],
  'pairing.busy': [{ name: 'Studio PC' }],
  'pairing.closed': [{ name: 'Studio PC' }],
  'pairing.declined': [{ name: 'Studio PC' }],
  'pairing.once_there': [{ name: 'Studio PC' }],
  'pairing.different': [{ name: 'Studio PC' }],
  'pairing.pictures_differ': [{ name: 'Studio PC' }],
  'pairing.other_device': [{ name: 'Studio PC' }],
  'pairing.timed_out': [{ name: 'Studio PC' }],
  'pairing.not_a_code': [{}],
  'pairing.over': [{}],
  'pairing.disconnected': [{ name: 'Studio PC' }],
  'pairing.not_understood': [{ name: 'Studio PC' }],
  'device.unreachable': [
    { name: 'Studio PC', where: '' },
    { name: '', where: '[fe80::1%eth0]:26810' },
  ],
  'device.forgotten': [{ name: 'Studio PC' }],
  'device.forgotten_there': [{ name: 'Studio PC' }],
  'device.identity_changed': [{ name: 'Studio PC' }],
  'device.not_found': [
    { name: 'Studo PC', nearest: 'Studio PC' },
    { name: 'Leo', nearest: '' },
  ],
  'device.ambiguous': [{ name: 'Studio PC' }],
  'device.no_address': [{ name: 'Studio PC' }],
  'nearby.not_an_address': [{ text: 'what is this' }],
  'nearby.newer_link': [{}],
  'nearby.itself': [{}],
  'system.no_settings': [{}],
  'usage.secret_given': [{ option: '--to' }],
  'network.unknown': [{ via: 'eth0' }],
  'network.not_kept': [{ via: 'eth0' }],
  'network.port_taken': [{ port: 26_810 }],
  'network.not_open': [{ reason: 'network is unreachable' }],
  'transfer.unknown': [{}],
  'transfer.not_now': [{}],
  'transfer.nothing_to_send': [{ path: '/srv/socket' }],
  'transfer.source_missing': [{ path: '/srv/photos' }],
  'transfer.source_unreadable': [{ path: '/srv/photos', reason: 'permission denied' }],
  'transfer.same_name': [{ name: 'photos' }],
  'transfer.too_many_files': [{ most: 1_000_000 }],
  'transfer.declined': [{ name: 'Studio PC' }],
  'transfer.not_answered': [{ name: 'Studio PC' }],
  'transfer.not_receiving': [{ name: 'Studio PC' }],
  'transfer.canceled': [{ name: 'Studio PC' }],
  'transfer.gone': [{ name: 'Studio PC' }],
  'transfer.not_understood': [{ name: 'Studio PC' }],
  'transfer.disk_full': [{ neededBytes: 4_100_000_000, freeBytes: 512 }],
  'transfer.disk_full_there': [{ name: 'Studio PC', neededBytes: 4_100_000_000, freeBytes: 1_300_000 }],
  'transfer.folder_gone': [{ folder: 'Inbox' }],
  'transfer.folder_unwritable': [{ folder: 'Inbox', reason: 'permission denied' }],
  'transfer.all_paused': [{}],
  'transfer.paused_there': [{ name: 'Studio PC' }],
  'transfer.none_offered': [{ name: 'Studio PC' }],
  'transfer.no_folder_there': [{ name: 'Studio PC' }],
  'transfer.folder_unsuitable': [{ folder: 'mia' }],
  'transfer.dropped': [{ name: 'Studio PC' }],
  'transfer.place_gone': [{ name: 'photos' }, { name: '' }],
  'login_item.refused': [{ reason: 'permission denied' }],
  'system.no_opener': [{ path: 'GUIDE.md' }],
  'dialog.unavailable': [{}],
  'local.not_trusted': [{ path: '/run/user/1000/ferry.sock' }],
  'local.no_place': [{ path: '/srv/ferry', instead: '/tmp/ferry-1000', reason: 'read-only file system' }],
  'local.gone': [{}],
  'local.closed': [{}],
  'local.no_answer': [{}],
  'output.unwritable': [{ reason: 'no space left on device' }],
  'usage.unknown_command': [
    { command: 'confg', nearest: 'config' },
    { command: 'xyz', nearest: '' },
  ],
  'usage.unknown_option': [
    { option: '--jsn', nearest: '--json' },
    { option: '--xyz', nearest: '' },
  ],
  'usage.missing_value': [{ option: '--data' }],
  'usage.unexpected_value': [{ option: '--json' }],
  'usage.missing_argument': [{ argument: 'KEY' }],
  'usage.unexpected_argument': [{ argument: 'Living room' }],
  'usage.not_with_running': [{ option: '--port' }],
  'usage.no_code': [{}],
  'usage.invalid_value': [{ option: '--port', value: 'ninety' }],
  'runtime.too_old': [{ found: '20.20.2', needed: '22.12' }],
  'usage.needs_running': [{ command: 'ferry pause' }],
  'usage.needs_terminal': [{ command: 'ferry devices compare' }],
  'usage.waits_for_paired': [{ name: 'Studio PC' }],
  'usage.text_unfit': [{ mostBytes: 1_048_576 }],
  'usage.not_together': [{ first: '--from', second: '--once' }],
};

export const ERROR_CODES = Object.keys(ERROR_SAMPLES) as ErrorCode[];

export const errorsOf = (code: ErrorCode): ErrorInfo[] =>
  ERROR_SAMPLES[code].map((details) => errorInfo(code, details));

/** By their paths. */
export const errorTexts = (strings: Strings): Map<string, string> =>
  new Map(
    ERROR_CODES.flatMap((code) =>
      errorsOf(code).flatMap((error, index) => {
        const { title, next } = errorText(strings.errors, error);
        const path = `errors.${code}.${index}`;
        return [[`${path}.title`, title] as const, [`${path}.next`, next] as const];
      }),
    ),
  );
