// The one error class below the door, and the one place where the system's error numbers get their meaning.
import { getSystemErrorMessage } from 'node:util';
import type { ErrorCode, ErrorDetails, ErrorInfo } from '../contract/errors.ts';
import { errorInfo } from '../contract/errors.ts';

/** Stops the current job. `info` is for people and crosses to every surface; `cause` goes to the log only. */
export class FerryError extends Error {
  readonly info: ErrorInfo;

  constructor(info: ErrorInfo, cause?: unknown) {
    super(info.code, { cause });
    this.name = 'FerryError';
    this.info = info;
  }
}

export const ferryError = <C extends ErrorCode>(code: C, details: ErrorDetails[C], cause?: unknown): FerryError =>
  new FerryError(errorInfo(code, details), cause);

/** The errno name of a system error ("ENOENT"), or '' for anything else. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The system's name for what lies behind an error of ours, or ''. */
export const reasonOf = (error: unknown): string =>
  errnoOf(error) || errnoOf(error instanceof Error ? error.cause : undefined);

/** What went wrong with a file of the data folder. */
export function dataError(error: unknown, path: string): FerryError {
  if (error instanceof FerryError) return error;
  const errno = errnoOf(error);
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return ferryError('data.disk_full', { path }, error);
  if (errno === 'ENOTDIR' || errno === 'EEXIST') return ferryError('data.not_a_folder', { path }, error);
  if (errno === '') return internalError(error);
  return ferryError('data.unwritable', { path, reason: systemReason(error) }, error);
}

/** A fault of our own. The log has it whole; what people see and send on names no path, as a system error's text would. */
export function internalError(error: unknown): FerryError {
  const errno = errnoOf(error);
  const syscall = (error as { syscall?: string } | null)?.syscall ?? '';
  return ferryError('internal', { note: errno === '' ? String(error) : `${errno} ${syscall}`.trim() }, error);
}

/** The system's own words for its error. */
export function systemReason(error: unknown): string {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number'
    ? getSystemErrorMessage(error.errno)
    : errnoOf(error);
}
