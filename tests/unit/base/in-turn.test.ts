import { expect, it } from 'vitest';
import { InTurn } from '../../../src/base/in-turn.ts';

it('runs one job after the other, and the next one also where one failed', async () => {
  const jobs = new InTurn();
  const said: string[] = [];
  const job = (name: string, fails = false) =>
    jobs.run(async () => {
      said.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      said.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const first = job('first', true);
  const second = job('second');
  await expect(first).rejects.toThrow('first');
  await jobs.settled();
  expect(said).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  expect(await second).toBe('second');
});
