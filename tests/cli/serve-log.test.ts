// How much of the log of `ferry serve` a paired device can fill by itself, over real sockets.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ChildEngine, metFolders } from '../support/child-engine.ts';
import { ServeChild } from '../support/serve-child.ts';

const OFFERS = 40;

it('is said a few times of a device that offers again and again what is declined', async () => {
  const [there, here] = await metFolders('Cupboard', 'Calm Pier');
  const server = new ServeChild([
    ...['--data', join(there, 'data'), '--into', join(there, 'inbox')],
    ...['--interface', '127.0.0.1', '--port', '0'],
  ]);
  const sender = await ChildEngine.start('Calm Pier', here);
  const to = await server.target();
  const path = join(here, 'notes.txt');
  writeFileSync(path, 'hello');
  for (let at = 0; at < OFFERS; at++) {
    const { id } = await sender.ask('transfer.send', { paths: [path], to });
    await sender.untilStage(id, 'declined');
  }
  expect(await server.stop()).toMatchObject({ code: 0 });
  const about = server.said.split('\n').filter((line) => line.includes('Calm Pier'));
  expect(about.filter((line) => line.includes('Declined'))).toHaveLength(5);
  expect(about.at(-1)).toContain(`${OFFERS - 5} more of Calm Pier were declined or came to nothing`);
  expect(about).toHaveLength(6);
}, 60_000);
