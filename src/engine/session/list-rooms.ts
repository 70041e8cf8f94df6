// The rooms for lists that nobody has answered yet, each device's own: no device takes the room of another's lists.
import { ListRoom } from '../transfer/offer-list.ts';

export class ListRooms {
  readonly #isOpen: (device: string) => boolean;
  readonly #rooms = new Map<string, ListRoom>();

  /** `isOpen`: something of it goes on, or is asked about. */
  constructor(isOpen: (device: string) => boolean) {
    this.#isOpen = isOpen;
  }

  of(device: string): ListRoom {
    const known = this.#rooms.get(device);
    if (known !== undefined) return known;
    // Guests come with ever new keys.
    for (const each of this.#rooms.keys()) if (!this.#isOpen(each)) this.#rooms.delete(each);
    const room = new ListRoom();
    this.#rooms.set(device, room);
    return room;
  }

  get size(): number {
    return this.#rooms.size;
  }
}
