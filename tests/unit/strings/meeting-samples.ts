// What the texts of offers, codes and devices are given to say.
import type { Strings } from '../../../src/strings/index.ts';

const AT = new Date(2030, 0, 1, 14, 2).getTime();

export const MEETING_SAMPLES: Readonly<Record<string, (strings: Strings) => readonly unknown[]>> = {
  'incoming.amount': (strings) => [strings.activity.kinds.picture(12), strings.transfer.size(48_000_000)],
  'incoming.text': (strings) => [strings.transfer.size(1200)],
  'incoming.more': () => [7],
  'incoming.said': (strings) => ['Studio PC', strings.activity.kinds.picture(12)],
  'incoming.chosen': (strings) => [3, 12, strings.transfer.size(1_200_000)],
  'incoming.folderOf': (strings) => [strings.transfer.files(20)],
  'meeting.code': () => ['4 8 2 9 1 5'],
  'meeting.wrong': () => ['Studio PC', 2],
  'fromNearby.seenUntil': () => ['Mia-s MacBook', AT],
  'aboutDevice.whichAnewMore': () => ['Studio PC', 2],
  'aboutDevice.pairWithNth': () => ['Studio PC', 1, 2],
  'aboutDevice.comparedAt': (strings) => [strings.cli.moment(AT, AT)],
  'aboutDevice.today': (strings) => [strings.transfer.size(1_200_000_000), strings.transfer.size(20_000_000_000)],
  'moreSettings.dailyOf': (strings) => [strings.transfer.size(20_000_000_000)],
  'moreSettings.limit': (strings) => [strings.transfer.size(5_000_000)],
  'moreSettings.pausedUntil': () => [AT],
};
