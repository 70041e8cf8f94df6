// Speeds to choose from, and one that is typed, in bytes a second.
const MEGABYTE = 1_000_000;
const LEAST_MEGABYTES = 0.1;
const MOST_MEGABYTES = 10_000;

export const LIMITS: readonly number[] = [1, 5, 10, 50].map((megabytes) => megabytes * MEGABYTE);

/** Megabytes, with a point or a comma; null for what is no speed. */
export function limitTyped(typed: string): number | null {
  const text = typed.normalize('NFKC').trim().replace(',', '.');
  if (!/^\d{1,6}(?:\.\d{1,3})?$/.test(text)) return null;
  const megabytes = Number(text);
  return megabytes >= LEAST_MEGABYTES && megabytes <= MOST_MEGABYTES ? Math.round(megabytes * MEGABYTE) : null;
}

export const megabytesOf = (bytes: number): string => String(Math.round(bytes / (MEGABYTE / 1000)) / 1000);
