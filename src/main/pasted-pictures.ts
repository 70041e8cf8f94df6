// A picture from the clipboard is no file yet: it becomes one with a name, in a folder of its own of the data folder, and
// goes once nothing needs it any more: when it was never sent, or when every transfer of it has come through or is gone.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import * as v from 'valibot';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import { type KeptFile, keptFile } from './kept-file.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** By the folder of each: the transfers that it was sent in. One that failed can be sent once more. */
const Kept = v.record(v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)), v.array(v.string()));

interface Picture {
  readonly name: string;
  readonly transfers: Set<string>;
}

export class PastedPictures {
  readonly #folder: string;
  readonly #file: KeptFile<v.InferOutput<typeof Kept>>;
  readonly #pictures = new Map<string, Picture>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = keptFile(join(folder, 'sent.json'), Kept);
  }

  /** At the start: what a former run left, but for what its transfers may still need. */
  async tidy(transfers: State['transfers']): Promise<void> {
    const kept = this.#file.read() ?? {};
    const folders = await readdir(this.#folder, { withFileTypes: true }).catch(() => []);
    const left = folders.filter((entry) => entry.isDirectory() && !this.#pictures.has(entry.name));
    for (const { name: folder } of left) {
      const [name = ''] = await readdir(join(this.#folder, folder)).catch(() => []);
      this.#pictures.set(folder, { name, transfers: new Set(kept[folder]) });
    }
    const names = left.map(({ name }) => name);
    await this.#remove(names.filter((name) => !isNeeded(this.#pictures.get(name)?.transfers ?? [], transfers)));
  }

  /** `stem` is its name without the ending. */
  async add(png: Uint8Array, stem: string): Promise<Outcome<string>> {
    if (!PNG.every((byte, index) => png[index] === byte)) {
      return failure('input.invalid', { command: 'items.addPicture', where: 'png' });
    }
    const folder = randomBytes(8).toString('hex');
    const name = this.#freeName(stem);
    const path = join(this.#folder, folder, name);
    this.#pictures.set(folder, { name, transfers: new Set() });
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, png, { flag: 'wx', mode: 0o600 });
      return ok(path);
    } catch (error) {
      await this.#remove([folder]);
      return failure('data.unwritable', { path, reason: reasonOf(error) });
    }
  }

  sent(paths: readonly string[], transferId: string): void {
    const pictures = paths
      .map((path) => this.#pictures.get(this.#folderOf(path)))
      .filter((found) => found !== undefined);
    for (const { transfers } of pictures) transfers.add(transferId);
    if (pictures.length > 0) this.#keep();
  }

  sentAgain(former: string, transferId: string): void {
    const pictures = [...this.#pictures.values()].filter(({ transfers }) => transfers.has(former));
    for (const { transfers } of pictures) transfers.add(transferId);
    if (pictures.length > 0) this.#keep();
  }

  /** Its person doesn't want to send it after all. */
  async dropped(paths: readonly string[]): Promise<void> {
    const folders = paths.map((path) => this.#folderOf(path));
    await this.#remove(folders.filter((folder) => this.#pictures.get(folder)?.transfers.size === 0));
  }

  /** The window that held them is gone. */
  async dropUnsent(): Promise<void> {
    await this.#remove(
      [...this.#pictures].filter(([, { transfers }]) => transfers.size === 0).map(([folder]) => folder),
    );
  }

  async follow(transfers: State['transfers']): Promise<void> {
    const sent = [...this.#pictures].filter(([, picture]) => picture.transfers.size > 0);
    await this.#remove(sent.filter(([, picture]) => !isNeeded(picture.transfers, transfers)).map(([folder]) => folder));
  }

  /** Two of one minute may go out together, and would have one name there. */
  #freeName(stem: string): string {
    const taken = new Set([...this.#pictures.values()].map(({ name }) => name));
    let name = `${stem}.png`;
    for (let number = 2; taken.has(name); number++) name = `${stem} (${number}).png`;
    return name;
  }

  /** '' for what isn't ours. */
  #folderOf(path: string): string {
    const folder = dirname(path);
    return dirname(folder) === this.#folder ? basename(folder) : '';
  }

  async #remove(folders: readonly string[]): Promise<void> {
    if (folders.length === 0) return;
    for (const folder of folders) this.#pictures.delete(folder);
    // What can't be removed now is tried again at the next start.
    await Promise.all(folders.map((folder) => rm(join(this.#folder, folder), { recursive: true, force: true }))).catch(
      () => undefined,
    );
    this.#keep();
  }

  #keep(): void {
    const sent = [...this.#pictures].filter(([, { transfers }]) => transfers.size > 0);
    this.#file.write(Object.fromEntries(sent.map(([folder, { transfers }]) => [folder, [...transfers]])));
  }
}

const isNeeded = (sentIn: Iterable<string>, transfers: State['transfers']): boolean =>
  [...sentIn].some((id) => transfers[id] !== undefined && transfers[id].stage !== 'done');

/** The system's own words for it, and no path. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number'
    ? getSystemErrorMessage(error.errno)
    : '';
