import type { ReactNode } from 'react';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { Strings } from '../../strings/index.ts';
import { errorText } from '../../strings/index.ts';
import { useStrings } from '../strings-context.tsx';
import { WarningIcon } from './icons.tsx';
import { ProblemDetails } from './problem-details.tsx';

/** A sentence about what was typed, or what the engine refused. */
export type ProblemOf = string | ErrorInfo;

export const problemText = (
  strings: Strings,
  of: ProblemOf,
): { readonly title: string; readonly next: string | null } =>
  typeof of === 'string' ? { title: of, next: null } : errorText(strings.errors, of);

/** Why something didn't work, right where it was tried; `id` links it to its control. */
export function Problem({ id, of }: { readonly id: string; readonly of: ProblemOf | null }): ReactNode {
  const strings = useStrings();
  if (of === null) return null;
  const text = problemText(strings, of);
  return (
    <div className="problem">
      <WarningIcon />
      <div>
        <div id={id} role="alert">
          <p>{text.title}</p>
          {text.next !== null && <p className="quiet">{text.next}</p>}
        </div>
        {typeof of !== 'string' && <ProblemDetails of={of} />}
      </div>
    </div>
  );
}
