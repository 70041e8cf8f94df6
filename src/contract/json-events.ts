// The lines of `ferry --json`: a promise to scripts, so they are schemas. Each line is one object,
// `{"v":1,"event":…,"at":…,…}`. Events and fields are added, never renamed or removed. Whoever reads them skips events
// and fields that it doesn't know. Names, paths and messages are as they came from outside: escape what is shown.
import * as v from 'valibot';
import { DEVICE_KINDS, DeviceId } from './devices.ts';
import { CHECKS, DOCTOR_ACTIONS, FINDING_STATES } from './doctor.ts';
import { NAME_MARKS } from './nearby.ts';
import { NETWORK_TRUSTS } from './networks.ts';
import { PageId } from './pages.ts';
import { FILE_REASONS, FILE_STATES, TRANSFER_STAGES, TransferId } from './transfers.ts';
import { VIAS } from './vias.ts';

const base = { v: v.literal(1), at: v.pipe(v.string(), v.isoTimestamp()) };

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const details = v.record(v.string(), v.union([v.string(), v.number()]));
const trouble = { code: v.string(), details };

/** Which transfer it is about: the same id on both devices, and for as long as it takes, resumed or not. */
const ofTransfer = { transferId: TransferId };
/** The other device: what it calls itself, or what this person calls it. */
const ofDevice = { device: v.string(), deviceId: DeviceId, isPaired: v.boolean() };

/**
 * Only of a device that has no Ferry, and of what goes by another product's protocol, which proves nobody. `isPlain`: it
 * isn't even encrypted.
 */
const byWay = { via: v.exactOptional(v.picklist(VIAS)), isPlain: v.exactOptional(v.literal(true)) };

