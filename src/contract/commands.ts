// What can be asked of the engine, by name: the schema of the input here, the type of the answer beside it, the handler
// in engine.ts. A command that lacks one of the three doesn't compile. Served alike by the window's bridge and the
// local socket.
import * as v from 'valibot';
import { DeviceId } from './devices.ts';
import type { DoctorReport } from './doctor.ts';
import type { ErrorInfo, Outcome } from './errors.ts';
import type { GuestComparison } from './nearby.ts';
import { NETWORK_TRUSTS } from './networks.ts';
import { PageHow, PageId } from './pages.ts';
import type { KnownSettings } from './settings.ts';
import { DeviceName, SETTING_KEYS, SettingsPatch } from './settings.ts';
import type { Snapshot } from './state.ts';
import type { OfferedItems, Thumbnail, TransferFile } from './transfers.ts';
import { GuestPin, OwnLimit, SentText, Target, TransferId } from './transfers.ts';

export const NoInput = v.optional(v.undefined());

const PairingId = v.pipe(v.string(), v.maxLength(64));
/** Entries of an offer's list, from one on. */
const EntryRange = v.strictObject({
  first: v.pipe(v.number(), v.integer(), v.minValue(0)),
  count: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
const LocalPath = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));

/** Where a command gives content to the engine or takes it: a local socket of its own, and what to say there first. */
const ContentPlace = v.strictObject({ path: LocalPath, token: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) });
export type ContentPlace = Readonly<v.InferOutput<typeof ContentPlace>>;

/** One that a file can have anywhere. */
const StreamName = v.pipe(
  v.string(),
  v.maxBytes(255),
  v.check((name) => name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name) && name.isWellFormed()),
);
export const isFileName = (name: string): boolean => v.is(StreamName, name);

