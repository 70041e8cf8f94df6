// What the sentences of the shell are tested with.
import type { Strings } from '../../../src/strings/index.ts';

const AT = new Date(2026, 10, 22, 14, 2).getTime();
const withThings = ({ activity }: Strings) => [activity.kinds.picture(12), 'Studio PC'];

export const SHELL_SAMPLES: Readonly<Record<string, (strings: Strings) => readonly unknown[]>> = {
  'shell.sending': withThings,
  'shell.offering': withThings,
  'shell.receiving': withThings,
  'shell.progress': ({ shell }) => [shell.several(3), 62],
  'shell.several': () => [3],
  'shell.asks': withThings,
  'shell.pausedUntil': () => [AT],
  'shell.accept': withThings,
  'shell.declineOne': withThings,
  'shell.see': withThings,
  'shell.recentSent': withThings,
  'shell.recentReceived': withThings,
  'shell.pastedPicture': () => ['2026-11-22 14.02'],
  'shell.unfinished': () => [2],
};
