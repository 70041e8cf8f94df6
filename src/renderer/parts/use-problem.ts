import { useState } from 'react';
import type { ErrorInfo } from '../../contract/errors.ts';

/** Why the last attempt failed, until one succeeds. */
export function useProblem(): {
  readonly problem: ErrorInfo | null;
  /** Whether it was done. */
  readonly attempt: (action: () => Promise<ErrorInfo | null>) => Promise<boolean>;
} {
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  return {
    problem,
    async attempt(action) {
      const refused = await action();
      setProblem(refused);
      return refused === null;
    },
  };
}
