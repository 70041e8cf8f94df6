import type { ErrorCode, ErrorDetails, ErrorInfo } from '../contract/errors.ts';

/** What happened; then why, and what to do next. */
export interface ErrorText {
  readonly title: string;
  readonly next: string;
}

/** One sentence pair for every code: a code without one doesn't compile. */
export type ErrorTexts = { readonly [C in ErrorCode]: (details: ErrorDetails[C]) => ErrorText };

export function errorText(texts: ErrorTexts, error: ErrorInfo): ErrorText {
  // Each code is paired with its own details by construction; the compiler can't follow that through a union.
  const sentence = texts[error.code] as ((details: ErrorInfo['details']) => ErrorText) | undefined;
  // A newer Ferry kept it, in a row of what is over.
  return sentence === undefined ? texts.internal({ note: error.code }) : sentence(error.details);
}
