// What comes out of a pipe is more than anybody knew, and the disk is full: it stands still, and goes on when there is room.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ChildEngine, MountSpace, pairedFolders } from '../support/child-engine.ts';
import { FerryEngine } from '../support/ferry-engine.ts';
import { digestOf, pieces, sendStream } from '../support/stream.ts';
import { canMount } from '../unit/engine/disk/own-mounts.ts';

const MIB = 1024 * 1024;

async function onVolume(mib: number) {
  const [from, to] = await pairedFolders('Calm Pier', 'Studio PC');
  const space = await MountSpace.open();
  space.run('mount', '-t', 'tmpfs', '-o', `size=${mib}m`, 'ferry-test', join(to, 'inbox'));
  const receiver = await ChildEngine.start('Studio PC', to, space.by);
  await receiver.receive();
  return { space, receiver, sender: await FerryEngine.start('Calm Pier', from) };
}

describe.skipIf(!canMount)('a stream onto a disk that is full (needs mounts)', () => {
  it('stands still with its numbers, here and there, and loses nothing by that', async () => {
    const { space, receiver, sender } = await onVolume(80);
    const { promise: isFull, resolve: goOn } = Promise.withResolvers<void>();
    const { id, isGiven } = await sendStream(sender, toBeHeld(isFull), receiver);
    await receiver.accept(id);
    await receiver.until('some of it', ({ transfers }) => (transfers[id]?.done.bytes ?? 0) >= 8 * MIB);
    space.run('sh', '-c', `head -c 1G /dev/zero > '${receiver.inbox}/ballast' 2> /dev/null || true`);
    goOn();
    const code = 'transfer.disk_full';
    expect(await receiver.untilStage(id, 'paused')).toMatchObject({
      trouble: { code, details: { neededBytes: 16 * MIB } },
    });
    expect(await sender.untilStage(id, 'paused')).toMatchObject({ trouble: { code: 'transfer.disk_full_there' } });
    space.run('rm', join(receiver.inbox, 'ballast'));
    await sender.untilStage(id, 'done');
    expect(await isGiven).toBe(true);
    const [hash] = space.run('sha256sum', join(receiver.inbox, 'backup.tar')).split(' ');
    expect(hash).toBe(digestOf(pieces(640)));
  });

  it('doesn’t begin where there is next to nothing left', async () => {
    const { receiver, sender } = await onVolume(10);
    const { id } = await sendStream(sender, pieces(16), receiver);
    await receiver.accept(id);
    expect(await receiver.untilStage(id, 'paused')).toMatchObject({ trouble: { code: 'transfer.disk_full' } });
  });
});

/** The first eight MiB of it, and the others when they may come. */
async function* toBeHeld(mayGoOn: Promise<void>): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const piece of pieces(640)) {
    if (at++ === 128) await mayGoOn;
    yield piece;
  }
}
