// Two paired devices with a network between them that tells lanes apart, and what is asked of a transfer over it.
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { TransferId } from '../../src/contract/transfers.ts';
import { Channel } from '../../src/engine/noise/channel.ts';
import { LanePlan } from '../../src/engine/session/lane-plan.ts';
import { FerryEngine, pair } from './ferry-engine.ts';
import { LaneWire } from './lane-wire.ts';

const MIB = 1024 * 1024;
/** Of each connection. */
const SPEED = 6 * MIB;

/** What all sides say, by type: how often, and how many bytes. */
export function countRecords(): ReadonlyMap<number, { count: number; bytes: number }> {
  const said = new Map<number, { count: number; bytes: number }>();
  const { sendTagged } = Channel.prototype;
  vi.spyOn(Channel.prototype, 'sendTagged').mockImplementation(function counted(this: Channel, type, ...body) {
    const before = said.get(type) ?? { count: 0, bytes: 0 };
    const bytes = body.reduce((sum, { length }) => sum + length, 0);
    said.set(type, { count: before.count + 1, bytes: before.bytes + bytes });
    return sendTagged.call(this, type, ...body);
  });
  return said;
}

/** So many connections from the first look on, instead of what measuring says. */
export const want = (connections: number): void => {
  vi.spyOn(LanePlan.prototype, 'wanted', 'get').mockReturnValue(connections);
};

export interface LaneScene {
  readonly sender: FerryEngine;
  readonly receiver: FerryEngine;
  readonly wire: LaneWire;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly paths: readonly string[];
}

interface Asked {
  readonly mib?: number;
  readonly caller?: 'sender' | 'receiver';
  readonly speed?: number;
  /** All of it in files of 100 KiB. */
  readonly isInSmallFiles?: boolean;
}

/** The sender calls unless said otherwise, and each connection is slow. */
export async function laneScene(asked: Asked = {}): Promise<LaneScene> {
  const { mib = 16, caller = 'sender', speed = SPEED, isInSmallFiles = false } = asked;
  const [sender, receiver] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
  const [calls, called] = caller === 'sender' ? [sender, receiver] : [receiver, sender];
  await receiver.receive();
  if (called.port === 0) await called.listen();
  const wire = await LaneWire.open(called.port, speed);
  called.port = wire.port;
  await pair(called, calls);
  const small = (count: number, bytes: number) =>
    Array.from({ length: count }, (_, at) => [`small-${at}`, randomBytes(bytes + at)] as const);
  const files = new Map(
    isInSmallFiles
      ? small(mib * 10, 100 * 1024)
      : [['film.bin', randomBytes(mib * MIB + 5)], ...small(40, 40_000), ['z-last.bin', randomBytes(3 * MIB)]],
  );
  const paths = [...files.keys()].map((name) => join(sender.folder, name));
  for (const [name, bytes] of files) await writeFile(join(sender.folder, name), bytes);
  return { sender, receiver, wire, files, paths };
}

export async function accepted({ sender, receiver, paths }: LaneScene): Promise<TransferId> {
  const id = await sender.send(paths, receiver);
  await receiver.untilStage(id, 'asking');
  await receiver.ask('transfer.answer', { id, accept: true });
  return id;
}

export async function isWhole({ sender, receiver, files }: LaneScene, id: string): Promise<void> {
  const [there, here] = [await receiver.untilStage(id, 'done'), await sender.untilStage(id, 'done')];
  for (const { done } of [there, here]) expect(done).toMatchObject({ files: files.size, skipped: 0 });
  for (const [name, bytes] of files) expect(bytes.equals(await readFile(join(receiver.inbox, name))), name).toBe(true);
}

export const untilMoved = ({ receiver }: LaneScene, id: string, mib: number) =>
  receiver.until(`${mib} MiB`, ({ transfers }) => (transfers[id]?.done.bytes ?? 0) >= mib * MIB);
