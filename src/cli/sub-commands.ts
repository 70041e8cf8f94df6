// The second word of a command, such as `history show ID`: what it is, what belongs to it, and what was meant instead.
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';
import type { Invocation } from './args.ts';
import type { CommandName } from './command-table.ts';
import { nearest } from './nearest.ts';

/** Options that only some second words know. */
type ScopedOption = 'port' | 'interface' | 'name' | 'yes' | 'into' | 'limit';

/** Other words for the same: nobody finds them by their spelling. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  cancel: 'discard',
  delete: 'forget',
  remove: 'forget',
  resend: 'again',
  stop: 'pause',
};

interface Action<A extends string> {
  /** Null: the command alone. */
  readonly action: A | null;
  readonly words: readonly string[];
}

/** `actions` has the arguments that each takes; `options` those that belong to some alone, by their second word or ''. */
export function readAction<A extends string>(
  command: CommandName,
  invocation: Invocation,
  actions: Readonly<Record<A, readonly string[]>>,
  options: Partial<Readonly<Record<NoInfer<A> | '', readonly ScopedOption[]>>>,
): Outcome<Action<A>> {
  const [typed, ...words] = invocation.words;
  const known = Object.keys(actions) as A[];
  const action = typed === undefined ? null : known.find((each) => each === typed);
  if (action === undefined) {
    const other = OTHER_WORDS[typed ?? ''];
    const near = known.find((each) => each === other) ?? nearest(typed ?? '', known);
    return failure('usage.unknown_command', { command: `${command} ${typed}`, nearest: near && `${command} ${near}` });
  }
  const wanted = action === null ? [] : actions[action];
  const missing = wanted[words.length];
  if (missing !== undefined) return failure('usage.missing_argument', { argument: missing });
  const extra = words[wanted.length];
  if (extra !== undefined) return failure('usage.unexpected_argument', { argument: extra });
  const allowed = options[action ?? ''] ?? [];
  const stray = given(invocation).find((option) => !allowed.includes(option));
  if (stray !== undefined) return failure('usage.unknown_option', { option: `--${stray}`, nearest: '' });
  return ok({ action, words });
}

function given({ port, interface: address, deviceName, yes, into, limit }: Invocation): readonly ScopedOption[] {
  const all = { port, interface: address, name: deviceName, yes: yes || null, into, limit };
  return (Object.keys(all) as ScopedOption[]).filter((option) => all[option] !== null);
}
