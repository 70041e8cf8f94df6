// settings.json: read with care, changed as a whole. A value that can't be read costs that value, never the others, and
// the file it stood in is kept.
import { access, constants, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import * as v from 'valibot';
import type { ErrorInfo } from '../contract/errors.ts';
import { errorInfo } from '../contract/errors.ts';
import type { SettingKey, Settings, SettingsPatch } from '../contract/settings.ts';
import { DEFAULT_SETTINGS, isSettingKey, SETTING_KEYS, settingSchema } from '../contract/settings.ts';
import { readOwnFile, setAside, writeOwnFile } from './disk/own-file.ts';
import { dataError, ferryError } from './errors.ts';

export interface SettingsFile {
  readonly current: Settings;
  /** What could not be read and was set back to its default. */
  readonly damage: ErrorInfo | null;
  /** Writes the file, then counts; a failed write leaves everything as it was. */
  set(patch: SettingsPatch): Promise<Settings>;
  /** When the changes under way are written, or have failed. */
  settled(): Promise<void>;
}

export async function openSettings(path: string, now: number): Promise<SettingsFile> {
  try {
    return await open(path, now);
  } catch (error) {
    throw dataError(error, path);
  }
}

async function open(path: string, now: number): Promise<SettingsFile> {
  const text = await readOwnFile(path);
  const { values, strangers, damagedKeys } = text === null ? NOTHING_READ : read(text);
  const damage =
    damagedKeys.length === 0
      ? null
      : errorInfo('settings.damaged', { keptAs: await setAside(path, now), keys: damagedKeys.join(', ') });

  let settings: Settings = { ...DEFAULT_SETTINGS, ...values };
  // What could be read is kept in a sound file at once, so that the same damage isn't found at every start.
  if (damage !== null) await write(settings);
  let lastWrite: Promise<unknown> = Promise.resolve();

  async function write(values: Settings): Promise<void> {
    await writeOwnFile(path, `${JSON.stringify({ ...strangers, ...notDefault(values) }, null, 2)}\n`);
  }

  async function set(patch: SettingsPatch): Promise<Settings> {
    await checkFolder(patch.receiveFolder ?? null);
    const next: Settings = { ...settings, ...withoutGaps(patch) };
    await write(next).catch((error) => {
      throw dataError(error, path);
    });
    settings = next;
    return settings;
  }

  return {
    get current() {
      return settings;
    },
    damage,
    set(patch) {
      // One after the other: each starts from what the one before it left.
      const write = lastWrite.then(() => set(patch));
      lastWrite = write.catch(() => undefined);
      return write;
    },
    settled: async () => void (await lastWrite),
  };
}

interface Read {
  readonly values: Partial<Settings>;
  /** Keys of a newer Ferry with the same format: kept as they are. */
  readonly strangers: Readonly<Record<string, unknown>>;
  readonly damagedKeys: readonly string[];
}

const NOTHING_READ: Read = { values: {}, strangers: {}, damagedKeys: [] };

function read(text: string): Read {
  const found = parseObject(text);
  if (found === null) return { ...NOTHING_READ, damagedKeys: SETTING_KEYS };
  const values: Partial<Record<SettingKey, unknown>> = {};
  const strangers: Record<string, unknown> = {};
  const damagedKeys: string[] = [];
  for (const [key, value] of Object.entries(found)) {
    if (!isSettingKey(key)) {
      strangers[key] = value;
      continue;
    }
    const checked = v.safeParse(settingSchema(key), value);
    if (checked.success) values[key] = checked.output;
    else damagedKeys.push(key);
  }
  // Each value has just passed its own key's schema.
  return { values: values as Partial<Settings>, strangers, damagedKeys };
}

function parseObject(text: string): object | null {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : null;
  } catch {
    // Not JSON: as damaged as JSON that isn't an object.
    return null;
  }
}

/** Received files must have somewhere to go before the setting says so. */
async function checkFolder(path: string | null): Promise<void> {
  if (path === null) return;
  const found = isAbsolute(path) ? await stat(path).catch(() => null) : null;
  if (!found?.isDirectory()) throw ferryError('settings.folder_missing', { path });
  await access(path, constants.W_OK | constants.X_OK).catch((error) => {
    throw ferryError('settings.folder_unwritable', { path }, error);
  });
}

/** A key that is there but undefined means "not changed". */
function withoutGaps(patch: SettingsPatch): Partial<Settings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

/** Only what was chosen is kept, so that a better default reaches whoever never chose. */
function notDefault(settings: Settings): Partial<Settings> {
  return Object.fromEntries(
    SETTING_KEYS.filter((key) => settings[key] !== DEFAULT_SETTINGS[key]).map((key) => [key, settings[key]]),
  );
}
