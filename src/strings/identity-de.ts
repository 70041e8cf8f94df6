// What `ferry identity` says, in German.
import { formatFor } from './format.ts';
import type { identity as EnglishIdentity } from './identity-en.ts';

const fmt = formatFor('de');

export const identity: typeof EnglishIdentity = {
  name: 'Name',
  id: 'ID',
  key: 'Code seines Schlüssels',
  forgets: (devices) =>
    devices === 0
      ? 'Dieses Gerät bekommt einen neuen Schlüssel. Es ist mit keinem gekoppelt.'
      : fmt.plural(devices, {
          one: 'Dieses Gerät bekommt einen neuen Schlüssel, vergisst das gekoppelte Gerät und ist ihm danach fremd.',
          other: `Dieses Gerät bekommt einen neuen Schlüssel, vergisst die ${fmt.number(devices)}\u00a0gekoppelten Geräte und ist ihnen danach fremd.`,
        }),
  endsTransfers: (count) =>
    fmt.plural(count, {
      one: '1\u00a0offene Übertragung endet damit.',
      other: `${fmt.number(count)}\u00a0offene Übertragungen enden damit.`,
    }),
  ask: 'Einen neuen Schlüssel machen?',
  isNew: 'Dieses Gerät hat einen neuen Schlüssel. Kopple deine anderen Geräte neu mit ihm',
};
