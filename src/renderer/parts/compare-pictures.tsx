// The pictures that should stand on both screens, with their names, for people who say them to each other.
import type { ReactNode } from 'react';
import { LANGUAGE_NAMES, type Language } from '../../strings/index.ts';
import { SAS_PICTURES } from '../../strings/sas.ts';
import { useStrings } from '../strings-context.tsx';

const languageOf = (locale: string): Language =>
  (Object.keys(LANGUAGE_NAMES) as Language[]).find((language) => language === locale) ?? 'en';

export function PictureList({ pictures }: { readonly pictures: readonly number[] }): ReactNode {
  const { locale } = useStrings();
  const language = languageOf(locale);
  return (
    <ol className="pictures">
      {pictures.map((number, at) => {
        const picture = SAS_PICTURES[number];
        if (picture === undefined) return null;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same picture may come twice, and none ever moves.
          <li key={at}>
            <span className="picture-sign" aria-hidden="true">
              {picture.emoji}
            </span>
            <span>{picture.names[language]}</span>
          </li>
        );
      })}
    </ol>
  );
}
