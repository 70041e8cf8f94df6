// What stands beside a device that has no Ferry, wherever it is shown.
import type { ReactNode } from 'react';
import type { Safety, Way } from '../../contract/vias.ts';
import { wayWords } from '../../strings/things.ts';
import { useStrings } from '../strings-context.tsx';

export function ViaMark({ safety, way = {} }: { readonly safety: Safety | null; readonly way?: Way }): ReactNode {
  const strings = useStrings();
  if (safety === null) return null;
  return (
    <span className="via-mark" title={strings.localSend.meaning[safety]}>
      {wayWords(strings, way).mark}
    </span>
  );
}
