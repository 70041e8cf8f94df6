// The lines of `ferry --json`: a promise to scripts, so they are schemas. Fields are added, never renamed.
import * as v from 'valibot';

const base = { v: v.literal(1), at: v.pipe(v.string(), v.isoTimestamp()) };

const trouble = { code: v.string(), details: v.record(v.string(), v.union([v.string(), v.number()])) };

export const JsonEvent = v.variant('event', [
  v.object({
    ...base,
    event: v.literal('setting'),
    key: v.string(),
    value: v.union([v.string(), v.boolean(), v.null()]),
  }),
  v.object({ ...base, event: v.literal('version'), version: v.string() }),
  /** It failed. */
  v.object({ ...base, ...trouble, event: v.literal('error') }),
  /** It was done, and this is worth knowing. */
  v.object({ ...base, ...trouble, event: v.literal('notice') }),
]);
export type JsonEvent = v.InferOutput<typeof JsonEvent>;

/** An event without what every line has. */
export type JsonFacts = JsonEvent extends infer E ? (E extends JsonEvent ? Omit<E, 'v' | 'at'> : never) : never;
