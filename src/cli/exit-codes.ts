// What a script can tell apart.
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  declined: 3,
  unavailable: 4,
  wrongCode: 5,
  skipped: 6,
  stopped: 130,
} as const;

export type ExitName = keyof typeof EXIT;

/** From what is nearest to done to what is furthest from it; of several transfers, the worst counts. */
const BY_WEIGHT: readonly number[] = (
  ['ok', 'skipped', 'declined', 'wrongCode', 'unavailable', 'failed', 'usage', 'stopped'] satisfies ExitName[]
).map((name) => EXIT[name]);

export const worst = (exits: readonly number[]): number =>
  exits.reduce<number>((a, b) => (BY_WEIGHT.indexOf(b) > BY_WEIGHT.indexOf(a) ? b : a), EXIT.ok);

/** Codes whose first part doesn't say it. */
const EXCEPTIONS: Readonly<Record<string, number>> = {
  'settings.unknown_key': EXIT.usage,
  'settings.invalid_value': EXIT.usage,
  'settings.secret_given': EXIT.usage,
  'settings.secret_unfit': EXIT.usage,
  'device.not_found': EXIT.usage,
  'device.ambiguous': EXIT.usage,
  'device.without_ferry': EXIT.usage,
  'nearby.not_an_address': EXIT.usage,
  'nearby.newer_link': EXIT.usage,
  'nearby.itself': EXIT.usage,
  'transfer.unknown': EXIT.usage,
  'usage.no_code': EXIT.wrongCode,
  'pairing.not_a_code': EXIT.wrongCode,
  'pairing.code_wrong': EXIT.wrongCode,
  'pairing.code_burned': EXIT.wrongCode,
  'pairing.tries_used': EXIT.wrongCode,
  'pairing.not_shown': EXIT.wrongCode,
  'pairing.paused': EXIT.wrongCode,
  'pairing.paused_there': EXIT.wrongCode,
  'transfer.pin_needed': EXIT.wrongCode,
  'transfer.pin_blocked': EXIT.wrongCode,
  'pairing.declined': EXIT.declined,
  'pairing.closed': EXIT.declined,
  'pairing.once_there': EXIT.declined,
  'transfer.declined': EXIT.declined,
  'transfer.not_receiving': EXIT.unavailable,
  'transfer.none_offered': EXIT.unavailable,
  'transfer.busy_there': EXIT.unavailable,
  'pairing.busy': EXIT.unavailable,
  'pairing.timed_out': EXIT.unavailable,
  'pairing.disconnected': EXIT.unavailable,
  'device.unreachable': EXIT.unavailable,
  'device.no_address': EXIT.unavailable,
  'identity.locked': EXIT.unavailable,
  'identity.not_unlocked': EXIT.unavailable,
};

export function exitOf(code: string): number {
  const exception = EXCEPTIONS[code];
  if (exception !== undefined) return exception;
  if (code.startsWith('usage.')) return EXIT.usage;
  return /^(?:data|local|network)\./.test(code) ? EXIT.unavailable : EXIT.failed;
}
