// `ferry identity`: who this device is to others, and a new key for it.
import { showHidden } from '../../base/text.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { State } from '../../contract/state.ts';
import { isOver } from '../../contract/transfers.ts';
import { EXIT } from '../exit-codes.ts';
import { readAction } from '../sub-commands.ts';
import { padToWidth, textWidth } from '../text-width.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { waitWithFerry, withFerry } from '../with-ferry.ts';

const ACTIONS = { reset: [] } as const;

export async function identity(call: Call): Promise<number> {
  const { output, invocation, person } = call;
  const read = readAction('identity', invocation, ACTIONS, { reset: ['yes'] });
  if (!read.ok) return output.fail(read.error);
  if (read.value.action === null) return withFerry(call, show);
  if (!invocation.yes && !person.isThere)
    return output.fail(errorInfo('usage.missing_argument', { argument: '--yes' }));
  return waitWithFerry(call, reset);
}

async function show({ invoke, output }: Opened): Promise<number> {
  const found = await invoke('state.snapshot');
  if (!found.ok) return output.fail(found.error);
  const key = await invoke('self.key');
  if (!key.ok) return output.fail(key.error);
  const { id, name } = found.value.state.self;
  const { fingerprint } = key.value;
  const { t } = output;
  const rows = [
    [t.identity.name, showHidden(name)],
    [t.identity.id, id],
    [t.identity.key, fingerprint],
  ] as const;
  const width = Math.max(...rows.map(([what]) => textWidth(what)));
  const lines = rows.map(([what, is]) => `${padToWidth(what, width)}  ${is}`);
  output.say(lines.join('\n'), { event: 'identity', id, name, fingerprint });
  return EXIT.ok;
}

async function reset(opened: Opened): Promise<number> {
  const { first, invoke, output, person, invocation, signal } = opened;
  const { identity: words } = output.t;
  const question = { facts: whatEnds(first, words), question: words.ask, byEnter: false };
  if (!invocation.yes && (await person.confirm(question, signal)) !== true) return EXIT.declined;
  const done = await invoke('identity.reset');
  if (!done.ok) return output.fail(done.error);
  output.tell(words.isNew, null);
  return show(opened);
}

function whatEnds({ devices, transfers }: State, words: Opened['output']['t']['identity']): readonly string[] {
  // What nobody has come for yet is for whoever comes.
  const unfinished = Object.values(transfers).filter((row) => !isOver(row) && row.device !== null).length;
  return [words.forgets(Object.keys(devices).length), ...(unfinished === 0 ? [] : [words.endsTransfers(unfinished)])];
}
