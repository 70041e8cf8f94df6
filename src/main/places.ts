// Shows folders and pages of the help where they lie.
import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { app, shell } from 'electron';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { TransferId } from '../contract/transfers.ts';
import type { Engine } from '../engine/index.ts';
import type { Strings } from '../strings/index.ts';
import type { FileDialogs } from './file-dialogs.ts';
import { done, type WindowHandlers } from './outcomes.ts';

type PlaceCommand =
  | 'receiveFolder.choose'
  | 'receiveFolder.reveal'
  | 'receiveFolder.useDownloads'
  | 'transfer.reveal'
  | 'help.open';

interface PlaceParts {
  readonly engine: Pick<Engine, 'invoke' | 'settings'>;
  /** Where `out` is: the app's own folder, or its archive when packaged. */
  readonly root: string;
  readonly dialogs: FileDialogs;
  readonly strings: () => Strings;
}

export function placeHandlers({ engine, root, dialogs, strings }: PlaceParts): Pick<WindowHandlers, PlaceCommand> {
  const usualFolder = (): string => engine.settings().receiveFolder ?? app.getPath('downloads');

  async function chooseFolder(): Promise<Outcome<undefined>> {
    const { chooseFolderTitle: title, chooseFolderButton: button } = strings().dialog;
    const chosen = await dialogs.ask({ what: 'folder', title, button, at: usualFolder() });
    if (!chosen.ok) return chosen;
    const [receiveFolder] = chosen.value;
    return receiveFolder === undefined ? done : engine.invoke('settings.set', { receiveFolder });
  }

  async function revealFolder(): Promise<Outcome<undefined>> {
    const path = usualFolder();
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return isFolder ? openPath(path) : failure('settings.folder_missing', { path });
  }

  return {
    'receiveFolder.choose': chooseFolder,
    'receiveFolder.reveal': revealFolder,
    'receiveFolder.useDownloads': () => engine.invoke('settings.set', { receiveFolder: null }),
    'transfer.reveal': ({ id }) => revealTransfer(engine, id),
    'help.open': ({ page }) => openPath(helpFile(page, root)),
  };
}

export async function revealTransfer(engine: Pick<Engine, 'invoke'>, id: TransferId): Promise<Outcome<undefined>> {
  const place = await engine.invoke('transfer.place', { id });
  if (!place.ok) return place;
  const { path } = place.value;
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return failure('transfer.source_missing', { path });
  shell.showItemInFolder(path);
  return done;
}

export async function openPath(path: string): Promise<Outcome<undefined>> {
  return (await shell.openPath(path)) === '' ? done : failure('system.no_opener', { path });
}

export function helpFile(page: 'guide' | 'security' | 'licences', root: string): string {
  const docs = join(app.isPackaged ? process.resourcesPath : root, 'docs');
  const licences = join(app.isPackaged ? docs : join(root, 'out'), 'LICENSES.md');
  return { guide: join(docs, 'GUIDE.md'), security: join(docs, 'THREAT-MODEL.md'), licences }[page];
}
