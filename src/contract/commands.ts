// What can be asked of the engine, by name: the schema of the input here, the type of the answer beside it, the handler
// in engine.ts. A command that lacks one of the three doesn't compile. Served alike by the window's bridge and the
// local socket.
import * as v from 'valibot';
import { DeviceId } from './devices.ts';
import type { Outcome } from './errors.ts';
import type { Settings } from './settings.ts';
import { DeviceName, SETTING_KEYS, SettingsPatch } from './settings.ts';
import type { Snapshot } from './state.ts';

export const NoInput = v.optional(v.undefined());

/** The inputs, checked at the engine's door whoever asks. */
export const ENGINE_COMMANDS = {
  /** The whole state, with the number of the last patch in it. */
  'state.snapshot': NoInput,
  'settings.get': NoInput,
  'settings.set': SettingsPatch,
  /** Back to the default; for the device's name, which has none, a new one by lot. */
  'settings.reset': v.strictObject({ key: v.picklist(SETTING_KEYS) }),
  /** Visible to everyone for ten minutes, whatever the setting says. */
  'visibility.everyone': NoInput,
  /** A shell says whether its window is open: by default everyone may see this device just that long. */
  'visibility.attended': v.strictObject({ isOpen: v.boolean() }),
  /** What this person calls a paired device; null for what it called itself. The other device hears nothing of it. */
  'device.rename': v.strictObject({ id: DeviceId, name: v.nullable(DeviceName) }),
  /** Unpairs it, here and at once; a code is needed to pair again. */
  'device.forget': v.strictObject({ id: DeviceId }),
  /** New keys for this device. Every device is forgotten, and takes this one for a stranger. */
  'identity.reset': NoInput,
  'notice.dismiss': v.strictObject({ id: v.pipe(v.string(), v.maxLength(64)) }),
} as const satisfies Record<string, v.GenericSchema>;

export type EngineCommand = keyof typeof ENGINE_COMMANDS;

interface EngineAnswers {
  'state.snapshot': Snapshot;
  'settings.get': Settings;
  'settings.set': undefined;
  'settings.reset': undefined;
  'visibility.everyone': undefined;
  'visibility.attended': undefined;
  'device.rename': undefined;
  'device.forget': undefined;
  'identity.reset': undefined;
  'notice.dismiss': undefined;
}

export type EngineInput<C extends EngineCommand> = v.InferOutput<(typeof ENGINE_COMMANDS)[C]>;
export type EngineAnswer<C extends EngineCommand> = EngineAnswers[C];

/** Asks the engine; the same on the engine itself, on the local socket and (for fewer commands) in the window. */
export type Invoke = <C extends EngineCommand>(
  command: C,
  ...input: Arguments<EngineInput<C>>
) => Promise<Outcome<EngineAnswer<C>>>;

/** No argument where a command takes none. */
export type Arguments<I> = undefined extends I ? [] : [input: I];