export const JsonEvent = v.variant('event', [
  v.object({ ...base, event: v.literal('version'), version: v.string() }),
  /** Of a secret, `value` says whether there is one. */
  v.object({
    ...base,
    event: v.literal('setting'),
    key: v.string(),
    value: v.union([v.string(), v.number(), v.boolean(), v.null()]),
  }),
  /** It failed, or for the transfer that is named: that one did. */
  v.object({ ...base, ...trouble, event: v.literal('error'), transferId: v.optional(TransferId) }),
  /** It goes on, and this is worth knowing: a code that was wrong, settings that could not be read. */
  v.object({ ...base, ...trouble, event: v.literal('notice'), transferId: v.optional(TransferId) }),

  /** This device can be reached: on which port, and what it is called. */
  v.object({
    ...base,
    event: v.literal('ready'),
    port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
    id: DeviceId,
    name: v.string(),
  }),
  /**
   * A code is shown here: six digits to type on the other device, or the text `qr` in their stead. `device` is null
   * where nobody has come yet; `transferId` is there where the code is for a transfer of this command.
   */
  v.object({
    ...base,
    event: v.literal('code'),
    code: v.pipe(v.string(), v.regex(/^\d{6}$/)),
    qr: v.nullable(v.string()),
    device: v.nullable(v.string()),
    transferId: v.optional(TransferId),
  }),
  /**
   * A page for browsers is there: its links, the likeliest first, each a secret. It ends at `until` (milliseconds since
   * 1970) unless it is used. `isPlain`: it isn't encrypted.
   */
  v.object({
    ...base,
    event: v.literal('page'),
    pageId: PageId,
    kind: v.picklist(['share', 'receive']),
    links: v.array(v.string()),
    pin: v.nullable(v.pipe(v.string(), v.regex(/^\d{6}$/))),
    isPlain: v.boolean(),
    until: v.number(),
    files: count,
    folders: count,
    bytes: count,
    skipped: count,
  }),
  /** So often a file of it, or all together, was fetched to its end. */
  v.object({ ...base, event: v.literal('downloaded'), pageId: PageId, count }),
  /** Nobody is let in there any more. */
  v.object({ ...base, event: v.literal('pageOver'), pageId: PageId }),
  /**
   * A device wants a code. `type`: the one that it shows is read from standard input now. `show`: it hopes that one is
   * shown to it here, which takes a person at a terminal. `compare`: pictures, which takes one, too.
   */
  v.object({
    ...base,
    event: v.literal('asked'),
    wants: v.picklist(['type', 'show', 'compare']),
    device: v.nullable(v.string()),
  }),
  /**
   * What `send --dry-run` would send, and to whom: names and addresses, none where a code would be shown. So many would be
   * left out; `leftOut` says why, for the first hundred.
   */
  v.object({
    ...base,
    event: v.literal('plan'),
    to: v.array(v.string()),
    content: v.picklist(['files', 'text']),
    names: v.array(v.string()),
    files: count,
    folders: count,
    bytes: count,
    skipped: count,
  }),
  v.object({
    ...base,
    event: v.literal('leftOut'),
    path: v.string(),
    reason: v.nullable(v.picklist(FILE_REASONS)),
  }),
  /** A device wants to send. `names` are the first ones; `hasActiveTypes`: programs or scripts are among them. */
  v.object({
    ...base,
    ...ofTransfer,
    ...ofDevice,
    ...byWay,
    event: v.literal('offer'),
    files: count,
    folders: count,
    bytes: count,
    names: v.array(v.string()),
    hasActiveTypes: v.boolean(),
    content: v.picklist(['files', 'text']),
    /** Its size isn't known before its end. */
    isStream: v.exactOptional(v.literal(true)),
  }),
  /**
   * `ferry serve` only: so much more came of that device, within a minute, as was declined or came to nothing, and has no
   * events of its own. Null: of those that aren't paired.
   */
  v.object({ ...base, event: v.literal('more'), device: v.nullable(v.string()), count }),
  /** The offer was declined here. On the device that offered, it is an `error`. */
  v.object({ ...base, ...ofTransfer, event: v.literal('declined') }),
  /** At most twice a second, and not with --quiet. The last one before `done` may lack some. */
  v.object({
    ...base,
    ...ofTransfer,
    event: v.literal('progress'),
    filesDone: count,
    files: count,
    bytesDone: count,
    bytes: count,
    bytesPerSecond: v.nullable(v.pipe(v.number(), v.minValue(0))),
    /** Null in the first seconds, and while nothing moves. */
    secondsLeft: v.nullable(v.pipe(v.number(), v.minValue(0))),
  }),
  /** Its device is away: it begins by itself when that appears, for as long as Ferry runs. */
  v.object({ ...base, ...ofTransfer, event: v.literal('queued'), device: v.string() }),
  /** Who this device is to others, from now on: its id, its name, and the code of its key. */
  v.object({ ...base, event: v.literal('identity'), id: DeviceId, name: v.string(), fingerprint: v.string() }),
  /** What a text says: one that came, or one that was asked for. */
  v.object({ ...base, ...ofTransfer, event: v.literal('text'), device: v.nullable(v.string()), text: v.string() }),
  /** The connection was lost; it goes on by itself when the device is back. */
  v.object({ ...base, ...ofTransfer, event: v.literal('away'), code: v.nullable(v.string()), details }),
  /** Something is in the way here or there; it goes on by itself when that has gone. */
  v.object({ ...base, ...ofTransfer, event: v.literal('paused'), code: v.nullable(v.string()), details }),
  /** It goes on after `away` or `paused`. */
  v.object({ ...base, ...ofTransfer, event: v.literal('resumed') }),
  /** A file that isn't there; before `done`, for the first hundred. */
  v.object({
    ...base,
    ...ofTransfer,
    event: v.literal('skipped'),
    path: v.string(),
    reason: v.nullable(v.picklist(FILE_REASONS)),
  }),
  /** A file that came under another name. */
  v.object({ ...base, ...ofTransfer, event: v.literal('renamed'), path: v.string(), newName: v.nullable(v.string()) }),
  /** `files` and `bytes` are of the whole transfer; the others say how many of those files; but `notWanted` were left out. */
  v.object({
    ...base,
    ...ofTransfer,
    event: v.literal('done'),
    files: count,
    skipped: count,
    alreadyThere: count,
    bytes: count,
    notWanted: count,
  }),
  /** It was stopped, and can be resumed. */
  v.object({ ...base, ...ofTransfer, event: v.literal('stopped') }),
  /** It was ended for good without having failed: discarded here, or taken back there. */
  v.object({ ...base, ...ofTransfer, event: v.literal('canceled') }),

  /**
   * One line of `ferry devices`. `isPaired` is false where only this side has chosen it, and of a device that is near and
   * not known, which has no fingerprint here. `mark`: its name could be taken for another device's. `waitsWithCode`:
   * something is there for whoever types the code that it shows.
   */
  v.object({
    ...base,
    ...byWay,
    event: v.literal('device'),
    id: DeviceId,
    name: v.string(),
    isPaired: v.boolean(),
    kind: v.picklist(DEVICE_KINDS),
    fingerprint: v.nullable(v.string()),
    pairedAt: v.nullable(v.number()),
    isHere: v.boolean(),
    lastHereAt: v.nullable(v.number()),
    mark: v.picklist(NAME_MARKS),
    needsUpdate: v.boolean(),
    isAlwaysAccepted: v.boolean(),
    waitsWithCode: v.boolean(),
    comparedAt: v.nullable(v.number()),
  }),
  /** One line of `ferry networks`. `trust` is null where nobody has said anything of it, and it counts as public. */
  v.object({
    ...base,
    event: v.literal('network'),
    id: v.string(),
    via: v.string(),
    isVirtual: v.boolean(),
    isOn: v.boolean(),
    trust: v.nullable(v.picklist(NETWORK_TRUSTS)),
    addresses: v.array(v.string()),
  }),
  /** One line of `ferry transfers`. */
  v.object({
    ...base,
    ...ofTransfer,
    ...byWay,
    event: v.literal('transfer'),
    direction: v.picklist(['send', 'receive']),
    device: v.nullable(v.string()),
    stage: v.picklist(TRANSFER_STAGES),
    names: v.array(v.string()),
    filesDone: count,
    files: count,
    bytesDone: count,
    bytes: count,
  }),
  /** One line of `ferry history`; `code` is why it ended, where that needs a reason. */
  v.object({
    ...base,
    ...ofTransfer,
    ...byWay,
    event: v.literal('history'),
    direction: v.picklist(['send', 'receive']),
    device: v.nullable(v.string()),
    content: v.picklist(['files', 'text']),
    stage: v.picklist(TRANSFER_STAGES),
    names: v.array(v.string()),
    files: count,
    bytes: count,
    skipped: count,
    notWanted: count,
    startedAt: v.number(),
    endedAt: v.nullable(v.number()),
    code: v.nullable(v.string()),
  }),
  /** Where what has come lies, or what was sent did. */
  v.object({ ...base, ...ofTransfer, event: v.literal('place'), path: v.string() }),
  /** One line of `ferry transfers files`. */
  v.object({
    ...base,
    ...ofTransfer,
    event: v.literal('file'),
    path: v.string(),
    bytes: count,
    state: v.picklist(FILE_STATES),
    reason: v.nullable(v.picklist(FILE_REASONS)),
  }),
  /** It isn't in the list of what is over any more; without an id: none is. */
  v.object({ ...base, event: v.literal('removed'), transferId: v.optional(TransferId) }),
  /** Everything is held until then (milliseconds since 1970); null: it goes on. */
  v.object({ ...base, event: v.literal('held'), until: v.nullable(v.number()) }),
  /** A device was renamed here, or what it sends is taken otherwise from now on: how it is called and treated now. */
  v.object({ ...base, event: v.literal('changed'), id: DeviceId, name: v.string(), isAlwaysAccepted: v.boolean() }),
  /** Both persons saw the same pictures. */
  v.object({ ...base, event: v.literal('compared'), device: v.string() }),
  /** Both persons chose it: no code is needed from now on. */
  v.object({ ...base, event: v.literal('paired'), device: v.string() }),
  v.object({ ...base, event: v.literal('forgotten'), id: DeviceId, name: v.string() }),
  /**
   * One thing that `ferry doctor` found. `facts` are what its sentence is made of: which devices, programs, networks and
   * ports it is about. `unknown`: it can't be told from here.
   */
  v.object({
    ...base,
    event: v.literal('check'),
    check: v.picklist(CHECKS),
    state: v.picklist(FINDING_STATES),
    code: v.string(),
    action: v.picklist(DOCTOR_ACTIONS),
    facts: v.record(v.string(), v.union([v.string(), v.number(), v.pipe(v.array(v.string()), v.readonly())])),
  }),
]);
export type JsonEvent = v.InferOutput<typeof JsonEvent>;

/** An event without what every line has. */
export type JsonFacts = JsonEvent extends infer E ? (E extends JsonEvent ? Omit<E, 'v' | 'at'> : never) : never;
