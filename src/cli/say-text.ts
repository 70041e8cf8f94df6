// A text as it came: to a program every byte of it, to a terminal nothing that steers one.
import { showHidden } from '../base/text.ts';
import type { TransferId } from '../contract/transfers.ts';
import type { Output } from './output.ts';
import type { Sink } from './world.ts';

interface SaidText {
  readonly transferId: TransferId;
  readonly device: string | null;
  readonly text: string;
}

export function sayText(output: Output, { isTerminal }: Pick<Sink, 'isTerminal'>, said: SaidText): void {
  output.sayAsIs(isTerminal ? shownLines(said.text) : said.text, { event: 'text', ...said });
}

/** Its lines stay lines. */
function shownLines(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.split('\t').map(showHidden).join('\t'));
  return `${lines.join('\n').replace(/\n$/, '')}\n`;
}
