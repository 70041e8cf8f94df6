// Puts together what moves files: the network, the conversations on it, and the transfers, each told only what it needs.
import { basename } from 'node:path';
import type { DeviceId } from '../contract/devices.ts';
import { type ErrorInfo, errorInfo } from '../contract/errors.ts';
import { isOver, type OwnLimit, type ShownPairing, type ShownTransfer, type Target } from '../contract/transfers.ts';
import { isEqual } from './crypto/hash.ts';
import { Secret } from './crypto/secret.ts';
import type { Primitives } from './crypto/self-test.ts';
import type { DataPlaces } from './data-folder.ts';
import { deviceKind } from './device-kind.ts';
import { addressesOf } from './discovery/interfaces.ts';
import { type Back, ConnectBack } from './doctor/connect-back.ts';
import { FerryError, ferryError, internalError } from './errors.ts';
import { type History, openHistory } from './history/history.ts';
import type { Past } from './history/past-row.ts';
import { firstName } from './history/place-of.ts';
import { deviceIdOf } from './identity/device-id.ts';
import type { Identity } from './identity/identity.ts';
import type { Place } from './net/dial.ts';
import { Network } from './net/network.ts';
import { VERSIONS } from './noise/preface.ts';
import { encodeQr } from './pairing/link.ts';
import type { Interfaces, Log, Ports } from './ports.ts';
import { Comparisons } from './session/comparisons.ts';
import { type Conversation, Conversations } from './session/conversations.ts';
import { Dialler, dialable, type Nearby } from './session/dialler.ts';
import { Exchange } from './session/exchange.ts';
import type { GuestFinder } from './session/guest-way.ts';
import { Held } from './session/held.ts';
import type { IncomingTransfer } from './session/incoming-transfer.ts';
import { IncomingTransfers } from './session/incoming-transfers.ts';
import { isAwaited, keysLetIn } from './session/let-in.ts';
import { firstRank, Links } from './session/links.ts';
import { Outgoing } from './session/outgoing.ts';
import type { OutgoingTransfer } from './session/outgoing-transfer.ts';
import { OwnLimits } from './session/own-limits.ts';
import { endForgotten } from './session/pair-keep.ts';
import { Pairings } from './session/pairings.ts';
import { shownIncoming, shownOutgoing } from './session/shown-transfer.ts';
import { Throttle } from './session/throttle.ts';
import { TransferFiles } from './session/transfer-files.ts';
import { keepShortLivedSmall, letShortLivedGrow } from './short-lived.ts';
import { openIncoming, openOutgoing } from './transfer/kept-transfers.ts';
import { soon } from './transfer/offer-thumbs.ts';
import { Texts } from './transfer/texts.ts';
import { isBackType } from './wire/connect-back.ts';
import type { Hello } from './wire/hello.ts';

export interface ExchangeParts {
  readonly ports: Ports;
  readonly places: DataPlaces;
  readonly identity: Identity;
  readonly primitives: Primitives;
  readonly log: Log;
  readonly name: () => string;
  readonly receiveFolder: () => string;
  /** Whether what is over stays beyond the end of the program. */
  readonly keepsHistory: () => boolean;
  /** Bytes a second, as its person has them now. */
  readonly limits: () => { readonly send: number | null; readonly receive: number | null };
  /** Those that this device is reached by, this computer's own among them. */
  readonly usedInterfaces: () => Interfaces;
  /** Whether a stranger at this address is answered. */
  readonly visibleTo: (address: string) => boolean;
  /** Not even paired devices are answered. */
  readonly isHidden: () => boolean;
  /** Everything, by its person, for a while. */
  readonly isPaused: () => boolean;
  readonly onNotice: (notice: ErrorInfo) => void;
  readonly onTransferGone: (id: string) => void;
  readonly onTransfer: (row: ShownTransfer, isUrgent: boolean) => void;
  readonly onPairing: (id: string, row: ShownPairing | null) => void;
  readonly onDevices: () => void;
  readonly nearby: Nearby;
  readonly guests: GuestFinder;
  /** Whether a device's announcements arrive. */
  readonly hears: (id: DeviceId) => Promise<boolean>;
  readonly onConnected: (id: DeviceId, place: Place | null) => void;
  readonly onDisconnected: (id: DeviceId) => void;
}

