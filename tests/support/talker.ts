// A device that talks without a pause as soon as it is told to, and is too busy to listen most of the time.
//     node talker.ts PORT      prints what it was told, and how that ended
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import { dial } from '../../src/engine/net/dial.ts';
import { means } from './channel.ts';

const BUSY_MS = 40;
const dialled = await dial({
  means: means(),
  clock: SYSTEM_PORTS.clock,
  places: [{ address: '127.0.0.1', port: Number(process.argv[2]) }],
  isExpected: () => true,
  tag: () => new Uint8Array(16),
  versionFloor: () => 0,
});
if (!dialled.ok) throw new Error('not reached');
const { channel } = dialled;

function talk(): void {
  const until = performance.now() + BUSY_MS;
  while (performance.now() < until);
  for (let count = 0; count < 4 && !channel.isOver; count++)
    void channel.send(1, Buffer.alloc(256 * 1024)).catch(() => undefined);
  if (!channel.isOver) setImmediate(talk);
}
for (;;) {
  const record = await channel.receive().catch(() => null);
  if (record === null) break;
  const word = String(record.body);
  console.log(word);
  if (word === 'talk') talk();
}
console.log(channel.closed === null ? 'lost' : 'closed');
process.exit();
