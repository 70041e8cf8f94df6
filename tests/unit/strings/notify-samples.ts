// What the notifications' sentences are called with when their wording is checked.
import type { Strings } from '../../../src/strings/index.ts';

export const NOTIFY_SAMPLES: Readonly<Record<string, (strings: Strings) => readonly unknown[]>> = {
  'notify.openToAnswer': (strings) => [strings.transfer.size(48_000_000)],
  'notify.offers': () => [5],
  'notify.strangers': () => [4],
  'notify.ends': () => [7],
  'notify.came': (strings) => [strings.activity.kinds.picture(12), 'Studio PC'],
  'notify.sent': (strings) => [strings.activity.kinds.picture(12), 'Studio PC'],
  'notify.load': (strings) => [strings.activity.kinds.picture(12), strings.transfer.size(48_000_000)],
};