export interface OpenExchange {
  readonly exchange: Exchange;
  readonly network: Network;
  readonly pairings: Pairings;
  readonly comparisons: Comparisons;
  readonly history: History;
  /** What a pause holds. */
  readonly held: Held;
  readonly texts: Texts;
  readonly files: TransferFiles;
  /** Of all that is sent. */
  readonly sendLimit: Throttle;
  /** What another device has asked for; throws where none does. */
  readonly typePin: (id: string, pin: string) => void;
  /** Of one transfer; null: none but that of all. Throws for one that isn't there. */
  readonly limit: (id: string, limit: OwnLimit | null) => void;
  readonly isConnectedTo: (id: DeviceId) => boolean;
  /** A device was paired, renamed or forgotten: its transfers are shown anew. */
  readonly tellOfDevices: () => void;
  /** Where this device can be reached; null where it isn't open to others. */
  readonly wayHere: () => { readonly hosts: readonly string[]; readonly port: number } | null;
  /** Asks a connected, paired device to call us at this port. */
  readonly askBack: (id: DeviceId, port: number) => Promise<Back | null>;
  readonly damages: readonly ErrorInfo[];
  close(): Promise<void>;
}

/** The state holds no path: what was typed is named, and not where it is. */
function withoutPath(error: ErrorInfo | null): ErrorInfo | null {
  if (error === null || !('path' in error.details)) return error;
  const { path } = error.details;
  return { ...error, details: { ...error.details, path: basename(path) || path } } as ErrorInfo;
}

/** So many that are over are remembered as more than a row: one of them may be offered again. */
const MOST_ENDED = 100;

const withoutFloor = (staticKey: Uint8Array) => ({ staticKey, versionFloor: 0 });

