// The system's dialogs for files and folders.
import { dirname } from 'node:path';
import { dialog, type OpenDialogOptions } from 'electron';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';

interface Asked {
  readonly what: 'files' | 'folders' | 'folder';
  readonly title: string;
  readonly button: string;
  /** Where it opens; where the last one ended without it. */
  readonly at?: string;
}

const PROPERTIES: Readonly<Record<Asked['what'], NonNullable<OpenDialogOptions['properties']>>> = {
  files: ['openFile', 'multiSelections'],
  folders: ['openDirectory', 'multiSelections'],
  folder: ['openDirectory', 'createDirectory'],
};

export class FileDialogs {
  readonly #note: (event: string, facts: Readonly<Record<string, string>>) => void;
  /** Electron opens each in Downloads unless it is told where. */
  #last: string | null = null;

  constructor(note: (event: string, facts: Readonly<Record<string, string>>) => void) {
    this.#note = note;
  }

  /** What was chosen; nothing where the person changed their mind. */
  async ask({ what, title, button, at }: Asked): Promise<Outcome<readonly string[]>> {
    const defaultPath = at ?? this.#last;
    const shown = dialog.showOpenDialog({
      title,
      buttonLabel: button,
      ...(defaultPath === null ? {} : { defaultPath }),
      properties: PROPERTIES[what],
    });
    const chosen = await shown.catch((error) => {
      this.#note('dialog.failed', { reason: String(error).slice(0, 200) });
      return null;
    });
    if (chosen === null) return failure('dialog.unavailable', {});
    const [first] = chosen.filePaths;
    if (first !== undefined && at === undefined) this.#last = dirname(first);
    return ok(chosen.filePaths);
  }
}
