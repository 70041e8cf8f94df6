import type { ReactNode } from 'react';

/** What a name ends with says what it is, so a long one is cut in its middle. */
const KEPT_END = 16;

/** The name of a file from outside, in one line; hidden characters were made visible before. */
export function FileName({ name }: { readonly name: string }): ReactNode {
  const letters = Array.from(name);
  const cut = Math.max(0, letters.length - KEPT_END);
  return (
    <bdi className="file-name" title={name}>
      <span className="file-name-start">{letters.slice(0, cut).join('')}</span>
      <span>{letters.slice(cut).join('')}</span>
    </bdi>
  );
}
