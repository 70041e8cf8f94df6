// What stands beside a device that has no Ferry, wherever it is shown.
import type { ReactNode } from 'react';
import type { Safety } from '../../contract/vias.ts';
import { useStrings } from '../strings-context.tsx';

export function ViaMark({ safety }: { readonly safety: Safety | null }): ReactNode {
  const { localSend } = useStrings();
  if (safety === null) return null;
  return (
    <span className="via-mark" title={localSend.meaning[safety]}>
      {localSend.mark}
    </span>
  );
}
