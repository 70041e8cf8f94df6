// The connection breaks after each record in turn, in either direction: the transfer goes on by itself, to the same end.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FerryEngine, pair } from '../support/ferry-engine.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { RecordCutter, type Way } from '../support/record-cutter.ts';

/** Beyond them a connection says nothing but that it is there. */
const MOST_RECORDS = 40;

describe('[101] a connection that breaks', () => {
  it.each(['up', 'down'] as const)(
    'after each record that goes %s costs nothing but time',
    async (way: Way) => {
      const [sender, receiver] = [
        await FerryEngine.start('Calm Pier', undefined, { clock: hurriedClock }),
        await FerryEngine.start('Studio PC', undefined, { clock: hurriedClock }),
      ];
      await receiver.receive();
      const cutter = await RecordCutter.open(receiver.port);
      receiver.port = cutter.port;
      await pair(receiver, sender);
      const source = join(sender.folder, 'Trip');
      await mkdir(join(source, 'empty'), { recursive: true });
      await writeFile(join(source, 'film.bin'), randomBytes(3 * 1024 * 1024 + 5));
      for (const name of ['a', 'b', 'c']) await writeFile(join(source, name), randomBytes(700));
      // Where it breaks before the answer, the offer comes again, and so does the question.
      receiver.engine.subscribe(() => {
        for (const { id, stage } of Object.values(receiver.state.transfers))
          if (stage === 'asking') void receiver.engine.invoke('transfer.answer', { id, accept: true });
      });
      let isEveryRecordTried = false;
      for (let after = 1; after <= MOST_RECORDS && !isEveryRecordTried; after++) {
        const inbox = join(receiver.folder, `inbox-${after}`);
        await mkdir(inbox);
        await receiver.ask('receive.offers', { into: inbox });
        const { cuts } = cutter;
        cutter.cutAfter(way, after);
        const { id } = await sender.ask('transfer.send', { paths: [source], to: receiver.target });
        await sender.untilStage(id, 'done');
        await receiver.untilStage(id, 'done');
        expect((await readdir(inbox)).sort(), `after ${after}`).toEqual(['Trip']);
        expect((await readdir(join(inbox, 'Trip'))).sort(), `after ${after}`).toEqual([
          'a',
          'b',
          'c',
          'empty',
          'film.bin',
        ]);
        for (const name of ['a', 'b', 'c', 'film.bin'])
          expect((await readFile(join(inbox, 'Trip', name))).equals(await readFile(join(source, name))), name).toBe(
            true,
          );
        isEveryRecordTried = cutter.cuts === cuts;
      }
      cutter.close();
      expect(isEveryRecordTried).toBe(true);
      expect(cutter.cuts).toBeGreaterThan(5);
    },
    180_000,
  );
});
