// The text of an announcement: what a device says of itself to the whole network, and what is taken of what others say.
// Anybody can say anything there, so that each part is checked before it is more than bytes.
import * as v from 'valibot';
import { DEVICE_KINDS, DeviceId } from '../../contract/devices.ts';
import { DeviceName } from '../../contract/settings.ts';
import type { Announcement } from './heard.ts';

const MOST_VERSIONS = 8;
/** A string of a text record has its length in one byte, and begins with `n=`. */
const MOST_NAME_BYTES = 255 - 2;
const TAG_BYTES = 16;

const Versions = v.pipe(
  v.string(),
  v.maxLength(MOST_VERSIONS * 6),
  v.regex(/^[1-9]\d{0,4}(,[1-9]\d{0,4})*$/),
  v.transform((text) => text.split(',').map(Number)),
  v.maxLength(MOST_VERSIONS),
  v.everyItem((version) => version <= 65_535),
);

const Tag = v.pipe(
  v.string(),
  v.regex(new RegExp(`^[0-9a-f]{${2 * TAG_BYTES}}$`)),
  v.transform((hex) => Uint8Array.from(Buffer.from(hex, 'hex'))),
);

/** Keys that aren't named here are a later version's, and pass. */
const Text = v.object({
  v: Versions,
  k: v.optional(DeviceId),
  r: v.optional(Tag),
  c: v.optional(v.literal('1')),
  n: v.optional(v.unknown()),
  t: v.optional(v.unknown()),
});

export function textOf({ versions, id, name, tag, kind, waitsWithCode }: Announcement): Record<string, string> {
  return {
    v: versions.join(','),
    ...(id === null ? {} : { k: id }),
    ...(name === null ? {} : { n: cut(name) }),
    ...(tag === null ? {} : { r: Buffer.from(tag).toString('hex') }),
    ...(waitsWithCode ? { c: '1' } : {}),
    t: kind,
  };
}

/** Null where it isn't Ferry's, or not well-formed, or names nobody. A name that can't be shown is none. */
export function announcementIn(text: unknown): Announcement | null {
  const checked = v.safeParse(Text, text);
  if (!checked.success) return null;
  const { v: versions, k: id = null, r: tag = null, c, n, t } = checked.output;
  if (id === null && tag === null) return null;
  const name = v.safeParse(DeviceName, n);
  const kind = DEVICE_KINDS.find((known) => known === t) ?? 'unknown';
  // What waits for whoever types a code waits for everyone.
  const waits = c !== undefined && id !== null ? ({ waitsWithCode: true } as const) : {};
  return { versions, kind, id, name: name.success ? name.output : null, tag, ...waits };
}

/** Between characters, never inside one. */
function cut(name: string): string {
  let bytes = 0;
  let end = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > MOST_NAME_BYTES) break;
    end += character.length;
  }
  return name.slice(0, end);
}
