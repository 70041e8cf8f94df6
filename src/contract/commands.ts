// What can be asked of the engine, by name: the schema of the input here, the type of the answer beside it, the handler
// in engine.ts. A command that lacks one of the three doesn't compile. Served alike by the window's bridge and the
// local socket.
import * as v from 'valibot';
import { DeviceId } from './devices.ts';
import type { DoctorReport } from './doctor.ts';
import type { Outcome } from './errors.ts';
import { NETWORK_TRUSTS } from './networks.ts';
import type { Settings } from './settings.ts';
import { DeviceName, SETTING_KEYS, SettingsPatch } from './settings.ts';
import type { Snapshot } from './state.ts';
import { Target, TransferId } from './transfers.ts';

export const NoInput = v.optional(v.undefined());

const PairingId = v.pipe(v.string(), v.maxLength(64));
const LocalPath = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));

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
  /** Opens this device to others: on that port and address alone, or as usual. Again where it is open: nothing changes. */
  'network.open': v.strictObject({
    port: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
    address: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  }),
  /** Looks for other devices, on all networks that are on or by that address's alone; opens nothing to them. */
  'network.look': v.strictObject({ address: v.nullable(v.pipe(v.string(), v.maxLength(64))) }),
  /** What this person says of a network, by the way there. */
  'network.choose': v.strictObject({
    via: v.pipe(v.string(), v.maxLength(256)),
    trust: v.optional(v.picklist(NETWORK_TRUSTS)),
    isOn: v.optional(v.boolean()),
  }),
  /**
   * Another way to a device than to hear it: an address as it is typed, a `ferry:` link, or what a QR says. It is called,
   * and stands among those that are near from then on.
   */
  'nearby.add': v.strictObject({ text: v.pipe(v.string(), v.minLength(1), v.maxLength(2048)) }),
  /** How others get here where they don't hear this device; nothing of it is secret. */
  'self.ways': NoInput,
  /** Offers are taken, into this folder or the usual one, from everyone who is let in; null stops that. */
  'receive.offers': v.nullable(v.strictObject({ into: v.nullable(LocalPath) })),
  /**
   * Sends files and folders: to a device, or without `to` to whoever types the code that this shows. An unfinished
   * transfer of the same to the same goes on instead.
   */
  'transfer.send': v.strictObject({
    paths: v.pipe(v.array(LocalPath), v.minLength(1), v.maxLength(100_000)),
    to: v.nullable(Target),
  }),
  /** Calls a device that waits with a code, or that has something unfinished for us; into this folder or the usual one. */
  'transfer.fetch': v.strictObject({ from: Target, into: v.nullable(LocalPath) }),
  'transfer.answer': v.strictObject({ id: TransferId, accept: v.boolean() }),
  /** Stops it here, so that it can be resumed. */
  'transfer.stop': v.strictObject({ id: TransferId }),
  /** Goes on with one that was stopped, or that a former run left. */
  'transfer.resume': v.strictObject({ id: TransferId }),
  /** Ends it on both sides; what has come whole stays, what is half here goes. */
  'transfer.discard': v.strictObject({ id: TransferId }),
  /** Opens the sheet: shows a code to whoever calls, to pair with. */
  'pairing.show': NoInput,
  /** Calls a device to pair with; its code is asked for. */
  'pairing.dial': v.strictObject({ to: Target }),
  /** Our person lets the code be shown to the device that asks. */
  'pairing.allow': v.strictObject({ id: PairingId }),
  /** What was typed, as it was typed. */
  'pairing.type': v.strictObject({ id: PairingId, code: v.pipe(v.string(), v.maxLength(64)) }),
  /** Our person chose Pair. */
  'pairing.keep': v.strictObject({ id: PairingId }),
  'pairing.end': v.strictObject({ id: PairingId }),
  /** "Can't see a device?": looks for a few seconds. */
  'doctor.run': NoInput,
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
  /** `address` is the one that this device listens on alone; null where it is every one of the computer's. */
  'network.open': { readonly port: number; readonly isAgreedPort: boolean; readonly address: string | null };
  'network.look': undefined;
  /** Kept, or else for as long as the engine runs and the computer stays there: it can't be known again. */
  /** False: for as long as this program runs, and this computer is there. */
  'network.choose': { readonly isKept: boolean };
  'nearby.add': { readonly id: DeviceId };
  /** `link` is null where this device isn't open to others. */
  'self.ways': { readonly addresses: readonly string[]; readonly link: string | null };
  'receive.offers': undefined;
  'transfer.send': { readonly id: TransferId };
  /** What goes on without a code, or else the pairing that asks for one. */
  'transfer.fetch': { readonly resumed: readonly TransferId[]; readonly pairing: string | null };
  'transfer.answer': undefined;
  'transfer.stop': undefined;
  'transfer.resume': undefined;
  'transfer.discard': undefined;
  'pairing.show': { readonly id: string };
  'pairing.dial': { readonly id: string };
  'pairing.allow': undefined;
  'pairing.type': undefined;
  'pairing.keep': undefined;
  'pairing.end': undefined;
  'doctor.run': DoctorReport;
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
