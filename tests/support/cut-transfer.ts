// A transfer between two devices that know each other, through something that cuts their connection where it is told to.
import { afterEach } from 'vitest';
import type { ShownTransfer } from '../../src/contract/transfers.ts';
import type { Ports } from '../../src/engine/index.ts';
import { FerryEngine, pair } from './ferry-engine.ts';
import { RecordCutter } from './record-cutter.ts';
import { type Tree, wrongIn } from './transfer-tree.ts';

const MIB = 1024 * 1024;
export const SMALL = { largeBytes: 2 * MIB + 5, smallFiles: 4 };

const cutters: RecordCutter[] = [];
afterEach(async () => {
  for (const cutter of cutters.splice(0)) await cutter.close();
});

export async function cutterTo(engine: FerryEngine): Promise<RecordCutter> {
  const cutter = await RecordCutter.open(engine.port);
  cutters.push(cutter);
  // Found there from now on.
  engine.port = cutter.port;
  return cutter;
}

/** Where it breaks before the answer, the offer comes again, and so does the question. */
export function sayYes(receiver: FerryEngine): void {
  receiver.engine.subscribe(() => {
    for (const { id, stage } of Object.values(receiver.state.transfers))
      if (stage === 'asking') void receiver.engine.invoke('transfer.answer', { id, accept: true });
  });
}

/** What is otherwise than it should be on either side. */
export async function wrongAfter(
  inbox: string,
  tree: Tree,
  ...rows: readonly ShownTransfer[]
): Promise<readonly string[]> {
  const wanted = JSON.stringify({
    files: tree.files - 1,
    bytes: tree.bytes,
    skipped: 0,
    alreadyThere: 1,
    notWanted: 0,
  });
  const counts = rows.map(({ direction, done }) => `${direction}: ${JSON.stringify(done)}`);
  return [...(await wrongIn(inbox, tree)), ...counts.filter((count) => !count.endsWith(`: ${wanted}`))];
}

export interface Swept {
  readonly sender: FerryEngine;
  readonly receiver: FerryEngine;
  readonly cutter: RecordCutter;
  readonly tree: Tree;
}

export async function pairedThrough(ports: Partial<Ports>, receiversPorts = ports): Promise<Omit<Swept, 'tree'>> {
  const [sender, receiver] = [
    await FerryEngine.start('Calm Pier', undefined, ports),
    await FerryEngine.start('Studio PC', undefined, receiversPorts),
  ];
  await receiver.receive();
  await sender.listen();
  const cutter = await cutterTo(receiver);
  await pair(receiver, sender);
  sayYes(receiver);
  return { sender, receiver, cutter };
}
