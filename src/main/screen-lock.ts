// Whether the screen is locked, on Linux: Electron hears of that on macOS and Windows only.
import { type BusService, SessionBus } from './dbus.ts';

/** Each desktop has one of them; what is dark and not locked counts as locked, too. */
const SAVERS = [
  { name: 'org.freedesktop.ScreenSaver', path: '/org/freedesktop/ScreenSaver' },
  { name: 'org.gnome.ScreenSaver', path: '/org/gnome/ScreenSaver' },
  { name: 'org.cinnamon.ScreenSaver', path: '/org/cinnamon/ScreenSaver' },
  { name: 'org.mate.ScreenSaver', path: '/org/mate/ScreenSaver' },
  { name: 'org.xfce.ScreenSaver', path: '/org/xfce/ScreenSaver' },
] as const;

export class ScreenLock {
  readonly #locked = new Set<string>();
  readonly #onChange: () => void;
  #bus: SessionBus | null = null;

  private constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Without a session bus nothing is known, and it isn't locked. */
  static async watch(address: string | undefined, onChange: () => void): Promise<ScreenLock> {
    const lock = new ScreenLock(onChange);
    lock.#bus = await SessionBus.open(address, () => lock.#forget());
    const bus = lock.#bus;
    if (bus !== null) await Promise.all(SAVERS.map((saver) => lock.#watch(bus, saver).catch(() => undefined)));
    return lock;
  }

  get isLocked(): boolean {
    return this.#locked.size > 0;
  }

  end(): void {
    this.#bus?.end();
  }

  async #watch(bus: SessionBus, { name, path }: (typeof SAVERS)[number]): Promise<void> {
    let service: BusService | null = null;
    let hasOwner = false;
    // Only of one that runs: asking would start it.
    const ask = async (): Promise<void> => {
      const isActive = await service?.call('GetActive', '', []).catch(() => false);
      this.#set(name, hasOwner && isActive === true);
    };
    service = await bus.watch(
      { name, path, interface: name },
      {
        onSignal: (member, [isActive]) => {
          if (member === 'ActiveChanged') this.#set(name, isActive === true);
        },
        onOwner: (owner) => {
          hasOwner = owner !== null;
          if (hasOwner) void ask();
          else this.#set(name, false);
        },
      },
    );
    if (hasOwner) await ask();
  }

  #set(name: string, isLocked: boolean): void {
    if (this.#locked.has(name) === isLocked) return;
    if (isLocked) this.#locked.add(name);
    else this.#locked.delete(name);
    this.#onChange();
  }

  #forget(): void {
    for (const { name } of SAVERS) this.#set(name, false);
  }
}
