/** What a script can tell apart. 3 (declined) and 6 (done, some files skipped) come with transfers. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unavailable: 4 } as const;

export type ExitName = keyof typeof EXIT;

/** The exit code of an error, by the first part of its code. */
export function exitOf(code: string): number {
  if (code.startsWith('usage.') || code === 'settings.unknown_key' || code === 'settings.invalid_value')
    return EXIT.usage;
  if (code === 'identity.locked' || code === 'identity.not_unlocked') return EXIT.unavailable;
  return code.startsWith('data.') || code.startsWith('local.') ? EXIT.unavailable : EXIT.failed;
}
