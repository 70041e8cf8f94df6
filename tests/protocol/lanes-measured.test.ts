// How many lanes there are, by nothing but what a sender sees of real connections.
import { expect, it } from 'vitest';
import { accepted, isWhole, laneScene } from '../support/lane-scene.ts';

const MIB = 1024 * 1024;

it('lanes open where each connection is slow, three, seven and never more, and close when nothing is sent', async () => {
  const here = await laneScene({ mib: 160, speed: 3 * MIB });
  const { wire } = here;
  const id = await accepted(here);
  const seen = new Set<number>();
  const look = (): number => {
    seen.add(wire.lanes);
    return wire.lanes;
  };
  await expect.poll(look, { interval: 20, timeout: 90_000 }).toBe(7);
  expect([...seen]).toEqual(expect.arrayContaining([0, 3, 7]));
  await expect.poll(() => Math.min(...wire.laneBytes)).toBeGreaterThan(MIB);
  wire.bytesPerSecond *= 32;
  await isWhole(here, id);
  await expect.poll(() => wire.lanes).toBe(0);
  expect(wire.mostLanes).toBe(7);
}, 120_000);

it('lanes open for small files as for large ones, without a step back', async () => {
  const here = await laneScene({ mib: 200, isInSmallFiles: true });
  const { wire } = here;
  const id = await accepted(here);
  const seen: number[] = [0];
  const look = (): number => {
    if (seen.at(-1) !== wire.lanes) seen.push(wire.lanes);
    return wire.lanes;
  };
  await expect.poll(look, { interval: 5, timeout: 60_000 }).toBe(7);
  expect(seen).toEqual(seen.toSorted((one, other) => one - other));
  wire.bytesPerSecond *= 32;
  await isWhole(here, id);
}, 120_000);
