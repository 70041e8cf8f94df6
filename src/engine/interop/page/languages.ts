// Which languages a browser's person reads, best first.

const MOST_BYTES = 256;
const MOST = 8;

export function languagesIn(header: string | undefined): readonly string[] {
  return (header ?? '')
    .slice(0, MOST_BYTES)
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().split(';');
      const weight = rest.map((each) => /^\s*q=([\d.]{1,5})\s*$/.exec(each)?.[1]).find((each) => each !== undefined);
      return { tag: tag.trim(), weight: Number(weight ?? 1) };
    })
    .filter(({ tag, weight }) => /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(tag) && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .slice(0, MOST)
    .map(({ tag }) => tag);
}
