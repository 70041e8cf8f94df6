// A text that its sender calls delivered has come: whoever receives it may be killed for real at that very moment.
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { oneFile } from '../support/one-file.ts';
import { pair, Side } from '../support/transfer-side.ts';

let program = '';
beforeAll(async () => {
  program = await oneFile(join(import.meta.dirname, '../support/transfer-child.ts'));
});

async function scene() {
  const [sender, receiver] = [await Side.open('Calm Pier', program), await Side.open('Studio PC', program)];
  const inbox = join(receiver.dataDir, '../inbox');
  await pair(receiver, sender);
  await receiver.ask('receive.offers', { into: inbox });
  const send = async (text: string) =>
    (await sender.ask('text.send', { text, to: receiver.target, isPrivate: false })).id;
  return { sender, receiver, inbox, send };
}

it('a text is there after a kill as soon as its sender has heard that it is', async () => {
  const { sender, receiver, inbox, send } = await scene();
  for (const text of ['one', 'two', 'three']) {
    const id = await send(text);
    await sender.untilStage(id, 'done');
    await receiver.kill();
    await receiver.start(inbox);
    expect((await receiver.untilStage(id, 'done')).content).toBe('text');
    expect(await receiver.ask('text.read', { id })).toEqual({ text });
  }
}, 60_000);

it.each(['fsync', 'journal', 'acknowledge'] as const)(
  'a text comes once, and is read, where its receiver is killed at “%s”',
  async (at) => {
    const { sender, receiver, inbox, send } = await scene();
    receiver.dieWhen({ at, passing: 1 });
    const id = await send('again');
    await receiver.death();
    await receiver.start(inbox);
    for (const side of [sender, receiver]) await side.untilStage(id, 'done');
    expect(await receiver.ask('text.read', { id })).toEqual({ text: 'again' });
    expect(Object.keys(receiver.state.transfers)).toEqual([id]);
  },
  60_000,
);
