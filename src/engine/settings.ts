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
  /** As the file has them by now, written by somebody else. Throws where it isn't as it should be; then nothing changes. */
  reload(): Promise<Settings>;
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
  const { values, strangers: found, damagedKeys } = text === null ? NOTHING_READ : read(text);
  let strangers = found;
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

  async function reload(): Promise<Settings> {
    const now = await readOwnFile(path).catch((error) => {
      throw dataError(error, path);
    });
    const { values: fresh, strangers: others, damagedKeys: wrong } = now === null ? ALL_DAMAGED : read(now);
    if (wrong.length > 0)
      throw ferryError('settings.not_read', { path, keys: wrong === SETTING_KEYS ? '' : wrong.join(', ') });
    // What was there when it was chosen may be on a drive that was taken out: only a new folder must be there now.
    if (fresh.receiveFolder !== settings.receiveFolder) await checkFolder(fresh.receiveFolder ?? null);
    // A name can't be missing, and how the key lies is said by its own file: a command changes both at once.
    const { deviceName, protectIdentity } = settings;
    settings = { ...DEFAULT_SETTINGS, deviceName, ...fresh, protectIdentity };
    strangers = others;
    return settings;
  }

  /** One after the other: each starts from what the one before it left. */
  function inTurn(work: () => Promise<Settings>): Promise<Settings> {
    const done = lastWrite.then(work);
    lastWrite = done.catch(() => undefined);
    return done;
  }

  return {
    get current() {
      return settings;
    },
    damage,
    set: (patch) => inTurn(() => set(patch)),
    reload: () => inTurn(reload),
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
const ALL_DAMAGED: Read = { ...NOTHING_READ, damagedKeys: SETTING_KEYS };

function read(text: string): Read {
  const found = parseObject(text);
  if (found === null) return ALL_DAMAGED;
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
