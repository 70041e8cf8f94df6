// What each shell completes the words of `ferry` by: a part that is written for it, and one that is made of the table.
import type { Strings } from '../../strings/index.ts';
import bashBegin from './begin.bash?raw';
import fishBegin from './begin.fish?raw';
import zshBegin from './begin.zsh?raw';
import bashEnd from './end.bash?raw';
import zshEnd from './end.zsh?raw';
import { fishLines } from './fish.ts';
import type { Shell } from './grammar.ts';
import { posixFunctions } from './posix.ts';

export const SCRIPTS: Readonly<Record<Shell, (t: Strings) => string>> = {
  bash: (t) => `${bashBegin}\n${posixFunctions(t)}\n\n${bashEnd}`,
  zsh: (t) => `${zshBegin}\n${posixFunctions(t)}\n\n${zshEnd}`,
  fish: (t) => `${fishBegin}\n${fishLines(t)}\n`,
};