/** The inputs, checked at the engine's door whoever asks. */
export const ENGINE_COMMANDS = {
  /** The whole state, with the number of the last patch in it. */
  'state.snapshot': NoInput,
  'settings.get': NoInput,
  'settings.set': SettingsPatch,
  /** Back to the default; for the device's name, which has none, a new one by lot. */
  'settings.reset': v.strictObject({ key: v.picklist(SETTING_KEYS) }),
  /**
   * Reads anew what somebody has edited: the settings, the paired devices, what was said of networks; and looks at those.
   * A file that isn't as it should be changes nothing.
   */
  'settings.reload': NoInput,
  /** Visible to everyone for ten minutes, whatever the setting says. */
  'visibility.everyone': NoInput,
  /** Nothing moves, and nobody sees this device, for so long, also beyond the end of the program; null: no more. */
  'visibility.pause': v.strictObject({
    minutes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(24 * 60))),
  }),
  /** A shell says whether its window is open: by default everyone may see this device just that long. */
  'visibility.attended': v.strictObject({ isOpen: v.boolean() }),
  /** What this person calls a paired device; null for what it called itself. The other device hears nothing of it. */
  'device.rename': v.strictObject({ id: DeviceId, name: v.nullable(DeviceName) }),
  /** Unpairs it, here and at once; a code is needed to pair again. */
  'device.forget': v.strictObject({ id: DeviceId }),
  /**
   * What a paired device sends is taken without asking, or not any more: into this folder, with null the usual one, and
   * without `into` where it went before.
   */
  'device.accept': v.strictObject({ id: DeviceId, isAlways: v.boolean(), into: v.optional(v.nullable(LocalPath)) }),
  /** Calls a paired device to compare pictures. */
  'device.compare': v.strictObject({ id: DeviceId }),
  /** A guest that is near: what its own app shows as well, for two people to compare. */
  'guest.compare': v.strictObject({ id: DeviceId }),
  /** It was the same on both. */
  'guest.pair': v.strictObject({ id: DeviceId }),
  /** New keys for this device. Every device is forgotten, and takes this one for a stranger. */
  'identity.reset': NoInput,
  /** What others can know this device's key by, as `fingerprint` of theirs. */
  'self.key': NoInput,
  /** Opens this device to others: on that port and address alone, or as usual. Again where it is open: nothing changes. */
  'network.open': v.strictObject({
    port: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
    address: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  }),
  /**
   * Looks for other devices, on all networks that are on or by that address's alone. To those that have Ferry nothing is
   * opened. Guests say who they are to whoever they can call: unless Ferry alone is looked for, those that may see this
   * device can, for as long as who has asked is there.
   */
  'network.look': v.strictObject({
    address: v.nullable(v.pipe(v.string(), v.maxLength(64))),
    isForFerryAlone: v.optional(v.boolean()),
  }),
  /** Who was looked for is found, and no guest: those can't call any more. */
  'network.ignoreGuests': NoInput,
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
  /** Where what comes goes, unless somebody says otherwise for it; and what keeps anything from being received there. */
  'receive.folder': NoInput,
  /**
   * Offers are taken, into this folder or the usual one, from everyone who is let in; null stops that. Everyone may see
   * this device for ten minutes then. `forOutput`: one of them is to be handed on to a command. A shell that stays says
   * `isStanding`: nobody is made to see it by that, and it holds until the engine stops, whatever others ask for meanwhile
   * and stop again.
   */
  'receive.offers': v.nullable(
    v.strictObject({
      into: v.nullable(LocalPath),
      isStanding: v.optional(v.boolean()),
      forOutput: v.optional(v.boolean()),
    }),
  ),
  /**
   * Sends files and folders: to a device, or without `to` to whoever types the code that this shows. An unfinished
   * transfer of the same to the same goes on instead. With `waits`, one to a paired device that is away stays queued
   * until it appears.
   */
  'transfer.send': v.strictObject({
    paths: v.pipe(v.array(LocalPath), v.minLength(1), v.maxLength(100_000)),
    to: v.nullable(Target),
    waits: v.optional(v.boolean()),
    limit: v.optional(OwnLimit),
  }),
  'text.send': v.strictObject({
    text: SentText,
    to: v.nullable(Target),
    isPrivate: v.boolean(),
    waits: v.optional(v.boolean()),
    limit: v.optional(OwnLimit),
  }),
  /** Sends what a command gives, as one file of that name. */
  'stream.send': v.strictObject({
    content: ContentPlace,
    name: StreamName,
    to: v.nullable(Target),
    limit: v.optional(OwnLimit),
  }),
  /** The text of a transfer, sent or received. */
  'text.read': v.strictObject({ id: TransferId }),
  /** Goes on with all that its person hasn't paused: what an app does at its start. */
  'transfers.goOn': NoInput,
  /** What an offer that waits for its answer consists of. */
  'transfer.offered': v.strictObject({ id: TransferId }),
  'transfer.thumbnails': v.strictObject({ id: TransferId }),
  /** Some files of a transfer, in the order of its list. */
  'transfer.files': v.strictObject({
    id: TransferId,
    first: v.pipe(v.number(), v.integer(), v.minValue(0)),
    count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
  }),
  /** Calls a device that waits with a code, or that has something unfinished for us; into this folder or the usual one. */
  'transfer.fetch': v.strictObject({
    from: Target,
    into: v.nullable(LocalPath),
    forOutput: v.optional(v.boolean()),
  }),
  /**
   * `only`: these entries of the list and no others. `into`: elsewhere this time. `output`: the one file that it is, to a
   * command instead of a folder. `isUnasked`: nobody was asked, because its device is always accepted. `isUnattended`: by
   * a rule, which is not to be followed where somebody receives here, or has fetched it. `isUnable`, of a no: it was to be
   * taken, and couldn't be, and its sender hears why.
   */
  'transfer.answer': v.strictObject({
    id: TransferId,
    accept: v.boolean(),
    only: v.optional(v.pipe(v.array(EntryRange), v.minLength(1), v.maxLength(10_000))),
    into: v.optional(LocalPath),
    output: v.optional(ContentPlace),
    isUnasked: v.optional(v.boolean()),
    isUnattended: v.optional(v.boolean()),
    isUnable: v.optional(v.boolean()),
  }),
  /** What is asked for in the stage `waitingForPin`: goes to that device and no further. Whether it is right, the row says. */
  'transfer.pin': v.strictObject({ id: TransferId, pin: GuestPin }),
  /** How fast it may go from now on, until it is stopped or this program is. */
  'transfer.limit': v.strictObject({ id: TransferId, limit: OwnLimit }),
  /** Stops it here, so that it can be resumed; `forNow`: until the program is started anew, and not as its person's pause. */
  'transfer.stop': v.strictObject({ id: TransferId, forNow: v.optional(v.boolean()) }),
  /** Goes on with one that was stopped, or that a former run left. */
  'transfer.resume': v.strictObject({ id: TransferId }),
  /** Ends it on both sides; what has come whole stays, what is half here goes. */
  'transfer.discard': v.strictObject({ id: TransferId }),
  /** Sends the same once more to the same device; what is there already isn't sent. */
  'transfer.again': v.strictObject({ id: TransferId }),
  /** Where what has come lies, or what was sent did. */
  'transfer.place': v.strictObject({ id: TransferId }),
  /** Takes one that is over out of the list. */
  'transfer.forget': v.strictObject({ id: TransferId }),
  'history.clear': NoInput,
  /** Shows a code once more for what waits for whoever types it: the sheet was left, or another took its place. */
  'transfer.showCode': v.strictObject({ id: TransferId }),
  /** Opens the sheet: shows a code to whoever calls, to pair with. */
  'pairing.show': NoInput,
  /** Calls a device to pair with; its code is asked for. */
  'pairing.dial': v.strictObject({ to: Target }),
  /** Another code in place of the one that is shown. */
  'pairing.renew': v.strictObject({ id: PairingId }),
  /** Our person lets the code be shown to the device that asks. */
  'pairing.allow': v.strictObject({ id: PairingId }),
  /** What was typed, as it was typed; or the text of the QR that the other device shows beside its code. */
  'pairing.type': v.strictObject({ id: PairingId, code: v.pipe(v.string(), v.maxLength(1024)) }),
  /** Our person chose Pair. */
  'pairing.keep': v.strictObject({ id: PairingId }),
  /** `isUnattended`: by a rule, which is not to be followed where somebody receives here. */
  'pairing.end': v.strictObject({ id: PairingId, isUnattended: v.optional(v.boolean()) }),
  /** Like `end`, and that device isn't heard any more while this program runs. */
  'pairing.block': v.strictObject({ id: PairingId }),
  /** Whether the pictures are the same on both screens. */
  'pairing.compared': v.strictObject({ id: PairingId, isSame: v.boolean() }),
  /** A page for devices without any app, to whoever has its link: to download these files and folders, or to upload. */
  'page.share': v.strictObject({
    paths: v.pipe(v.array(LocalPath), v.minLength(1), v.maxLength(10_000)),
    ...PageHow.entries,
  }),
  'page.receive': PageHow,
  /** Nobody is let in any more, and what is under way there ends. */
  'page.stop': v.strictObject({ id: PageId }),
  /** "Can't see a device?": looks for a few seconds. */
  'doctor.run': NoInput,
  'notice.dismiss': v.strictObject({ id: v.pipe(v.string(), v.maxLength(64)) }),
} as const satisfies Record<string, v.GenericSchema>;

