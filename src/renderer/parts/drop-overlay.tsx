import type { ReactNode } from 'react';
import { useStrings } from '../strings-context.tsx';
import { SendIcon } from './icons.tsx';

/** Says what a drop would do, while something is dragged over the window. Nothing in it is ever the drop's target. */
export function DropOverlay({ device }: { readonly device: string | null }): ReactNode {
  const { sending } = useStrings();
  return (
    <div className="drop-overlay" aria-hidden="true">
      <div className="drop-words">
        <SendIcon />
        <div>
          <p className="drop-title">{device === null ? sending.dropHere : sending.dropOn(device)}</p>
          {device === null && <p>{sending.dropHereMore}</p>}
        </div>
      </div>
    </div>
  );
}
