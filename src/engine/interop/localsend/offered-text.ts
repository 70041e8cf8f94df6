// What an offer is to be read as, where it is one.
import type { OfferedFile } from './messages.ts';

/** What is to be read and no file: one text, shown whole in the offer. Null where there are files to come. */
export function textIn(files: readonly OfferedFile[]): string | null {
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) return null;
  return /^text(\/|$)/i.test(file.fileType) ? file.preview : null;
}
