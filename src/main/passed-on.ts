// What the window may ask of the engine as it is: by name, one by one, as the contract lists it.
import { PASSED_ON, type PassedOn } from '../contract/window.ts';
import type { Engine } from '../engine/index.ts';
import type { WindowHandlers } from './outcomes.ts';

export function passedOn({ door }: Pick<Engine, 'door'>): Pick<WindowHandlers, PassedOn> {
  // Object.fromEntries forgets which names there were.
  return Object.fromEntries(
    PASSED_ON.map((command) => [command, (input: unknown) => door(command, input)]),
  ) as unknown as Pick<WindowHandlers, PassedOn>;
}
