// The pictures that LocalSend shows for comparing two devices, in its four rows of four. Their order is what is compared, so
// they begin at the left in every language.
import type { ReactNode } from 'react';
import { localSendPictures } from '../../strings/localsend-pictures.ts';
import { useStrings } from '../strings-context.tsx';
import { LOCALSEND_ICONS } from './localsend-icons.ts';

export function LocalSendPictures({ pictures }: { readonly pictures: readonly number[] }): ReactNode {
  const { locale } = useStrings();
  const named = localSendPictures(locale);
  return (
    <ol className="localsend-pictures" dir="ltr">
      {pictures.map((number, at) => {
        const name = named[number]?.name;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same picture may come twice, and none ever moves.
          <li key={at}>
            <svg viewBox="0 0 512 512" role="img" aria-label={name}>
              <title>{name}</title>
              <path d={LOCALSEND_ICONS[number]?.outline} />
            </svg>
          </li>
        );
      })}
    </ol>
  );
}