export async function openExchange(parts: ExchangeParts): Promise<OpenExchange> {
  const { ports, places, identity, log, primitives, onPairing } = parts;
  const { clock, random } = ports;
  const run = random(8);
  const kind = await deviceKind();
  const outgoingRows = await openOutgoing(places.outgoingFile, clock.now());
  const incomingRows = await openIncoming(places.incomingFile, clock.now());
  const history = await openHistory({
    path: places.historyFile,
    clock,
    log,
    isKept: parts.keepsHistory,
    onGone: (id) => {
      parts.onTransferGone(id);
      forgetText(id);
    },
  });
  const texts = new Texts(places.textsFolder);
  const forgetText = (id: string): void =>
    void texts.remove(id).catch((error: unknown) => log('warn', 'text.not_removed', { cause: String(error) }));
  const links = new Links(deviceIdOf, firstRank(clock.now()));
  const shown = new Map<string, string>();
  const told = (whole: ShownTransfer): void => {
    const row = { ...whole, trouble: withoutPath(whole.trouble) };
    // The last word on what is over is the history's.
    if (isOver(row)) return;
    const before = shown.get(row.id);
    shown.set(row.id, row.stage);
    keepShortLivedSmall(row, ports);
    history.goesOn(row.id);
    parts.onTransfer(row, before !== row.stage);
  };
  const makeThumbnail = ports.thumbnail === undefined ? null : soon(ports.thumbnail, clock);
  const knownBy = (key: Uint8Array) => identity.devices.find(key);
  const meant = (to: Target | null): ShownTransfer['device'] => {
    const device = to?.kind === 'device' ? identity.devices.withId(to.id) : null;
    return device === null ? null : { id: device.id, name: device.ownName ?? device.name, isPaired: true };
  };
  const tellOutgoing = (transfer: OutgoingTransfer): void => told(shownOutgoing(transfer, knownBy, clock.now()));
  const tellIncoming = (transfer: IncomingTransfer): void => told(shownIncoming(transfer, knownBy, clock.now()));
  const ended: (() => void)[] = [];
  const hasEnded = (past: Past, forget: () => void): void => {
    const { shown: row } = history.add({ ...past, shown: { ...past.shown, trouble: withoutPath(past.shown.trouble) } });
    shown.delete(row.id);
    parts.onTransfer(row, true);
    forgetLater(forget);
  };
  const forgetLater = (forget: () => void): void => {
    ended.push(forget);
    if (ended.length > MOST_ENDED) ended.shift()?.();
  };
  const release = (key: Uint8Array | null, id: string): void => {
    if (key === null) return;
    void identity.pins.release({ key, transferId: Buffer.from(id, 'hex') }).catch(() => undefined);
  };
  const troubleOf = (error: unknown): ErrorInfo =>
    error instanceof FerryError ? error.info : internalError(error).info;

  // Whoever shows a code is there for everyone, for as long as it is shown.
  const answersKnown = (): boolean => !parts.isHidden() || pairings.isShowing || isAwaited(outgoing);
  const network = new Network({
    primitives,
    own: () => identity.own.keys.staticKey,
    // Who may finish what a code was for is recognised like a paired device, and answered like one.
    known: () => [
      ...identity.devices.ours(),
      ...keysLetIn({ pins: identity.pins, outgoing, incoming }).map(withoutFloor),
    ],
    answersKnown,
    answersStrangers: (address) => pairings.isShowing || isAwaited(outgoing) || parts.visibleTo(address),
    clock,
    random,
    interfaces: parts.usedInterfaces,
    log,
    onChannel: (channel, from) => exchange.arrive(channel, from),
  });
  const hello = (): Hello => ({
    versions: VERSIONS,
    name: parts.name(),
    kind,
    ...(network.port === null ? {} : { port: network.port }),
  });
  const pairings = new Pairings({
    clock,
    random,
    log,
    qrText: (secret) => qrText(secret),
    mayAsk: () => exchange.takesOffers,
    onChange: onPairing,
    onSheetOver: (transferId, trouble) => exchange.sheetIsOver(transferId, trouble),
  });
  const conversations = new Conversations({
    identity,
    links,
    pairings,
    clock,
    log,
    hello,
    isPinned: (key) => exchange.isPinned(key),
    onUp: (conversation) => {
      const { remoteKey } = conversation.link.channel;
      const remembered = conversation.dialledBy === 'them' ? dialler.remember(conversation) : Promise.resolve();
      void remembered
        .catch((error: unknown) => log('warn', 'devices.not_kept', { cause: String(error) }))
        .then(() => {
          if (links.of(remoteKey) === null) return;
          parts.onConnected(deviceIdOf(remoteKey), knownBy(remoteKey)?.lastPlace ?? null);
        });
      exchange.isUp(conversation);
    },
    onAskedAgain: (conversation) => exchange.isAskedAgain(conversation),
    onProven: (conversation, displayed) => exchange.isProven(conversation, displayed),
    onNotProven: (conversation, error) => exchange.isNotProven(conversation, error),
    onRecord: (conversation, record) =>
      isBackType(record.type)
        ? connectBack.take(conversation.link, addressOf(conversation), record)
        : exchange.take(conversation, record),
    laneWay: (channel) => network.laneWay(channel),
    onLaneContent: (link, record) => exchange.takeByLane(link, record),
    onDown: (conversation) => {
      const { remoteKey } = conversation.link.channel;
      connectBack.ended(conversation.link);
      // Another may have taken its place.
      if (links.of(remoteKey) === null) parts.onDisconnected(deviceIdOf(remoteKey));
      exchange.isDown(conversation);
    },
    onAside: (link, settle) => comparisons.arrived(link, settle),
    onNotice: (notice, conversation) => {
      if (notice.kind === 'wanted') pairings.wanted(conversation.link);
      if (notice.kind === 'declined') {
        const { link } = conversation;
        return pairings.declined(link, knownBy(link.channel.remoteKey) !== null);
      }
      if (notice.kind === 'forgotten') exchange.isForgotten(conversation, notice.name);
      if (notice.kind === 'paired') {
        pairings.paired(conversation.link);
        void dialler.remember(conversation).finally(parts.onDevices);
      }
      parts.onDevices();
    },
  });
  const limits = new OwnLimits(clock);
  const sendLimit = new Throttle({ clock, limit: () => parts.limits().send });
  const receiveLimit = new Throttle({ clock, limit: () => parts.limits().receive });
  const outgoing = new Outgoing({
    rows: outgoingRows,
    folder: places.outgoingFolder,
    dataDir: places.path,
    run,
    limitOf: (id) => limits.of(id, sendLimit),
    thumbnailsFor: (key) => (makeThumbnail === null || knownBy(key) === null ? null : makeThumbnail),
    random,
    clock,
    log,
    onChange: tellOutgoing,
    onEnded: (transfer) => {
      release(transfer.key, transfer.id);
      limits.lift(transfer.id);
      pairings.closeSheetOf(transfer.id);
      const { roots: named, text } = transfer.asked;
      const roots = text === null ? named.map(({ path }) => path) : [];
      const shown = shownOutgoing(transfer, knownBy, clock.now());
      // Also where it was never reached: sent once more, it is for the same device, and for nobody else by a code.
      const { to } = transfer;
      const past = { shown: { ...shown, device: shown.device ?? meant(to) }, roots, to, place: null };
      hasEnded(past, () => outgoing.forgetEnded(transfer));
    },
    troubleOf,
  });
  const incoming = new IncomingTransfers({
    rows: incomingRows,
    apart: [places.path],
    texts,
    limitOf: (id) => limits.of(id, receiveLimit),
    clock,
    log,
    onChange: tellIncoming,
    remember: (transfer) => {
      const row = shownIncoming(transfer, knownBy, clock.now());
      history.add({ shown: { ...row, stage: 'done', trouble: null }, roots: [], to: null, place: null });
      return history.written();
    },
    onEnded: (transfer) => {
      release(transfer.key, transfer.id);
      limits.lift(transfer.id);
      const forget = (): void => void incoming.forget(transfer);
      if (transfer.isUnheardOf) {
        shown.delete(transfer.id);
        parts.onTransferGone(transfer.id);
        return forgetLater(forget);
      }
      const row = shownIncoming(transfer, knownBy, clock.now());
      // What was declined lies nowhere, nor what went on to a command.
      const hasCome = row.into !== null && transfer.row !== null && row.done.files + row.done.alreadyThere > 0;
      const place = hasCome ? { folder: transfer.folder, name: firstName(transfer.offer.names, row.notes) } : null;
      hasEnded({ shown: row, roots: [], to: null, place }, forget);
    },
    onDropped: ({ deviceName }) => parts.onNotice(errorInfo('transfer.dropped', { name: deviceName })),
  });
  const connectBack = new ConnectBack({
    clock,
    hears: (key) => parts.hears(deviceIdOf(key)),
    call: async (key, place) => {
      if (place.address === '') return 'unreachable';
      const dialled = await network.dial([place], key, (found) => isEqual(found, key));
      if (dialled.ok) dialled.channel.destroy();
      if (dialled.ok) return 'reached';
      return dialled.misses.some(({ reason }) => reason === 'wrong key') ? 'other' : 'unreachable';
    },
  });
  /** Where the other end of a connection is. */
  const addressOf = ({ dialledBy, address, link }: Conversation): string =>
    dialledBy === 'them' ? dialable(address) : (knownBy(link.channel.remoteKey)?.lastPlace?.address ?? '');
  const dialler = new Dialler(network, identity, parts.nearby);
  const comparisons = new Comparisons({
    identity,
    dialler,
    clock,
    random,
    log,
    hello,
    onChange: onPairing,
    onCompared: parts.onDevices,
  });
  const exchange = new Exchange({
    identity,
    network,
    dialler,
    conversations,
    pairings,
    outgoing,
    incoming,
    texts,
    guests: parts.guests,
    troubleOf,
    isHidden: () => !answersKnown(),
    isPaused: parts.isPaused,
    receiveFolder: parts.receiveFolder,
    clock,
    random,
    log,
  });
  const forgotten = endForgotten(identity, links);
  await incoming.tidy();
  await outgoing.tidy();
  await texts.tidy(isTextKept);
  for (const { shown: row } of history.all()) parts.onTransfer(row, true);
  tellOfDevices();

  /** What is under way bears its device's name, and whether that is paired. */
  function tellOfDevices(): void {
    for (const transfer of outgoing.all()) if (transfer.end === null) tellOutgoing(transfer);
    for (const transfer of incoming.all()) if (transfer.end === null) tellIncoming(transfer);
  }

  /** Beyond the end of the program. */
  function isTextKept(id: string): boolean {
    if (outgoing.find(id)?.end === null || incoming.find(id)?.end === null) return true;
    const past = history.find(id);
    return past !== null && !past.shown.isPrivate && parts.keepsHistory();
  }

  function wayHere(): ReturnType<OpenExchange['wayHere']> {
    const { port, address } = network;
    return port === null ? null : { port, hosts: address === null ? addressesOf(parts.usedInterfaces()) : [address] };
  }

  function qrText(secret: Uint8Array): string | null {
    const way = wayHere();
    if (way === null || way.hosts.length === 0) return null;
    const addresses = way.hosts.map((host) => ({ host, port: way.port }));
    return encodeQr({ publicKey: identity.own.keys.staticKey.publicKey, addresses }, new Secret(secret));
  }

  return {
    exchange,
    network,
    pairings,
    comparisons,
    history,
    held: new Held({ exchange, outgoing, incoming }),
    texts,
    sendLimit,
    tellOfDevices,
    files: new TransferFiles({ incoming, outgoing }),
    typePin(id, pin) {
      const transfer = outgoing.find(id);
      if (transfer === null) throw ferryError('transfer.unknown', {});
      if (!transfer.typePin(pin)) throw ferryError('transfer.not_now', {});
    },
    limit(id, limit) {
      const transfer = outgoing.find(id) ?? incoming.find(id);
      if (transfer === null) throw ferryError('transfer.unknown', {});
      if (limit === null || transfer.end !== null) limits.lift(id);
      else limits.set(id, limit);
    },
    askBack: async (id, port) => {
      const device = identity.devices.withId(id);
      const link = device === null ? null : links.of(device.staticKey);
      return link === null ? null : connectBack.ask(link, port);
    },
    wayHere,
    isConnectedTo: (id) => {
      const device = identity.devices.withId(id);
      return device !== null && links.of(device.staticKey) !== null;
    },
    damages: [outgoingRows.damage, incomingRows.damage, history.damage].filter((damage) => damage !== null),
    async close() {
      forgotten();
      comparisons.closeAll();
      await exchange.close();
      await texts.tidy(isTextKept).catch((error: unknown) => log('warn', 'text.not_removed', { cause: String(error) }));
      await links.closeAll();
      // Whoever called has heard by then that this program ends, and what becomes of its transfers.
      await network.close();
      await outgoingRows.settled();
      await incomingRows.settled();
      await history.close();
      if (ports.isBrief !== true) letShortLivedGrow();
    },
  };
}
