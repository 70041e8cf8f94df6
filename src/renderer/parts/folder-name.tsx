import type { ReactNode } from 'react';
import { showHidden } from '../../base/text.ts';
import { useStrings } from '../strings-context.tsx';
import { FolderIcon } from './icons.tsx';

/** The folder by its own name; never its path. */
export function FolderName({ name }: { readonly name: string | null }): ReactNode {
  const { settings } = useStrings();
  return (
    <span className="folder-name">
      <FolderIcon />
      {name === null ? <span>{settings.downloads}</span> : <bdi>{showHidden(name)}</bdi>}
    </span>
  );
}
