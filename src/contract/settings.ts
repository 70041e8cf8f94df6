// What a person can choose, with its default and its check. Kept in settings.json of the data folder; every surface
// (window, tray, command line) changes it by the one command `settings.set`.
import * as v from 'valibot';
import { hasUnshowable } from '../base/text.ts';

export const LANGUAGES = ['system', 'en', 'de', 'he'] as const;
export const APPEARANCES = ['system', 'light', 'dark'] as const;
/** Who finds this device while nobody asked for "everyone for 10 minutes". */
export const VISIBILITIES = ['whileOpen', 'paired', 'nobody'] as const;
/** What closing the window does: not asked yet, go on receiving, or quit. */
export const WHEN_CLOSED = ['ask', 'keep', 'quit'] as const;

export const MAX_NAME_LENGTH = 64;

/** Slower than this, nothing would ever end. */
export const BytesPerSecond = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(16 * 1024),
  v.maxValue(Number.MAX_SAFE_INTEGER),
);
const Limit = v.nullable(BytesPerSecond);

/** A name other people read: short, in one line, with nothing hidden in it. */
export const DeviceName = v.pipe(
  v.string(),
  v.transform((name) => name.normalize('NFC').trim()),
  v.minLength(1),
  v.check((name) => Array.from(name).length <= MAX_NAME_LENGTH),
  v.check((name) => !hasUnshowable(name)),
);

const PIN_LENGTH = { least: 4, most: 32 } as const;

/** Typed on another device as it was chosen: nothing in it that can't be seen. */
export const LocalSendPin = v.pipe(
  v.string(),
  v.transform((pin) => pin.normalize('NFC')),
  v.check((pin) => !hasUnshowable(pin) && !/\s/.test(pin)),
  v.check((pin) => {
    const { length } = Array.from(pin);
    return length >= PIN_LENGTH.least && length <= PIN_LENGTH.most;
  }),
);

const checks = {
  /** What other people see. Drawn by lot at the first start, so that nobody's own name gets out unasked. */
  deviceName: DeviceName,
  /** An absolute path, or null for the system's Downloads folder. */
  receiveFolder: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))),
  visibility: v.picklist(VISIBILITIES),
  language: v.picklist(LANGUAGES),
  appearance: v.picklist(APPEARANCES),
  startWithComputer: v.boolean(),
  whenClosed: v.picklist(WHEN_CLOSED),
  /** This device's key is wrapped by the system's key store, which only the app can ask. */
  protectIdentity: v.boolean(),
  /** What this device sends, and what it receives, all transfers together; null for as fast as it goes. */
  sendLimit: Limit,
  receiveLimit: Limit,
  /** So much a day is taken without asking from a device that is always accepted. */
  unaskedDailyBytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER)),
  /** Transfers that are over stay in the list beyond the end of the program. */
  keepHistory: v.boolean(),
  /** Devices that have LocalSend and no Ferry see this one, and it sees them. */
  localSend: v.boolean(),
  /** Where they come to; where another program has it, a free one is taken. */
  localSendPort: v.pipe(v.number(), v.integer(), v.minValue(1024), v.maxValue(65_535)),
  /** By which they hear of each other: an address of IPv4 that a whole network listens to. */
  localSendGroup: v.pipe(v.string(), v.ipv4(), v.regex(/^(22[4-9]|23\d)\./)),
  /** What whoever offers something by it has to type first; null for nothing. It goes to no shell. */
  localSendPin: v.nullable(LocalSendPin),
  /** The first-run card was answered. */
  welcomed: v.boolean(),
};

export const Settings = v.object(checks);
export type Settings = Readonly<v.InferOutput<typeof Settings>>;
export type SettingKey = keyof Settings;

/** As whoever changes them may know them. */
export type KnownSettings = Omit<Settings, 'localSendPin'> & { readonly hasLocalSendPin: boolean };
export const withoutSecrets = ({ localSendPin, ...rest }: Settings): KnownSettings => ({
  ...rest,
  hasLocalSendPin: localSendPin !== null,
});

export const DEFAULT_SETTINGS: Settings = {
  // None yet: the engine draws one at the first start.
  deviceName: '',
  receiveFolder: null,
  visibility: 'whileOpen',
  language: 'system',
  appearance: 'system',
  startWithComputer: false,
  whenClosed: 'ask',
  protectIdentity: false,
  sendLimit: null,
  receiveLimit: null,
  unaskedDailyBytes: 20_000_000_000,
  keepHistory: true,
  localSend: true,
  localSendPort: 53_317,
  localSendGroup: '224.0.0.167',
  localSendPin: null,
  welcomed: false,
};

export const SETTING_KEYS = Object.keys(checks) as readonly SettingKey[];
export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(checks, key);
/** The check of one setting, for a reader that must say which value is wrong. */
export const settingSchema = (key: SettingKey): v.GenericSchema => checks[key];

export const isSettingValue = (key: SettingKey, value: unknown): boolean => v.is(checks[key], value);

/** Some settings with new values; a key that isn't a setting is refused, not dropped. */
export const SettingsPatch = v.partial(v.strictObject(checks));
export type SettingsPatch = Readonly<v.InferOutput<typeof SettingsPatch>>;

/** The same from the window, which neither sees nor sends a path; a PIN has a command of its own. */
export const WindowSettingsPatch = v.omit(SettingsPatch, ['receiveFolder', 'localSendPin']);
export type WindowSettingsPatch = Readonly<v.InferOutput<typeof WindowSettingsPatch>>;
