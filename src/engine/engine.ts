// A running engine: holds the state and the handlers of every command, and gives each part what it needs of the others.
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { ok } from '../base/result.ts';
import type { EngineAnswer, EngineCommand, Invoke } from '../contract/commands.ts';
import { ENGINE_COMMANDS } from '../contract/commands.ts';
import type { ErrorInfo, Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { SettingKey, Settings, SettingsPatch } from '../contract/settings.ts';
import { DEFAULT_SETTINGS, withoutSecrets } from '../contract/settings.ts';
import type { Change, Self, Visibility } from '../contract/state.ts';
import { shownSettings } from '../contract/state.ts';
import type { TransferId, TransferStage } from '../contract/transfers.ts';
import { atBeat } from './beat.ts';
import { drawDeviceName } from './device-name.ts';
import { interestAt } from './discovery/interest.ts';
import { isConnected } from './discovery/interfaces.ts';
import { usedOf } from './discovery/networks.ts';
import { seenOn } from './discovery/visibility.ts';
import { NearbyList } from './discovery/with-guests.ts';
import { openReceiveRoot } from './disk/receive-root.ts';
import { askDoctor } from './doctor/engine-doctor.ts';
import { dataError, FerryError, ferryError, internalError } from './errors.ts';
import type { Handlers } from './handlers/handlers.ts';
import { networkHandlers } from './handlers/networks.ts';
import { offerHandlers } from './handlers/offers.ts';
import { pageHandlers } from './handlers/pages.ts';
import { pastHandlers } from './handlers/past.ts';
import { personHandlers } from './handlers/persons.ts';
import { sendHandlers } from './handlers/sends.ts';
import { fingerprintOf } from './identity/device-id.ts';
import { type Identity, shownDevice } from './identity/identity.ts';
import type { KeptPause } from './kept-pause.ts';
import type { Door } from './net/local-caller.ts';
import type { ExchangeParts, OpenExchange } from './open-exchange.ts';
import type { FinderParts, OpenFinder } from './open-finder.ts';
import { changeProtection, type GuestParts, type Guests, protectKeys } from './open-guests.ts';
import type { PageParts, Pages } from './open-pages.ts';
import { isPause, OwnVisibility } from './own-visibility.ts';
import type { Log, Ports } from './ports.ts';
import type { SettingsFile } from './settings.ts';
import { Store } from './state/store.ts';

/** They go on when their device is heard. */
const AWAITED: readonly TransferStage[] = ['queued', 'away'];

interface Everything extends OpenExchange {
  readonly found: OpenFinder;
  readonly guests: Guests;
  readonly pages: Pages;
}

interface Parts {
  readonly ports: Ports;
  readonly settings: SettingsFile;
  readonly identity: Identity;
  readonly pause: KeptPause;
  readonly log: Log;
}

export class RunningEngine {
  readonly store: Store;
  readonly #ports: Ports;
  readonly #settings: SettingsFile;
  readonly #identity: Identity;
  readonly #log: Log;
  readonly #visibility: OwnVisibility;
  readonly #pause: KeptPause;
  /** What is under way, for a pause. */
  #holding: Promise<void> = Promise.resolve();
  #cancelLook: () => void = () => undefined;
  #wasShowing = false;
  /** Something, by anybody who may. */
  #askedAt = Number.NEGATIVE_INFINITY;
  /** The shell of this very program. */
  readonly #stays = new AbortController().signal;
  #noticeCount = 0;
  readonly #nearby = new NearbyList({
    known: () => this.#identity.devices.facts(),
    publish: (rows) => this.store.changeTable('nearby', rows, ({ id }) => id),
  });
  #open: Everything | null = null;

  constructor({ ports, settings, identity, pause, log }: Parts) {
    this.#ports = ports;
    this.#settings = settings;
    this.#identity = identity;
    this.#log = log;
    this.#pause = pause;
    this.#visibility = new OwnVisibility({
      clock: ports.clock,
      pause,
      setting: () => settings.current.visibility,
      onChange: () => this.#publish(),
    });
    const devices = Object.fromEntries(
      identity.devices.facts().map((device) => [device.id, shownDevice(device, ports.clock.now())]),
    );
    this.store = new Store(
      {
        self: this.#self(),
        settings: shownSettings(settings.current),
        devices,
        nearby: {},
        networks: {},
        notices: {},
        pages: {},
        pairings: {},
        transfers: {},
      },
      ports.clock,
    );
    this.#look();
  }

  set opened(all: Everything) {
    this.#open = all;
    // A former run may have left a pause.
    this.#visibility.awaitEnd();
  }

  /** What moves files is opened behind this, and shown by it. */
  exchangeParts(): Omit<ExchangeParts, 'ports' | 'places' | 'identity' | 'primitives' | 'log'> {
    return {
      name: () => this.#name,
      receiveFolder: () => this.#receiveFolder(),
      limits: () => ({ send: this.#settings.current.sendLimit, receive: this.#settings.current.receiveLimit }),
      keepsHistory: () => this.#settings.current.keepHistory,
      usedInterfaces: () => usedOf(this.#ports.interfaces(), this.#open?.found.networks.shown() ?? []),
      visibleTo: (address) => this.#visibleTo(address),
      isHidden: () => this.#visible.mode === 'nobody',
      isPaused: () => this.#visibility.isPaused,
      onTransfer: (value, isUrgent) => {
        const change = { at: 'transfers', id: value.id, value } as const;
        if (isUrgent) this.store.change(change);
        else this.store.changeSoon(change);
      },
      onNotice: (notice) => this.notice(notice),
      onTransferGone: (id) => this.store.change({ at: 'transfers', id, value: null }),
      onPairing: (id, value) => {
        this.store.change({ at: 'pairings', id, value });
        // Others are told that a code waits here, or no longer does.
        const isShowing = this.#open?.pairings.isShowingToAll ?? false;
        if (isShowing !== this.#wasShowing) this.#open?.found.finder.refresh();
        this.#wasShowing = isShowing;
      },
      onDevices: () => this.#publishDevices(),
      guests: {
        find: (id) => this.#open?.guests.find(id) ?? null,
        findGone: (id) => this.#open?.guests.findGone(id) ?? null,
      },
      nearby: {
        find: (id) => this.#open?.found.finder.row(id) ?? null,
        untilHeard: async (id) => (await this.#open?.found.finder.untilHeard(id)) ?? false,
      },
      hears: async (id) => (await this.#open?.found.finder.hears(id)) ?? false,
      onConnected: (id, place) => this.#open?.found.finder.connected(id, place),
      onDisconnected: (id) => this.#open?.found.finder.disconnected(id),
    };
  }

  finderParts(open: OpenExchange): Omit<FinderParts, 'ports' | 'places' | 'identity' | 'log'> {
    const { exchange, network, pairings, isConnectedTo } = open;
    return {
      name: () => this.#name,
      visibility: () => this.#visible,
      port: () => network.port,
      waitsWithCode: () => pairings.isShowingToAll,
      interest: () => {
        const { isAttended } = this.#visibility;
        const isAwaited = () => Object.values(this.store.state.transfers).some(({ stage }) => AWAITED.includes(stage));
        return interestAt({ isAttended, askedAt: this.#askedAt, isAwaited }, this.#ports.clock.now());
      },
      isConnectedTo,
      greet: (id) => exchange.greet(id),
      onNearby: this.#nearby.ours,
      onNetworks: (rows) => {
        this.store.changeTable('networks', rows, ({ via }) => via);
        this.#publish();
      },
    };
  }

  guestParts({ exchange, network }: OpenExchange): Omit<GuestParts, 'ports' | 'places' | 'log'> {
    const { name, usedInterfaces: interfaces } = this.exchangeParts();
    return {
      name,
      interfaces,
      settings: () => this.#settings.current,
      visibility: (isLooking) => this.#seen(isLooking).mode,
      visibleTo: (address, isLooking) => this.#visibleTo(address, isLooking),
      isOpen: () => network.port !== null,
      isPaused: () => this.#visibility.isPaused,
      takesOffers: () => exchange.takesOffers,
      devices: this.#identity.devices,
      isKeyWrapped: () => this.#identity.own.isWrapped,
      address: () => network.address,
      isLooking: () => this.#visibility.isAttended,
      offered: (guest, offer) => exchange.offeredByGuest(guest, offer),
      onNearby: this.#nearby.guests,
    };
  }

  pageParts({ exchange, network, sendLimit }: OpenExchange): Omit<PageParts, 'clock' | 'random' | 'log'> {
    return {
      wording: this.#ports.pages ?? null,
      language: () => this.#settings.current.language,
      dataDir: this.#ports.dataDir,
      name: () => this.#name,
      address: () => network.address,
      interfaces: () => usedOf(this.#ports.interfaces(), this.#open?.found.networks.shown() ?? []),
      isPaused: () => this.#visibility.isPaused,
      limit: sendLimit,
      offered: (guest, offer) => exchange.offeredByGuest(guest, offer),
      onPage: (id, value) => this.store.change({ at: 'pages', id, value }),
    };
  }

  dispose(): void {
    this.#visibility.dispose();
    this.#cancelLook();
  }

  notice(error: ErrorInfo): void {
    const id = `notice-${++this.#noticeCount}`;
    this.store.change({ at: 'notices', id, value: { id, error, at: this.#ports.clock.now() } });
    this.#log('warn', 'notice', { code: error.code });
  }

  readonly #handlers: Handlers = {
    'state.snapshot': () => this.store.snapshot(),
    'settings.get': () => withoutSecrets(this.#settings.current),
    'settings.set': (patch) => this.#setSettings(patch),
    'settings.reset': ({ key }) => this.#setSettings({ [key]: this.#defaultOf(key) }),
    'settings.reload': () => this.#reload(),
    'visibility.everyone': () => this.#visibility.everyoneForTenMinutes(),
    'visibility.attended': ({ isOpen }) => {
      this.#visibility.attended(isOpen);
      if (isOpen) this.#opened.guests.attend();
      return undefined;
    },
    'device.rename': ({ id, name }) => this.#changeDevices(() => this.#identity.rename(id, name)),
    'device.forget': ({ id }) => this.#changeDevices(() => this.#identity.forget(id)),
    'identity.reset': async () => {
      await this.#changeDevices(() => this.#identity.reset()).finally(() => this.#publish());
      await this.#opened.exchange.endAllBound();
      await this.#opened.guests.reset();
    },
    'self.key': () => ({ fingerprint: fingerprintOf(this.#identity.own.keys.staticKey.publicKey) }),
    ...networkHandlers(() => ({
      ...this.#opened,
      ownKey: () => this.#identity.own.keys.staticKey.publicKey,
      refresh: () => this.#refresh(),
    })),
    'receive.folder': async () => {
      const path = this.#receiveFolder();
      const trouble = await this.#mustTake(path).then(
        () => null,
        (error: unknown) => dataError(error, path).info,
      );
      return { path, trouble };
    },
    'receive.offers': async (offers, gone) => {
      await this.#mustTake(offers?.into ?? null);
      const isStanding = offers?.isStanding === true;
      const receiver = this.#opened.exchange.takeOffers(offers, { isStanding, gone });
      if (offers !== null && !isStanding) this.#visibility.everyoneForTenMinutes();
      this.#opened.guests.refresh();
      return { receiver };
    },
    'transfer.fetch': async ({ from, into, forOutput = false }, gone) => {
      await this.#mustTake(into);
      return this.#opened.exchange.fetch({ from, into, forOutput, gone });
    },
    ...offerHandlers(() => ({
      ...this.#opened,
      mustTake: (folder) => this.#mustTake(folder),
      countUnasked: (id) => this.#countUnasked(id),
    })),
    ...sendHandlers(() => ({ ...this.#opened, beSeen: () => this.#visibility.everyoneForTenMinutes() })),
    ...pastHandlers(() => this.#opened),
    ...pageHandlers(() => this.#opened),
    ...personHandlers(() => ({
      ...this.#opened,
      identity: this.#identity,
      mustTake: (folder) => this.#mustTake(folder),
      changeDevices: (change) => this.#changeDevices(change),
      pause: async (minutes) => {
        this.#visibility.pause(minutes);
        await this.#holding;
        await this.#pause.settled();
      },
    })),
    'pairing.show': () => {
      this.#visibility.everyoneForTenMinutes();
      return { id: this.#opened.pairings.show({ purpose: 'pair', transferId: null }) };
    },
    'pairing.dial': async ({ to }) => ({ id: await this.#opened.exchange.pair(to) }),
    'pairing.renew': ({ id }) => this.#opened.pairings.renew(id),
    'pairing.allow': ({ id }) => this.#opened.pairings.allow(id),
    'pairing.type': ({ id, code }) => this.#opened.pairings.typed(id, code),
    'pairing.keep': ({ id }) => this.#opened.pairings.keep(id),
    'doctor.run': () => {
      this.#opened.guests.search();
      return askDoctor({ ...this.#opened, ports: this.#ports, log: this.#log, visibility: this.#visibility.wished });
    },
    'notice.dismiss': ({ id }) => this.#dismiss(id),
  };

  readonly invoke: Invoke = async (command, ...[input]) => {
    const outcome = await this.door(command, input);
    // The door has just run this command's own handler.
    return outcome as Outcome<EngineAnswer<typeof command>>;
  };

  readonly door: Door = async (command, input, gone = this.#stays) => {
    if (!isCommand(command)) return failure('input.invalid', { command, where: 'command' });
    const checked = v.safeParse(ENGINE_COMMANDS[command], input);
    if (!checked.success)
      return failure('input.invalid', { command, where: v.getDotPath(checked.issues[0]) ?? 'input' });
    this.#askedAt = this.#ports.clock.now();
    this.#open?.found.finder.attend();
    try {
      // The input has just passed this command's own schema.
      const handler = this.#handlers[command] as (input: unknown, gone: AbortSignal) => unknown;
      return ok(await handler(checked.output, gone));
    } catch (error) {
      const { info, cause } = error instanceof FerryError ? error : internalError(error);
      this.#log('error', 'command.failed', { command, code: info.code, cause: String(cause ?? '') });
      return { ok: false, error: info };
    }
  };

  get #opened(): Everything {
    if (this.#open === null) throw new Error('asked before it was opened');
    return this.#open;
  }

  /** On networks that nobody vouched for, strangers get an answer only while its person has just asked to be seen. */
  #visibleTo(address: string, isLooking = false): boolean {
    const visibility = this.#visibility.wishedWhile(isLooking);
    if (visibility.mode !== 'everyone') return false;
    return visibility.until !== null || (this.#open?.found.isTrusted(address) ?? false);
  }

  #receiveFolder(): string {
    return this.#settings.current.receiveFolder ?? this.#ports.downloads();
  }

  /** A folder that was just named for it: better said to its person now than to whoever sends something. */
  async #mustTake(folder: string | null): Promise<void> {
    if (folder !== null) await openReceiveRoot(folder, { apart: [this.#ports.dataDir] });
  }

  async #setSettings(patch: SettingsPatch): Promise<undefined> {
    const before = this.#settings.current;
    // The keys first: what the setting says is then true, or the setting stays as it was.
    const now = await changeProtection(this.#identity, this.#opened.guests, patch, () => this.#settings.set(patch));
    if (patch.visibility !== undefined) this.#visibility.forgetMoment();
    await this.#settingsChanged(before, now);
  }

  /** Each file for itself: a broken one keeps no device in that stands in another no longer. */
  async #reload(): Promise<void> {
    const { found, network } = this.#opened;
    const before = this.#settings.current;
    const read = await Promise.allSettled([
      this.#changeDevices(() => this.#identity.reload()),
      this.#settings.reload().then((now) => this.#settingsChanged(before, now)),
      found.finder.reloadNetworks(),
    ]);
    if (network.port !== null) await found.look(network.address);
    this.#refresh();
    for (const outcome of read) if (outcome.status === 'rejected') throw outcome.reason;
  }

  async #settingsChanged(before: Settings, now: Settings): Promise<undefined> {
    if (before.keepHistory && !now.keepHistory) await this.#opened.history.keepNothing();
    if (before.visibility !== now.visibility) this.#visibility.forgetMoment();
    // Whoever has just set Ferry up looks for this device from the other one.
    if (!before.welcomed && now.welcomed && now.visibility === 'whileOpen') this.#visibility.everyoneForTenMinutes();
    this.#publish({ at: 'settings', value: shownSettings(now) });
  }

  /** At the start. The key file says what is; where file and setting differ, the key ends up protected, not open. */
  async keepProtection(): Promise<void> {
    const before = this.#settings.current;
    if (this.#identity.own.isWrapped && !before.protectIdentity)
      await this.#settingsChanged(before, await this.#settings.set({ protectIdentity: true }));
    // Without the app's key store there is nothing that this engine could do.
    if (!this.#settings.current.protectIdentity || this.#ports.keyWrap === undefined) return;
    try {
      await protectKeys(this.#identity, this.#opened.guests, true);
    } catch (error) {
      this.notice(dataError(error, this.#ports.dataDir).info);
    }
  }

  async #changeDevices(change: () => Promise<void>): Promise<undefined> {
    try {
      await change();
    } finally {
      // Also after a failure: a part of it may have been done.
      this.#publishDevices();
    }
  }

  #publishDevices(): void {
    this.#open?.tellOfDevices();
    this.#publishDeviceRows();
    this.#nearby.publish();
    this.#refresh();
  }

  /** What others are told of this device may be otherwise now. */
  #refresh(): void {
    this.#open?.found.finder.refresh();
    this.#open?.guests.refresh();
  }

  #publishDeviceRows(): void {
    const now = this.#ports.clock.now();
    const rows = this.#identity.devices.facts().map((device) => shownDevice(device, now));
    this.store.changeTable('devices', rows, ({ id }) => id);
  }

  async #countUnasked(id: TransferId): Promise<void> {
    const row = this.store.state.transfers[id];
    if (row?.stage !== 'asking' || row.device === null) throw ferryError('transfer.not_now', {});
    await this.#identity.countUnasked(row.device.id, row.total.bytes);
    this.#publishDeviceRows();
  }

  async #dismiss(id: string): Promise<undefined> {
    const error = this.store.state.notices[id]?.error;
    // That one comes back at every start until somebody has seen it.
    if (isDeepStrictEqual(error, this.#identity.own.trouble)) await this.#identity.own.acknowledge();
    this.store.change({ at: 'notices', id, value: null });
  }

  #defaultOf(key: SettingKey): Settings[SettingKey] {
    return key === 'deviceName' ? drawDeviceName(this.#ports.random) : DEFAULT_SETTINGS[key];
  }

  /** Shows this device as it is now, and again when its visibility ends by itself. */
  #publish(...others: readonly Change[]): void {
    const self = this.#self();
    const before = this.store.state.self.visibility;
    this.store.change({ at: 'self', value: self }, ...others);
    if (before.mode !== 'nobody' && self.visibility.mode === 'nobody') this.#open?.exchange.hide();
    if (isPause(before) !== isPause(self.visibility)) this.#pauseOrGoOn();
    this.#refresh();
    this.#visibility.awaitEnd();
  }

  #pauseOrGoOn(): void {
    if (this.#open === null) return;
    const { held, pages } = this.#open;
    if (this.#visibility.isPaused) this.#holding = Promise.all([held.hold(), pages.stopAll()]).then(() => undefined);
    else void this.#holding.then(() => held.goOn());
  }

  get #name(): string {
    return this.#ports.deviceName ?? this.#settings.current.deviceName;
  }

  get #visible(): Visibility {
    return this.#seen(false);
  }

  #seen(isLooking: boolean): Visibility {
    return seenOn(this.#open?.found.networks.shown() ?? [], this.#visibility.wishedWhile(isLooking));
  }

  /** All of it is looked up anew, for which the system is asked. */
  #self(): Self {
    const { receiveFolder } = this.#settings.current;
    return {
      id: this.#identity.own.keys.id,
      name: this.#name,
      visibility: this.#visible,
      network: isConnected(this.#ports.interfaces()) ? 'connected' : 'none',
      receivesInto: receiveFolder === null ? null : basename(receiveFolder) || receiveFolder,
      version: this.#ports.version,
    };
  }

  #look(): void {
    // What was taken unasked today is nothing at midnight.
    this.#publishDeviceRows();
    // The visibility too: a timer stands still while a computer sleeps, and "10 minutes" may be long over.
    if (!isDeepStrictEqual(this.#self(), this.store.state.self)) this.#publish();
    // Interfaces change when a cable is pulled, Wi-Fi wakes or a lid is opened; no system tells Node, so we look.
    this.#cancelLook = atBeat(this.#ports.clock, () => this.#look());
  }
}

const isCommand = (name: string): name is EngineCommand => Object.hasOwn(ENGINE_COMMANDS, name);
