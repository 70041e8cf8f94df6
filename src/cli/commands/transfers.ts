// `ferry transfers`: those that are unfinished; going on with one, or giving it up.
import { ok } from '../../base/result.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { ShownTransfer } from '../../contract/transfers.ts';
import { isOver } from '../../contract/transfers.ts';
import type { Strings } from '../../strings/index.ts';
import { namesText, shortId } from '../amounts.ts';
import { EXIT } from '../exit-codes.ts';
import { findTransfer } from '../find.ts';
import { followToEnd } from '../follow-to-end.ts';
import { nearest } from '../nearest.ts';
import { openNetwork } from '../network.ts';
import { deviceName, stageText } from '../progress.ts';
import type { Call, Opened } from '../with-ferry.ts';
import { waitWithFerry, withFerry } from '../with-ferry.ts';

const ACTIONS = ['resume', 'discard'];

export async function transfers(call: Call): Promise<number> {
  const { output, invocation } = call;
  const [action, id, extra] = invocation.words;
  const { port, interface: address, deviceName: name } = invocation;
  if (action !== undefined && !ACTIONS.includes(action)) {
    const near = nearest(action, ACTIONS);
    const command = `transfers ${action}`;
    return output.fail(errorInfo('usage.unknown_command', { command, nearest: near && `transfers ${near}` }));
  }
  if (action !== undefined && id === undefined)
    return output.fail(errorInfo('usage.missing_argument', { argument: 'ID' }));
  if (extra !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
  const stray = port !== null ? '--port' : address !== null ? '--interface' : name !== null ? '--name' : null;
  if (action !== 'resume' && stray !== null)
    return output.fail(errorInfo('usage.unknown_option', { option: stray, nearest: '' }));
  if (id === undefined) return withFerry(call, list);
  return action === 'resume'
    ? waitWithFerry(call, (opened) => resume(opened, id))
    : withFerry(call, (opened) => discard(opened, id));
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