export type EngineCommand = keyof typeof ENGINE_COMMANDS;

interface EngineAnswers {
  'state.snapshot': Snapshot;
  'settings.get': KnownSettings;
  'settings.set': undefined;
  'settings.reset': undefined;
  'settings.reload': undefined;
  'visibility.everyone': undefined;
  'visibility.pause': undefined;
  'visibility.attended': undefined;
  'device.rename': undefined;
  'device.forget': undefined;
  'device.accept': undefined;
  'device.compare': { readonly id: string };
  'guest.compare': GuestComparison;
  'guest.pair': undefined;
  'identity.reset': undefined;
  'self.key': { readonly fingerprint: string };
  /** `address` is the one that this device listens on alone; null where it is every one of the computer's. */
  'network.open': { readonly port: number; readonly isAgreedPort: boolean; readonly address: string | null };
  'network.look': undefined;
  'network.ignoreGuests': undefined;
  /** False: for as long as the engine runs and the computer stays there, since that network can't be known again. */
  'network.choose': { readonly isKept: boolean };
  'nearby.add': { readonly id: DeviceId };
  /** `link` is null where this device isn't open to others. */
  'self.ways': { readonly addresses: readonly string[]; readonly link: string | null };
  'receive.folder': { readonly path: string; readonly trouble: ErrorInfo | null };
  /** The number of who receives for a while: `ShownTransfer.receiver` of what is offered to them. */
  'receive.offers': { readonly receiver: number | null };
  'transfer.send': { readonly id: TransferId };
  'text.send': { readonly id: TransferId };
  'stream.send': { readonly id: TransferId };
  'text.read': { readonly text: string };
  'transfers.goOn': undefined;
  'transfer.offered': OfferedItems;
  'transfer.thumbnails': readonly Thumbnail[];
  'transfer.files': { readonly files: readonly TransferFile[]; readonly total: number };
  /** What goes on without a code, or else the pairing that asks for one. */
  'transfer.fetch': {
    readonly resumed: readonly TransferId[];
    readonly pairing: string | null;
    /** `ShownTransfer.receiver` of what is offered then. */
    readonly receiver: number;
  };
  'transfer.answer': undefined;
  'transfer.pin': undefined;
  'transfer.limit': undefined;
  'transfer.stop': undefined;
  'transfer.resume': undefined;
  'transfer.discard': undefined;
  'transfer.again': { readonly id: TransferId };
  'transfer.place': { readonly path: string };
  'transfer.forget': undefined;
  'history.clear': undefined;
  'transfer.showCode': undefined;
  'pairing.show': { readonly id: string };
  'pairing.dial': { readonly id: string };
  'pairing.renew': undefined;
  'pairing.allow': undefined;
  'pairing.type': undefined;
  'pairing.keep': undefined;
  'pairing.end': undefined;
  'pairing.block': undefined;
  'pairing.compared': undefined;
  /** The rest of it stands in its row. */
  'page.share': { readonly id: string; readonly links: readonly string[] };
  'page.receive': { readonly id: string; readonly links: readonly string[] };
  'page.stop': undefined;
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
