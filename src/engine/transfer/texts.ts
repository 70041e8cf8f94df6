// Texts that were sent and received, in the data folder: nobody else's to read, in no folder of a person's, and gone with
// the row that tells of them. Each has a folder of its own, under the device that it came from; private ones only until
// they have come.
import { readdirSync, rmSync } from 'node:fs';
import { chmod, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MOST_TEXT_BYTES } from '../../contract/transfers.ts';
import { makeFolder, OWNER_ONLY_FILE, writeOwnFile } from '../disk/own-file.ts';
import { dataError, errnoOf } from '../errors.ts';
import { TEXT_NAME } from '../wire/transfer-messages.ts';
import type { Root } from './plan.ts';

/** Of what lies here from one device; more is refused until its person has forgotten some. */
export const MOST_TEXTS_BYTES = 64 * 1024 * 1024;

const SENT = 'sent';

interface Held {
  readonly from: string;
  readonly text: string;
  readonly bytes: number;
}

export class Texts {
  readonly #folder: string;
  /** What is on no disk any more. */
  readonly #held = new Map<string, Held>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Ours to send. */
  async write(id: string, text: string): Promise<Root> {
    const folder = join(this.#folder, SENT, id);
    const path = join(folder, TEXT_NAME);
    try {
      await this.#make(folder);
      await writeOwnFile(path, text);
    } catch (error) {
      throw dataError(error, this.#folder);
    }
    return { name: TEXT_NAME, path };
  }

  /** Where one is received from that device; made as soon as it is accepted. */
  folderFor(deviceId: string, id: string): string {
    return join(this.#folder, deviceId, id);
  }

  /** Whether what is received there is a text. */
  isOne(folder: string): boolean {
    return dirname(dirname(folder)) === this.#folder;
  }

  /** For one that was accepted. */
  make(folder: string): Promise<void> {
    return this.#make(folder);
  }

  /** One that has come is nobody else's from then on. */
  keep(folder: string): Promise<void> {
    return chmod(join(folder, TEXT_NAME), OWNER_ONLY_FILE);
  }

  /** A private one that has come: nothing of it stays on the disk, and it ends with the program. */
  async hold(folder: string): Promise<void> {
    const [id, from] = [basename(folder), basename(dirname(folder))];
    const path = join(folder, TEXT_NAME);
    const bytes = await readFile(path);
    this.#held.set(id, { from, text: textOf(bytes), bytes: bytes.length });
    await rm(folder, { recursive: true, force: true });
    // Nor that its device has sent any, unless others of it are here.
    await rmdir(dirname(folder)).catch(() => undefined);
  }

  /** What there is still room for, of that device. */
  async roomFor(deviceId: string): Promise<number> {
    const folder = join(this.#folder, deviceId);
    let bytes = 0;
    for (const held of this.#held.values()) if (held.from === deviceId) bytes += held.bytes;
    for (const id of namesIn(folder)) bytes += await sizeOf(join(folder, id, TEXT_NAME));
    return Math.max(0, MOST_TEXTS_BYTES - bytes);
  }

  /** Null where there is none, or not yet; throws where it isn't text. */
  async read(id: string): Promise<string | null> {
    const held = this.#held.get(id);
    if (held !== undefined) return held.text;
    for (const from of namesIn(this.#folder)) {
      const path = join(this.#folder, from, id, TEXT_NAME);
      // Looked at first: nothing larger was ever taken.
      const size = await sizeOf(path);
      if (size > 0 && size <= MOST_TEXT_BYTES) return textOf(await readFile(path));
    }
    return null;
  }

  async remove(id: string): Promise<void> {
    this.#held.delete(id);
    // At once: whoever was told that it is gone can't read it any more.
    for (const from of namesIn(this.#folder)) rmSync(join(this.#folder, from, id), { recursive: true, force: true });
  }

  /** What no row tells of. */
  async tidy(isKept: (id: string) => boolean): Promise<void> {
    for (const from of namesIn(this.#folder)) {
      const folder = join(this.#folder, from);
      for (const id of namesIn(folder)) if (!isKept(id)) await rm(join(folder, id), { recursive: true, force: true });
    }
  }

  /** Each step of the way, so that all of it is only ours. */
  async #make(folder: string): Promise<void> {
    for (const each of [this.#folder, dirname(folder), folder]) await makeFolder(each);
  }
}

/** A mark at its beginning is a part of it. */
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.size ?? 0;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
