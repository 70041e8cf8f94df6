// What differs each time has a name in braces: {port}, {code}. Where it comes first it says what it is, and everywhere
// else it is the same: shown again, or typed. {port2} is another of its kind, {not code} one that the code is not.
// {any} is whatever stands there.

/** By the beginning of the name. */
const KINDS: readonly (readonly [kind: RegExp, looks: string])[] = [
  [/^port/, String.raw`\d{4,5}`],
  [/^code/, String.raw`\d{3} ?\d{3}`],
  [/^short/, '[0-9a-f]{8}'],
  [/^(?:transfer|device)/, '[0-9a-f]{32}'],
  [/^print/, '[0-9A-Z]{5}'],
  [/^link/, String.raw`ferry:1\?k=[\w-]{43}&a=[\d.:]+`],
  [/^page/, String.raw`http://[\d.]+:\d{4,5}/[\w-]{22}`],
  [/^tls/, String.raw`https://127\.0\.0\.1:\d{4,5}/[\w-]{22}`],
  [/^share/, '[0-9a-f]{16}'],
  [/^secret/, String.raw`[\w-]{22}`],
  [/^size/, String.raw`(?:[\d.,]+ [kMGTP]?B|\d+ bytes?)`],
  [/^any/, '.*'],
];

const PLACEHOLDER = /\{(?<not>not )?(?<name>[a-z]+\d?)\}/g;

const looksOf = (name: string): string | undefined => KINDS.find(([kind]) => kind.test(name))?.[1];
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

export class Placeholders {
  readonly #known = new Map<string, string>();

  /** Whether a line is as it is written; learns what is new in it. */
  fit(line: string, written: string): boolean {
    const isNew = new Set<string>();
    let pattern = '';
    let end = 0;
    for (const { 0: whole, index, groups: { name = '' } = {} } of written.matchAll(PLACEHOLDER)) {
      const looks = looksOf(name);
      if (looks === undefined) continue;
      pattern += literally(written.slice(end, index));
      end = index + whole.length;
      const known = this.#known.get(name);
      if (name === 'any') pattern += `(?:${looks})`;
      else if (known !== undefined) pattern += literally(known);
      else pattern += isNew.has(name) ? `\\k<${name}>` : `(?<${name}>${looks})`;
      if (name !== 'any' && known === undefined) isNew.add(name);
    }
    const found = new RegExp(`^${pattern}${literally(written.slice(end))}$`).exec(line);
    if (found === null) return false;
    for (const name of isNew) this.#known.set(name, found.groups?.[name] ?? '');
    return true;
  }

  /** What is typed, with what is known by now in it. */
  fill(written: string): string {
    return written.replace(PLACEHOLDER, (whole, not: string | undefined, name: string) => {
      const known = this.#known.get(name);
      if (known === undefined) return whole;
      return not === undefined ? known : another(known);
    });
  }
}

/** Of the same looks: the first figure is another. */
const another = (text: string): string => text.replace(/\d/, (figure) => String((Number(figure) + 1) % 10));
