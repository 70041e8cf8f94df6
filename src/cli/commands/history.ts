// `ferry history`: what is over, the newest first; and what can still be done about it.
import { ok } from '../../base/result.ts';
import { showHidden } from '../../base/text.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { ShownTransfer } from '../../contract/transfers.ts';
import { isOver } from '../../contract/transfers.ts';
import { wayOf } from '../../contract/vias.ts';
import type { Strings } from '../../strings/index.ts';
import { namesText, shortId } from '../amounts.ts';
import { EXIT } from '../exit-codes.ts';
import { findTransfer } from '../find.ts';
import { followToEnd } from '../follow-to-end.ts';
import { hearGuest } from '../meet.ts';
import { openNetwork } from '../network.ts';
import { deviceName, stageText } from '../progress.ts';
import { sayText } from '../say-text.ts';
import { readAction } from '../sub-commands.ts';
import { padToWidth, textWidth } from '../text-width.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { waitWithFerry, withFerry } from '../with-ferry.ts';

const ACTIONS = { show: ['ID'], again: ['ID'], forget: ['ID'], clear: [] } as const;

export async function history(call: Call): Promise<number> {
  const { output, invocation } = call;
  const read = readAction('history', invocation, ACTIONS, { again: ['port', 'interface', 'name'], clear: ['yes'] });
  if (!read.ok) return output.fail(read.error);
  const { action, words } = read.value;
  const [id = ''] = words;
  if (action === null) return withFerry(call, async (opened) => list(opened));
  if (action === 'clear') return clear(call);
  if (action === 'again') return waitWithFerry(call, (opened) => again(opened, id));
  return withFerry(call, (opened) => (action === 'show' ? show(opened, id) : forget(opened, id)));
}

function list({ first, output, world }: Opened): number {
  const { t } = output;
  const rows = Object.values(first.transfers)
    .filter(isOver)
    .sort((a, b) => endOf(b) - endOf(a));
  if (rows.length === 0) output.tell(first.settings.keepHistory ? t.history.empty : t.history.off, null);
  const when = rows.map((row) => t.cli.moment(endOf(row), world.clock.now()));
  const width = Math.max(0, ...when.map(textWidth));
  for (const [at, row] of rows.entries()) {
    const { id: transferId, direction, device, content, stage, names, total, done, startedAt, endedAt, trouble } = row;
    output.say([shortId(row.id), padToWidth(when[at] ?? '', width), ...partsOf(row, t)].join('  '), {
      event: 'history',
      transferId,
      direction,
      device: device?.name ?? null,
      content,
      stage,
      names: [...names],
      files: total.files,
      bytes: total.bytes,
      skipped: done.skipped,
      notWanted: done.notWanted,
      startedAt,
      endedAt,
      code: trouble?.code ?? null,
      ...wayOf(row),
    });
  }
  return EXIT.ok;
}

const endOf = ({ endedAt, startedAt }: ShownTransfer): number => endedAt ?? startedAt;

function partsOf(row: ShownTransfer, t: Strings): readonly string[] {
  const arrow = row.direction === 'send' ? '↑' : '↓';
  const device = row.device === null ? '' : deviceName(row, t);
  return [`${arrow} ${device}`.trim(), namesText(row, t), t.transfer.size(row.total.bytes), stageText(row, t)];
}

async function show({ first, output, invoke, world }: Opened, typed: string): Promise<number> {
  const found = findTransfer(typed, first, isOver);
  if (!found.ok) return output.fail(found.error);
  const { id, content, device } = found.value;
  if (content === 'text') {
    const read = await invoke('text.read', { id });
    if (!read.ok) return output.fail(read.error, id);
    sayText(output, world.out, { transferId: id, device: device?.name ?? null, text: read.value.text });
    return EXIT.ok;
  }
  const place = await invoke('transfer.place', { id });
  if (!place.ok) return output.fail(place.error, id);
  const { path } = place.value;
  // A program gets the path as it is, a terminal what it can't be steered by.
  const fact = { event: 'place', transferId: id, path } as const;
  if (world.out.isTerminal) output.say(showHidden(path), fact);
  else output.sayAsIs(`${path}\n`, fact);
  return EXIT.ok;
}

async function again(opened: Opened, typed: string): Promise<number> {
  const { first, output, invoke } = opened;
  const found = findTransfer(typed, first, isOver);
  if (!found.ok) return output.fail(found.error);
  const network = await openNetwork(opened);
  if (!network.ok) return output.fail(network.error);
  const { via, device } = found.value;
  const heard = via === undefined || device === null ? ok(undefined) : await hearGuest(opened, device.id);
  if (!heard.ok) return output.fail(heard.error);
  const { cli } = output.t;
  const [address = ''] = network.value.addresses;
  return followToEnd(opened, {
    isOurs: (row) => first.pairings[row.id] === undefined && row.purpose === 'send',
    howToType: [cli.onTheOther(`ferry receive --from ${address}`)],
    start: async () => {
      const started = await invoke('transfer.again', { id: found.value.id });
      return [started.ok ? ok(started.value.id) : started];
    },
  });
}

async function forget({ first, output, invoke }: Opened, typed: string): Promise<number> {
  const found = findTransfer(typed, first, isOver);
  if (!found.ok) return output.fail(found.error);
  const { id } = found.value;
  const forgotten = await invoke('transfer.forget', { id });
  if (!forgotten.ok) return output.fail(forgotten.error, id);
  output.tell(output.t.history.removed, { event: 'removed', transferId: id });
  return EXIT.ok;
}

async function clear(call: Call): Promise<number> {
  const { output, person, invocation } = call;
  const { t } = output;
  if (!invocation.yes && !person.isThere)
    return output.fail(errorInfo('usage.missing_argument', { argument: '--yes' }));
  return waitWithFerry(call, async ({ invoke, signal }) => {
    const question = { facts: [t.history.askMore], question: t.history.ask, byEnter: false };
    if (!invocation.yes && (await person.confirm(question, signal)) !== true) return EXIT.declined;
    const cleared = await invoke('history.clear');
    if (!cleared.ok) return output.fail(cleared.error);
    output.tell(t.history.cleared, { event: 'removed' });
    return EXIT.ok;
  });
}
