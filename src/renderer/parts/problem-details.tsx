import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { showHidden } from '../../base/text.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import { useStrings } from '../strings-context.tsx';
import { useAnnounce } from './announcer.tsx';
import { copyTextOf } from './copy.ts';

/** What a report needs and the sentence leaves out; only an error of ours has it. */
export function ProblemDetails({ of }: { readonly of: ErrorInfo }): ReactNode {
  const { common } = useStrings();
  const announce = useAnnounce();
  const text = useRef<HTMLElement>(null);
  const [isCopied, setCopied] = useState(false);
  if (of.code !== 'internal' || of.details.note === '') return null;

  function copy(): void {
    if (!copyTextOf(text.current)) return;
    setCopied(true);
    announce(common.copied);
  }

  return (
    <details className="problem-details" onToggle={() => setCopied(false)}>
      <summary>{common.details}</summary>
      <code ref={text} dir="ltr">
        {`${of.code}: ${showHidden(of.details.note)}`}
      </code>
      <button type="button" className="button" onClick={copy}>
        {isCopied ? common.copied : common.copyDetails}
      </button>
    </details>
  );
}
