// `ferry send --dry-run`: what would be sent, to whom, and what not. Nothing is said to anybody; who isn't known here is
// looked for, as for `ferry devices`.
import { ok } from '../base/result.ts';
import { showHidden } from '../base/text.ts';
import type { Outcome } from '../contract/errors.ts';
import { errorInfo, failure } from '../contract/errors.ts';
import type { SendTrial } from '../contract/transfers.ts';
import { trySend, writeAddress } from '../engine/index.ts';
import { whatText } from './amounts.ts';
import { EXIT } from './exit-codes.ts';
import { MOST_LISTED } from './file-notes.ts';
import { isLink, meetUnheard } from './meet.ts';
import { dataFolderOf } from './open-ferry.ts';
import type { Opened } from './with-ferry.ts';

type Content = { readonly paths: readonly string[] } | { readonly text: string };

export async function dryRun(opened: Opened, content: Content): Promise<number> {
  const { output } = opened;
  const to: string[] = [];
  for (const typed of opened.invocation.to) {
    const name = await nameOf(opened, typed);
    if (!name.ok) return output.fail(name.error);
    if (!to.includes(name.value)) to.push(name.value);
  }
  const tried = await tryOut(opened, content);
  if (!tried.ok) return output.fail(tried.error);
  say(opened, to, tried.value, 'text' in content ? 'text' : 'files');
  const { files, folders, skipped } = tried.value;
  // What `send` would say of it.
  if (files + folders === 0 && 'paths' in content)
    return output.fail(errorInfo('transfer.nothing_to_send', { path: content.paths[0] ?? '' }));
  return skipped > 0 ? EXIT.skipped : EXIT.ok;
}

/** As a person calls whom it would go to. */
async function nameOf(opened: Opened, typed: string): Promise<Outcome<string>> {
  const { first, invocation, invoke } = opened;
  // Who is behind it would have to be asked there.
  if (isLink(typed)) return typed.includes('&s=') ? failure('usage.secret_given', { option: '--to' }) : ok(typed);
  const target = await meetUnheard(opened, typed, '--to');
  if (!target.ok) return target;
  if (target.value.kind === 'address') {
    if (invocation.wait) return failure('usage.waits_for_paired', { name: typed });
    return ok(writeAddress(target.value));
  }
  const { id } = target.value;
  const known = first.devices[id];
  if (invocation.wait && known?.isPaired !== true) return failure('usage.waits_for_paired', { name: typed });
  if (known !== undefined) return ok(known.name);
  const now = await invoke('state.snapshot');
  return ok(now.ok ? (now.value.state.nearby[id]?.name ?? typed) : typed);
}

async function tryOut({ invocation, world }: Opened, content: Content): Promise<Outcome<SendTrial>> {
  if ('paths' in content) return trySend(content.paths, dataFolderOf(invocation, world));
  const bytes = Buffer.byteLength(content.text);
  return ok({ names: [], files: 1, folders: 0, bytes, skipped: 0, notes: [] });
}

function say({ output }: Opened, to: readonly string[], trial: SendTrial, content: 'files' | 'text'): void {
  const { t } = output;
  const { names, files, folders, bytes, skipped, notes } = trial;
  const what = whatText({ content }, { files, folders, bytes }, t);
  const sentence = to.length === 0 ? t.cli.wouldShowCode(what) : t.cli.wouldSend(what, to.map(showHidden).join(', '));
  const counts = { files, folders, bytes, skipped };
  output.say(files + folders === 0 ? null : sentence, {
    event: 'plan',
    to: [...to],
    content,
    names: [...names],
    ...counts,
  });
  for (const [index, { path, reason }] of notes.entries()) {
    const why = t.cli.fileNote(showHidden(path), reason === null ? t.transfer.failed : t.transfer.reason[reason]);
    output.complain(index < MOST_LISTED ? why : null, { event: 'leftOut', path, reason });
  }
  if (skipped > MOST_LISTED) output.complain(t.cli.more(skipped - MOST_LISTED), null);
  if (skipped > 0) output.complain(t.cli.wouldLeaveOut(skipped), null);
}
