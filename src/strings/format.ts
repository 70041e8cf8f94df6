// Numbers, plurals, choices and times in one language, all by Intl. Each of its tools costs milliseconds to make, so it is
// made when it is first needed, once.
export interface Format {
  /** Picks by the language's own plural rules; `other` is every language's last resort. */
  plural(count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }): string;
  number(value: number): string;
  /** A list of which one is meant: "a, b or c". */
  either(items: readonly string[]): string;
  /** Hours and minutes, as this language writes them. */
  time(at: number): string;
  /** When something was, as exactly as a person says it: "today, 14:02", "yesterday, 14:02", else with the date. */
  moment(at: number, now: number): string;
  /** The day of it: "today", "yesterday", else its date. */
  day(at: number, now: number): string;
  /** A size in the unit that people read it in: thousands, to three digits. */
  bytes(count: number): string;
  /** A part of a size, and the size, without saying one unit twice. */
  bytesOf(part: number, whole: number): readonly [part: string, whole: string];
  /** A whole percentage, from 0 to 100. */
  percent(value: number): string;
  /** As exactly as an estimate deserves: seconds by fives, minutes, hours, days. */
  duration(seconds: number, unitDisplay?: 'long' | 'short'): string;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

/** Unit, its length in seconds, and from how many seconds on the next one is used. */
const DURATIONS = [
  ['second', 1, 57.5],
  ['minute', 60, 5370],
  ['hour', 3600, 127_800],
] as const;

export function formatFor(locale: string): Format {
  const rules = once(() => new Intl.PluralRules(locale));
  const numbers = once(() => new Intl.NumberFormat(locale));
  const choices = once(() => new Intl.ListFormat(locale, { type: 'disjunction' }));
  const percents = once(() => new Intl.NumberFormat(locale, { style: 'percent' }));
  const partOf = once(
    () =>
      new Intl.NumberFormat(locale, {
        maximumSignificantDigits: 3,
        maximumFractionDigits: 2,
        roundingPriority: 'lessPrecision',
      }),
  );
  const units = new Map<string, Intl.NumberFormat>();
  const unitOf = (unit: string, unitDisplay: 'long' | 'short'): Intl.NumberFormat => {
    const name = `${unit} ${unitDisplay}`;
    const made =
      units.get(name) ??
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumSignificantDigits: 3 });
    units.set(name, made);
    return made;
  };
  const times = once(() => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }));
  const days = once(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  const dates = once(() => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' }));
  const datesOfYears = once(() => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }));
  const dayWords = (at: number, now: number): string => {
    const ago = dayOf(now) - dayOf(at);
    if (ago === 0 || ago === 1) return days().format(-ago, 'day');
    const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    return (isThisYear ? dates() : datesOfYears()).format(at);
  };
  // Which space stands before a unit differs within one language; ours is the one its other sentences have.
  const spaced = (text: string): string => text.replace(/\p{Zs}/gu, locale === 'de' ? '\u00a0' : ' ');
  const bytes = (count: number): string => {
    const power = byteUnit(count);
    const unit = BYTE_UNITS[power] ?? 'byte';
    const text = spaced(unitOf(unit, unit === 'byte' ? 'long' : 'short').format(count / 1000 ** power));
    return locale === 'he' ? isolate(text) : text;
  };
  return {
    plural: (count, forms) => forms[rules().select(count)] ?? forms.other,
    number: (value) => numbers().format(value),
    either: (items) => choices().format(items),
    time: (at) => times().format(at),
    moment: (at, now) => `${dayWords(at, now)}, ${times().format(at)}`,
    day: dayWords,
    bytes,
    bytesOf(part, whole) {
      const unit = byteUnit(whole);
      const isSmall = part > 0 && part < 1000 ** unit / 10;
      return [isSmall ? bytes(part) : partOf().format(part / 1000 ** unit), bytes(whole)];
    },
    percent: (value) => spaced(percents().format(value / 100)),
    duration(seconds, unitDisplay = 'long') {
      const [unit, length] = DURATIONS.find(([, , most]) => seconds < most) ?? ['day', 86_400];
      const step = unit === 'second' ? 5 : 1;
      return spaced(unitOf(unit, unitDisplay).format(Math.max(1, Math.round(seconds / length / step)) * step));
    },
  };
}

/** Days of the calendar here, numbered: no hour of summer time gets into it. */
function dayOf(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Which of the units; what would be rounded to 1000 is 1 of the next. */
function byteUnit(count: number): number {
  let unit = 0;
  while (count / 1000 ** unit >= 999.5 && unit < BYTE_UNITS.length - 1) unit++;
  return unit;
}

/**
 * Keeps a name or a value from outside together in a right-to-left sentence, in whichever direction it is written itself
 * (first strong isolate … pop directional isolate).
 */
export const isolate = (text: string): string => `\u2068${text}\u2069`;

/** The same for what always reads from left to right, whatever letters are in it: a path, a command, a setting's key. */
export const isolateLtr = (text: string): string => `\u2066${text}\u2069`;
