// The desktop's session bus on Linux. The only importer of the D-Bus library.
import type { Message, MessageBus } from 'dbus-native';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const DEADLINE_MS = 1500;
/** A service that the bus has to start first takes its time. */
const CALL_DEADLINE_MS = 10_000;
/** What services tell us is short. */
const MOST_MESSAGE_BYTES = 1024 * 1024;

/** Whether something on this desktop shows tray icons: without it a closed window would be gone for good. */
export async function hasTrayHost(address: string | undefined): Promise<boolean> {
  if (address === undefined || address === '') return false;
  try {
    return await askWatcher(address);
  } catch {
    // No watcher on the bus, no bus, or an address that is none: no tray.
    return false;
  }
}

async function askWatcher(address: string): Promise<boolean> {
  const { sessionBus, variantValue } = await import('dbus-native');
  const bus = sessionBus({ busAddress: address });
  try {
    // A bus that goes away is an answer like any other; without a listener it would end the app.
    const failed = new Promise<never>((_resolve, reject) => bus.connection.on('error', reject));
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, DEADLINE_MS, false).unref());
    const asked = bus.invoke<unknown>({
      destination: WATCHER,
      path: '/StatusNotifierWatcher',
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [WATCHER, 'IsStatusNotifierHostRegistered'],
    });
    return await Promise.race([asked.then((value) => variantValue(value) === true), failed, late]);
  } finally {
    bus.connection.end();
  }
}

/** One object of a service on the bus, by the service's well-known name. */
export interface BusObject {
  readonly name: string;
  readonly path: string;
  readonly interface: string;
}

export interface BusListener {
  /** From whoever has the service's name, and from nobody else. */
  onSignal(member: string, body: readonly unknown[]): void;
  /** Who has the name from now on; null: nobody. What another knew is gone with it. */
  onOwner(owner: string | null): void;
}

export interface BusService {
  /** Rejects where nobody answers. Each argument by its place in the signature. */
  call(member: string, signature: string, body: readonly unknown[]): Promise<unknown>;
}

const BUS_NAME = 'org.freedesktop.DBus';
const BUS_PATH = '/org/freedesktop/DBus';
const SIGNAL = 4;

export class SessionBus {
  readonly #bus: MessageBus;

  private constructor(bus: MessageBus) {
    this.#bus = bus;
  }

  /** Null where there is no bus. `onGone`: it was there, and is no more. */
  static async open(address: string | undefined, onGone: () => void): Promise<SessionBus | null> {
    if (address === undefined || address === '') return null;
    try {
      const { sessionBus } = await import('dbus-native');
      const bus = sessionBus({
        busAddress: address,
        timeout: CALL_DEADLINE_MS,
        maxMessageSize: MOST_MESSAGE_BYTES,
      });
      let isOpen = false;
      const failed = new Promise<never>((_resolve, reject) => {
        bus.connection.on('error', reject);
        bus.connection.on('close', (cause) => {
          reject(cause ?? new Error('closed'));
          if (isOpen) onGone();
        });
      });
      const late = new Promise<never>((_resolve, reject) => setTimeout(reject, DEADLINE_MS, new Error('late')).unref());
      failed.catch(() => undefined);
      late.catch(() => undefined);
      await Promise.race([bus.getId().then(() => undefined), failed, late]).catch((error: unknown) => {
        bus.connection.end();
        throw error;
      });
      isOpen = true;
      return new SessionBus(bus);
    } catch {
      return null;
    }
  }

  /**
   * Talks and listens to a service. Any program on the bus can send us a signal that looks like the service's own: what
   * counts is who has its name, which only the bus says.
   */
  async watch(object: BusObject, listener: BusListener): Promise<BusService> {
    const { name, path, interface: face } = object;
    let owner: string | null = null;
    this.#bus.connection.on('message', (message) => {
      if (message.type !== SIGNAL) return;
      const body = message.body ?? [];
      if (isOwnerChange(message) && body[0] === name) {
        owner = typeof body[2] === 'string' && body[2] !== '' ? body[2] : null;
        listener.onOwner(owner);
        return;
      }
      const isTheirs = owner !== null && message.sender === owner && message.path === path;
      if (isTheirs && message.interface === face && message.member !== undefined)
        listener.onSignal(message.member, body);
    });
    await this.#bus.addMatch(
      `type='signal',sender='${BUS_NAME}',interface='${BUS_NAME}',member='NameOwnerChanged',arg0='${name}'`,
    );
    await this.#bus.addMatch(`type='signal',sender='${name}',path='${path}',interface='${face}'`);
    const asked = this.#bus.invokeDbus<unknown>({ member: 'GetNameOwner', signature: 's', body: [name] });
    const found = await asked.catch(() => null);
    // A change that came meanwhile has said so already.
    if (typeof found === 'string' && owner === null) {
      owner = found;
      listener.onOwner(owner);
    }
    return {
      call: (member, signature, body) =>
        this.#bus
          .invoke<unknown>({
            destination: name,
            path,
            interface: face,
            member,
            // An empty signature is none.
            ...(signature === '' ? {} : { signature, body: [...body] }),
          })
          .then((value) => value),
    };
  }

  end(): void {
    this.#bus.connection.end();
  }
}

const isOwnerChange = ({ sender, path, interface: face, member }: Message): boolean =>
  sender === BUS_NAME && path === BUS_PATH && face === BUS_NAME && member === 'NameOwnerChanged';
