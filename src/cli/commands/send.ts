// `ferry send`: to devices that are named, each for itself, or to whoever types the code that is shown.
import { resolve } from 'node:path';
import { ok } from '../../base/result.ts';
import { type ContentPlace, isFileName } from '../../contract/commands.ts';
import type { ErrorInfo, Outcome } from '../../contract/errors.ts';
import { errorInfo, failure } from '../../contract/errors.ts';
import type { ShownPairing, Target, TransferId } from '../../contract/transfers.ts';
import type { Invocation } from '../args.ts';
import { dryRun } from '../dry-run.ts';
import { followToEnd } from '../follow-to-end.ts';
import { lookNoFurther, meet } from '../meet.ts';
import { openNetwork } from '../network.ts';
import { readText } from '../text-input.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { waitWithFerry, withFerry } from '../with-ferry.ts';
import { withPipe } from '../with-pipe.ts';

/** What is sent. */
type Content =
  | { readonly paths: string[] }
  | { readonly text: string; readonly isPrivate: boolean }
  | { readonly content: ContentPlace; readonly name: string };

export async function send(call: Call): Promise<number> {
  const { invocation, output, world } = call;
  const { words, text, isPrivate, stdin } = invocation;
  const refused = refusal(invocation) ?? (stdin === null ? null : refusalOfStream(stdin, call));
  if (refused !== null) return output.fail(refused);
  if (stdin !== null) return waitWithFerry(call, (opened) => sendStream(opened, stdin));
  const read = text === null ? null : await readText(text, call);
  if (read?.ok === false) return output.fail(read.error);
  const content =
    read === null ? { paths: words.map((word) => resolve(world.cwd, word)) } : { text: read.value, isPrivate };
  if (invocation.isDryRun) return withFerry(call, (opened) => dryRun(opened, content));
  return waitWithFerry(call, (opened) => sendIt(opened, content));
}

const sendIt = (opened: Opened, content: Content): Promise<number> =>
  opened.invocation.to.length === 0 ? sendByCode(opened, content) : sendTo(opened, content);

/** All that comes in, as it comes: what the engine doesn't take yet waits in the pipe. */
const sendStream = (opened: Opened, name: string): Promise<number> =>
  withPipe(
    opened,
    (pipe) => pipe.give(opened.world.content.in.open()),
    (pipe) => sendIt(opened, { content: pipe.place, name }),
  );

/** A pipe can be read by one, once, and by nobody later. */
function refusalOfStream(name: string, { invocation, world }: Call): ErrorInfo | null {
  const { words, to, text, wait, isDryRun } = invocation;
  const others = {
    '--text': text !== null,
    PATH: words.length > 0,
    '--wait': wait,
    '--dry-run': isDryRun,
    '--to … --to …': to.length > 1,
  };
  const [second] = Object.entries(others).find(([, isGiven]) => isGiven) ?? [];
  if (second !== undefined) return errorInfo('usage.not_together', { first: '--stdin', second });
  if (!isFileName(name)) return errorInfo('usage.invalid_value', { option: '--stdin', value: name });
  return world.content.in.isTerminal ? errorInfo('usage.terminal_in', {}) : null;
}

function refusal({ words, to, text, isPrivate, wait, stdin }: Invocation): ErrorInfo | null {
  if (text !== null && words.length > 0) return errorInfo('usage.not_together', { first: '--text', second: 'PATH' });
  if (isPrivate && text === null) return errorInfo('usage.missing_argument', { argument: '--text' });
  if (text === null && stdin === null && words.length === 0)
    return errorInfo('usage.missing_argument', { argument: 'PATH' });
  // Where a script's variable was never set: it would be all of the folder that one stands in.
  if (words.includes('')) return errorInfo('usage.invalid_value', { option: 'PATH', value: '' });
  return wait && to.length === 0 && stdin === null ? errorInfo('usage.missing_argument', { argument: '--to' }) : null;
}

async function sendByCode(opened: Opened, content: Content): Promise<number> {
  const network = await openNetwork(opened);
  if (!network.ok) return opened.output.fail(network.error);
  const { cli } = opened.output.t;
  const [address = ''] = network.value.addresses;
  return followToEnd(opened, {
    isOurs: isNew(opened, (row) => row.role === 'displayer' && row.purpose === 'send'),
    howToType: [cli.onTheOther(`ferry receive --from ${address}`)],
    start: async () => [await start(opened, content, null)],
  });
}

async function sendTo(opened: Opened, content: Content): Promise<number> {
  const { output, invocation } = opened;
  const targets = new Map<string, Target>();
  for (const typed of invocation.to) {
    const target = await meet(opened, typed, '--to');
    const fit = target.ok && invocation.wait ? mustBePaired(opened, target.value, typed) : target;
    // Before anything is sent to anybody: the command wasn't meant like that.
    if (!fit.ok) return output.fail(fit.error);
    targets.set(JSON.stringify(fit.value), fit.value);
  }
  await lookNoFurther(opened, targets.values());
  // A device that was off may be the one that finds us.
  const network = invocation.wait ? await openNetwork(opened) : ok(null);
  if (!network.ok) return output.fail(network.error);
  return followToEnd(opened, {
    isOurs: isNew(opened, (row) => row.role === 'typer' && row.purpose === 'send'),
    start: () => Promise.all([...targets.values()].map((target) => start(opened, content, target))),
  });
}

function mustBePaired({ first }: Opened, target: Target, name: string): Outcome<Target> {
  const isPaired = target.kind === 'device' && first.devices[target.id]?.isPaired === true;
  return isPaired ? ok(target) : failure('usage.waits_for_paired', { name });
}

async function start(
  { invoke, invocation, limit }: Opened,
  content: Content,
  to: Target | null,
): Promise<Outcome<TransferId>> {
  const how = { ...(invocation.wait ? { waits: true } : {}), ...(limit === null ? {} : { limit }) };
  const started = await ('text' in content
    ? invoke('text.send', { ...content, to, ...how })
    : 'content' in content
      ? invoke('stream.send', { ...content, to, ...(limit === null ? {} : { limit }) })
      : invoke('transfer.send', { ...content, to, ...how }));
  return started.ok ? ok(started.value.id) : started;
}

/** Rows that were there when the command began are another surface's. */
const isNew =
  ({ first }: Opened, isMeant: (row: ShownPairing) => boolean) =>
  (row: ShownPairing): boolean =>
    isMeant(row) && first.pairings[row.id] === undefined;
