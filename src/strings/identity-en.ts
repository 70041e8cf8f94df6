// What `ferry identity` says, in English.
import { formatFor } from './format.ts';

const fmt = formatFor('en');

export const identity = {
  name: 'Name',
  id: 'ID',
  /** What others see on this device's page, to compare. */
  key: 'Code of its key',
  forgets: (devices: number) =>
    devices === 0
      ? 'This device gets a new key. No device is paired with it.'
      : fmt.plural(devices, {
          one: 'This device gets a new key, forgets the device it is paired with, and is a stranger to it from then on.',
          other: `This device gets a new key, forgets the ${fmt.number(devices)} devices it is paired with, and is a stranger to them from then on.`,
        }),
  endsTransfers: (count: number) =>
    fmt.plural(count, {
      one: '1 unfinished transfer ends with that.',
      other: `${fmt.number(count)} unfinished transfers end with that.`,
    }),
  ask: 'Make a new key?',
  isNew: 'This device has a new key. Pair your other devices with it anew',
};
