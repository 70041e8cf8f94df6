// What the window does with files and folders that it knows by an id: chooses them, sends them, has others saved there.
import { ok } from '../base/result.ts';
import type { EngineInput } from '../contract/commands.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { TransferId } from '../contract/transfers.ts';
import type { HandedItem, SentTo, WindowInput } from '../contract/window.ts';
import type { Engine } from '../engine/index.ts';
import type { Strings } from '../strings/index.ts';
import type { FileDialogs } from './file-dialogs.ts';
import type { HandOver } from './hand-over.ts';
import type { HandedItems } from './handed-items.ts';
import { done, type WindowHandlers, withoutPath } from './outcomes.ts';
import type { PastedPictures } from './pasted-pictures.ts';

type ItemCommand =
  | 'items.waiting'
  | 'items.choose'
  | 'items.addPicture'
  | 'items.drop'
  | 'items.send'
  | 'items.share'
  | 'folder.choose'
  | 'transfer.answer'
  | 'transfer.again'
  | 'device.accept';

interface ItemParts {
  readonly engine: Pick<Engine, 'invoke'>;
  readonly items: HandedItems;
  /** Chosen to be saved into. */
  readonly folders: HandedItems;
  readonly handOver: HandOver;
  readonly pictures: PastedPictures;
  readonly dialogs: Pick<FileDialogs, 'ask'>;
  readonly strings: () => Strings;
  readonly now: () => Date;
}

export function itemHandlers(parts: ItemParts): Pick<WindowHandlers, ItemCommand> {
  const { engine, items, folders, handOver, pictures } = parts;

  async function addPicture({ png }: { png: Uint8Array }): Promise<Outcome<HandedItem>> {
    const added = await pictures.add(png, parts.strings().shell.pastedPicture(momentOf(parts.now())));
    if (!added.ok) return added;
    const taken = await items.take([added.value]);
    if (!taken.ok) return taken;
    const [item] = taken.value;
    return item === undefined ? failure('data.unwritable', { path: added.value, reason: '' }) : ok(item);
  }

  function drop({ items: ids }: { items: readonly string[] }): Outcome<undefined> {
    const paths = items.pathsOf(ids.filter((id) => items.pathsOf([id]) !== null));
    items.drop(ids);
    void pictures.dropped(paths ?? []);
    return done;
  }

  async function send({ items: ids, to }: WindowInput<'items.send'>): Promise<Outcome<readonly SentTo[]>> {
    const paths = items.pathsOf(ids);
    if (paths === null) return failure('transfer.not_now', {});
    const sent = await sendToAll(to, (target) =>
      engine.invoke('transfer.send', { paths: [...paths], to: target, waits: true }),
    );
    for (const { started } of sent) if (started !== null) pictures.sent(paths, started);
    // To those that it couldn't be sent to, it may be sent once more.
    if (sent.every(({ started }) => started !== null)) items.drop(ids);
    return ok(sent);
  }

  async function share({ items: ids, ...how }: WindowInput<'items.share'>): Promise<Outcome<undefined>> {
    const paths = items.pathsOf(ids);
    if (paths === null) return failure('transfer.not_now', {});
    const shared = await engine.invoke('page.share', { paths: [...paths], ...how });
    if (!shared.ok) return { ok: false, error: withoutPath(shared.error) };
    // What was pasted is read from where it lies for as long as the page is there.
    items.drop(ids);
    return done;
  }

  async function sendAgain({ id }: { id: TransferId }): Promise<Outcome<{ readonly id: TransferId }>> {
    const outcome = await engine.invoke('transfer.again', { id });
    if (outcome.ok) pictures.sentAgain(id, outcome.value.id);
    return outcome;
  }

  async function chooseFolder(): Promise<Outcome<{ readonly id: string; readonly name: string } | null>> {
    const { chooseInto, choose } = parts.strings().shell;
    const chosen = await parts.dialogs.ask({ what: 'folder', title: chooseInto, button: choose });
    if (!chosen.ok) return chosen;
    const taken = await folders.take(chosen.value);
    if (!taken.ok) return taken;
    const [folder] = taken.value;
    if (folder === undefined || folder.isFolder) return ok(folder ? { id: folder.id, name: folder.name } : null);
    return failure('settings.folder_missing', { path: folder.name });
  }

  /** Null where the window names a folder that isn't known any more. */
  const folderOf = (id: string): string | null => folders.pathsOf([id])?.[0] ?? null;

  function answer({ into, ...rest }: WindowInput<'transfer.answer'>): Promise<Outcome<undefined>> | Outcome<undefined> {
    const path = into === undefined ? undefined : folderOf(into);
    if (path === null) return failure('transfer.not_now', {});
    return engine.invoke('transfer.answer', { ...rest, ...(path === undefined ? {} : { into: path }) });
  }

  function accept({ into, ...rest }: WindowInput<'device.accept'>): Promise<Outcome<undefined>> | Outcome<undefined> {
    if (into === undefined || into === null) {
      return engine.invoke('device.accept', { ...rest, ...(into === null ? { into } : {}) });
    }
    const path = folderOf(into);
    return path === null ? failure('transfer.not_now', {}) : engine.invoke('device.accept', { ...rest, into: path });
  }

  return {
    'items.waiting': () => ok(handOver.waiting()),
    'items.choose': async ({ what }) => {
      const chosen = await askWhatToSend(what, parts);
      return chosen.ok ? items.take(chosen.value) : chosen;
    },
    'items.addPicture': addPicture,
    'items.drop': drop,
    'items.send': send,
    'items.share': share,
    'folder.choose': chooseFolder,
    'transfer.answer': answer,
    'transfer.again': sendAgain,
    'device.accept': accept,
  };
}

export function askWhatToSend(
  what: 'files' | 'folder',
  { dialogs, strings }: Pick<ItemParts, 'dialogs' | 'strings'>,
): Promise<Outcome<readonly string[]>> {
  const { chooseFiles, chooseFolder, choose } = strings().shell;
  return dialogs.ask(
    what === 'files'
      ? { what, title: chooseFiles, button: choose }
      : { what: 'folders', title: chooseFolder, button: choose },
  );
}

/** To each of them once; what became of one says nothing of the others. */
export function sendToAll(
  receivers: WindowInput<'items.send'>['to'],
  send: (to: EngineInput<'transfer.send'>['to']) => Promise<Outcome<{ readonly id: TransferId }>>,
): Promise<readonly SentTo[]> {
  return Promise.all(
    [...new Set(receivers)].map(async (to): Promise<SentTo> => {
      const outcome = await send(to === null ? null : { kind: 'device', id: to });
      return outcome.ok
        ? { to, started: outcome.value.id, trouble: null }
        : { to, started: null, trouble: withoutPath(outcome.error) };
    }),
  );
}

/** In every language alike, and so that it sorts; a colon can't stand in a file's name everywhere. */
function momentOf(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${two(at.getHours())}.${two(at.getMinutes())}`;
}
