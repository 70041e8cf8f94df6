// `ferry transfers`: those that are unfinished; holding one, going on with it, giving it up.
import { ok } from '../../base/result.ts';
import { showHidden } from '../../base/text.ts';
import type { ShownTransfer } from '../../contract/transfers.ts';
import { isOver } from '../../contract/transfers.ts';
import { wayOf } from '../../contract/vias.ts';
import type { Strings } from '../../strings/index.ts';
import { namesText, shortId } from '../amounts.ts';
import { EXIT } from '../exit-codes.ts';
import { findTransfer } from '../find.ts';
import { followToEnd } from '../follow-to-end.ts';
import { limitTransfer } from '../limit.ts';
import { openNetwork } from '../network.ts';
import { deviceName, stageText } from '../progress.ts';
import { readAction } from '../sub-commands.ts';
import { resumeCommand } from '../watch-transfers.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { waitWithFerry, withFerry } from '../with-ferry.ts';

const ACTIONS = { pause: ['ID'], resume: ['ID'], discard: ['ID'], files: ['ID'] } as const;
const FILES_AT_ONCE = 200;

export async function transfers(call: Call): Promise<number> {
  const { output, invocation } = call;
  const read = readAction('transfers', invocation, ACTIONS, {
    resume: ['port', 'interface', 'name', 'limit'],
  });
  if (!read.ok) return output.fail(read.error);
  const { action, words } = read.value;
  const [id = ''] = words;
  if (action === null) return withFerry(call, list);
  if (action === 'resume') return waitWithFerry(call, (opened) => resume(opened, id));
  const run = { pause, discard, files }[action];
  return withFerry(call, (opened) => run(opened, id));
}

async function list({ first, output }: Opened): Promise<number> {
  const rows = Object.values(first.transfers)
    .filter((row) => !isOver(row))
    .sort((a, b) => a.startedAt - b.startedAt);
  if (rows.length === 0) output.tell(output.t.cli.noTransfers, null);
  for (const row of rows) {
    const { id, direction, device, stage, names, done, total } = row;
    output.say(lineOf(row, output.t), {
      event: 'transfer',
      transferId: id,
      direction,
      device: device?.name ?? null,
      stage,
      names: [...names],
      filesDone: done.files,
      files: total.files,
      bytesDone: done.bytes,
      bytes: total.bytes,
      ...wayOf(row),
    });
  }
  return EXIT.ok;
}

function lineOf(row: ShownTransfer, t: Strings): string {
  const { direction, done, total, stage } = row;
  const device = row.device === null ? '' : deviceName(row, t);
  const arrow = direction === 'send' ? '↑' : '↓';
  const parts = [
    shortId(row.id),
    `${arrow} ${device}`.trim(),
    namesText(row, t),
    // How far one is that nobody works on isn't known before it goes on.
    stage === 'stopped' && done.bytes === 0
      ? t.transfer.size(total.bytes)
      : t.transfer.sizeOf(Math.min(done.bytes, total.bytes), total.bytes),
    stageText(row, t),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

async function resume(opened: Opened, typed: string): Promise<number> {
  const { first, output, invoke } = opened;
  const found = findTransfer(typed, first);
  if (!found.ok) return output.fail(found.error);
  const { id, stage } = found.value;
  // The other device may be the one that finds us.
  const network = await openNetwork(opened);
  if (!network.ok) return output.fail(network.error);
  return followToEnd(opened, {
    isOurs: (row) => first.pairings[row.id] === undefined && row.purpose !== 'pair' && row.role === 'typer',
    start: async () => {
      await limitTransfer(opened, id);
      // In an engine that runs elsewhere it may be under way.
      if (stage !== 'stopped') return [ok(id)];
      const resumed = await invoke('transfer.resume', { id });
      return [resumed.ok ? ok(id) : resumed];
    },
  });
}

async function discard({ first, output, invoke }: Opened, typed: string): Promise<number> {
  const found = findTransfer(typed, first);
  if (!found.ok) return output.fail(found.error);
  const { id } = found.value;
  const discarded = await invoke('transfer.discard', { id });
  if (!discarded.ok) return output.fail(discarded.error, id);
  output.tell(output.t.cli.discarded, { event: 'canceled', transferId: id });
  return EXIT.ok;
}

async function pause({ first, output, invoke }: Opened, typed: string): Promise<number> {
  const found = findTransfer(typed, first);
  if (!found.ok) return output.fail(found.error);
  const { id } = found.value;
  const stopped = await invoke('transfer.stop', { id });
  if (!stopped.ok) return output.fail(stopped.error, id);
  output.tell(output.t.cli.pausedResume(resumeCommand(id)), { event: 'stopped', transferId: id });
  return EXIT.ok;
}

async function files({ first, output, invoke }: Opened, typed: string): Promise<number> {
  const found = findTransfer(typed, first, () => true);
  if (!found.ok) return output.fail(found.error);
  const { id: transferId } = found.value;
  const { t } = output;
  for (let at = 0, total = 1; at < total; ) {
    const page = await invoke('transfer.files', { id: transferId, first: at, count: FILES_AT_ONCE });
    if (!page.ok) return output.fail(page.error, transferId);
    for (const { path, bytes, state, reason } of page.value.files) {
      const named = t.transferDetails.states[state];
      const stands = reason === null ? named : t.transferDetails.fileState(named, t.transfer.reason[reason]);
      const line = `${showHidden(path)}  ${t.transfer.size(bytes)}  ${stands}`;
      output.say(line, { event: 'file', transferId, path, bytes, state, reason });
    }
    total = page.value.total;
    if (total === 0) output.tell(t.transferDetails.noFiles, null);
    // What is listed may shrink meanwhile, but the end comes.
    at += Math.max(1, page.value.files.length);
  }
  return EXIT.ok;
}
