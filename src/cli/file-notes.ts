// What is said of files that aren't there as they were sent, one line each.
import { showHidden } from '../base/text.ts';
import type { ShownTransfer } from '../contract/transfers.ts';
import type { Output } from './output.ts';

/** So many files are listed with what became of them. */
export const MOST_LISTED = 20;

export function listNotes(row: ShownTransfer, output: Output): void {
  const { t } = output;
  const { id: transferId, done } = row;
  // What its person left out is no trouble.
  const notes = row.notes.filter(({ reason }) => reason !== 'notWanted');
  for (const [index, { path, kind, reason, newName }] of notes.entries()) {
    const isListed = index < MOST_LISTED;
    const shown = showHidden(path);
    if (kind === 'renamed') {
      const sentence =
        newName === null ? t.transfer.renamedThere(shown) : t.transfer.renamed(shown, showHidden(newName));
      output.complain(isListed ? sentence : null, { event: 'renamed', transferId, path, newName });
    } else {
      const sentence = t.cli.fileNote(shown, reason === null ? t.transfer.failed : t.transfer.reason[reason]);
      output.complain(isListed ? sentence : null, { event: 'skipped', transferId, path, reason });
    }
  }
  const renamed = notes.filter(({ kind }) => kind === 'renamed').length;
  const more = Math.max(notes.length, done.skipped + renamed) - MOST_LISTED;
  if (more > 0) output.complain(t.cli.more(more), null);
}
