// Texts: what a person writes is read on the other device, lies in no folder there, and is gone when it should be.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MOST_TEXT_BYTES, type Target, type TransferId } from '../../src/contract/transfers.ts';
import { MOST_TEXTS_BYTES } from '../../src/engine/transfer/texts.ts';
import { FerryEngine, pairedEngines, typeCode } from '../support/ferry-engine.ts';
import { accept, beside, ferryPairedWith, file, HostileDevice, hex, listOf } from '../support/hostile-sender.ts';
import { openDevice } from '../support/pair-devices.ts';

const byId = ({ state }: FerryEngine): Target => ({ kind: 'device', id: state.self.id });

/** What lies in a data folder of texts. */
const textsOf = ({ folder }: FerryEngine): readonly string[] =>
  existsSync(join(folder, 'data/texts'))
    ? readdirSync(join(folder, 'data/texts'), { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.txt'),
      )
    : [];

async function sent(sender: FerryEngine, receiver: FerryEngine, text: string, isPrivate = false): Promise<TransferId> {
  const { id } = await sender.ask('text.send', { text, to: byId(receiver), isPrivate, waits: true });
  await receiver.untilStage(id, 'asking');
  await receiver.ask('transfer.answer', { id, accept: true });
  await sender.untilStage(id, 'done');
  await receiver.untilStage(id, 'done');
  return id;
}

describe('a text', () => {
  it('is read as it was written on both sides, and lies in no folder', async () => {
    const [sender, receiver] = await pairedEngines();
    const text = '\ufeff  שלום, 😀\r\n\thttps://example.org/?q=1\n';
    const id = await sent(sender, receiver, text);
    for (const engine of [sender, receiver]) {
      expect(await engine.ask('text.read', { id })).toEqual({ text });
      const { content, names, total, into } = engine.state.transfers[id] ?? {};
      expect([content, names, total, into]).toEqual([
        'text',
        [],
        { files: 1, folders: 0, bytes: Buffer.byteLength(text) },
        null,
      ]);
      expect(readdirSync(engine.inbox)).toEqual([]);
      const [name = ''] = textsOf(engine);
      expect(statSync(join(engine.folder, 'data/texts', name)).mode & 0o077).toBe(0);
    }
    const again = await sender.ask('transfer.again', { id });
    await receiver.untilStage(again.id, 'asking');
    await receiver.ask('transfer.answer', { id: again.id, accept: true });
    await receiver.untilStage(again.id, 'done');
    expect(await receiver.ask('text.read', { id: again.id })).toEqual({ text });

    await receiver.ask('transfer.forget', { id });
    await receiver.until('none of it', ({ transfers }) => transfers[id] === undefined);
    await expect(receiver.ask('text.read', { id })).rejects.toThrow('transfer.unknown');
  });

  it('of 1 MiB goes, and a longer one doesn’t', async () => {
    const [sender, receiver] = await pairedEngines();
    const id = await sent(sender, receiver, 'é'.repeat(MOST_TEXT_BYTES / 2));
    expect((await receiver.ask('text.read', { id })).text).toHaveLength(MOST_TEXT_BYTES / 2);
    const longer = { text: `${'é'.repeat(MOST_TEXT_BYTES / 2)}!`, to: byId(receiver), isPrivate: false };
    await expect(sender.ask('text.send', longer)).rejects.toThrow('input.invalid');
  });

  it('stays with its row when programs are started again, and a private one doesn’t', async () => {
    const [sender, receiver] = await pairedEngines();
    const kept = await sent(sender, receiver, 'kept');
    const secret = await sent(sender, receiver, 'secret', true);
    expect(receiver.state.transfers[secret]?.isPrivate).toBe(true);
    for (const engine of [sender, receiver]) {
      expect(await engine.ask('text.read', { id: secret })).toEqual({ text: 'secret' });
      await engine.stop();
      expect(textsOf(engine)).toHaveLength(1);
      const again = await FerryEngine.start(engine.name, engine.folder);
      expect(await again.ask('text.read', { id: kept })).toEqual({ text: 'kept' });
      expect(again.state.transfers[secret]).toBeUndefined();
      await expect(again.ask('text.read', { id: secret })).rejects.toThrow('transfer.unknown');
    }
  });

  it('that is private lies nowhere on the disk of its receiver once it has come, and is read until the program ends', async () => {
    const device = await openDevice('Calm Pier');
    const engine = await ferryPairedWith(device);
    const sender = await HostileDevice.dial(device, engine);
    const id = Buffer.alloc(16, 7);
    const list = listOf([file('text.txt', 6)]);
    const offer = sender.offerOf(id, list, { names: [], isText: true, isPrivate: true });
    await sender.say(offer);
    await sender.giveList(id, list);
    await accept(engine, id);
    const round = await sender.enterRound(id);
    sender.sendWhole(id, 0, Buffer.from('secret'));
    await sender.say({ kind: 'end', id, round });
    const result = await sender.hear('result', id);
    await engine.untilStage(hex(id), 'done');
    const left = (): readonly string[] => {
      const data = join(engine.folder, 'data');
      const all = readdirSync(data, { recursive: true, encoding: 'utf8' });
      const files = all.filter((name) => statSync(join(data, name)).isFile());
      return files.filter((name) => name.includes(hex(id)) || readFileSync(join(data, name)).includes(hex(id)));
    };
    expect([left(), textsOf(engine)]).toEqual([[], []]);
    expect(await engine.ask('text.read', { id: hex(id) })).toEqual({ text: 'secret' });

    // Its sender hasn't heard so, and is told once more without anybody being asked.
    await sender.say(offer);
    expect(await sender.hear('result', id)).toEqual(result);
    expect(engine.state.transfers[hex(id)]?.stage).toBe('done');

    await engine.ask('transfer.forget', { id: hex(id) });
    await expect(engine.ask('text.read', { id: hex(id) })).rejects.toThrow('transfer.unknown');
  });

  it('goes to whoever types the code', async () => {
    const [sender, receiver] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
    await sender.listen();
    const { id } = await sender.ask('text.send', { text: 'for you', to: null, isPrivate: false });
    await sender.untilPairing(({ code }) => code !== null);
    await receiver.ask('transfer.fetch', { from: sender.target, into: receiver.inbox });
    await typeCode(sender, receiver);
    await receiver.untilStage(id, 'asking');
    await receiver.ask('transfer.answer', { id, accept: true, into: receiver.inbox });
    await receiver.untilStage(id, 'done');
    expect(await receiver.ask('text.read', { id })).toEqual({ text: 'for you' });
    expect(readdirSync(receiver.inbox)).toEqual([]);
  });

  it('waits for a device that is away, and is declined like anything else', async () => {
    const [sender, receiver] = await pairedEngines();
    const { port } = receiver;
    await receiver.stop();
    const { id } = await sender.ask('text.send', { text: 'later', to: byId(receiver), isPrivate: false, waits: true });
    await sender.untilStage(id, 'queued');
    expect(await sender.ask('text.read', { id })).toEqual({ text: 'later' });
    const again = await FerryEngine.start(receiver.name, receiver.folder);
    await again.listen(port);
    await again.receive();
    await again.untilStage(id, 'asking');
    await expect(again.ask('text.read', { id })).rejects.toThrow('transfer.unknown');
    await again.ask('transfer.answer', { id, accept: false });
    await sender.untilStage(id, 'declined');
    expect(textsOf(again)).toEqual([]);
  });
});

describe('texts without end', () => {
  it('are taken from one device a hundred times in ten minutes, and from another all the same', async () => {
    const [device, other] = [await openDevice('Calm Pier'), await openDevice('Bright Oak')];
    const engine = await ferryPairedWith(device, other);
    const [pest, friend] = [await HostileDevice.dial(device, engine), await HostileDevice.dial(other, engine)];
    const list = listOf([file('text.txt', 1)]);
    const offer = async (from: HostileDevice, number: number): Promise<Uint8Array> => {
      const id = Buffer.alloc(16, number);
      await from.say(from.offerOf(id, list, { names: [], isText: true }));
      return id;
    };
    for (let number = 1; number <= 100; number++) {
      const id = await offer(pest, number);
      await pest.hear('list', id);
      await pest.say({ kind: 'cancel', id, reason: 'byPerson' });
    }
    expect((await pest.hear('answer', await offer(pest, 101))).verdict).toBe('notReceiving');
    await friend.hear('list', await offer(friend, 102));
  });
});

describe('what only claims to be a text', () => {
  it('is refused: under another name, not UTF-8, or more than there is room for', () =>
    beside(async ({ engine, hostile, listing }) => {
      const claimed = { names: [], isText: true } as const;
      const offer = async (fill: number, name: string, size: number): Promise<Buffer> => {
        const id = Buffer.alloc(16, fill);
        const list = listOf([file(name, size)]);
        await hostile.say(hostile.offerOf(id, list, claimed));
        await hostile.giveList(id, list);
        return id;
      };
      const before = await listing();

      const named = await offer(1, 'run.sh', 5);
      expect((await hostile.hear('answer', named)).verdict).toBe('notUnderstood');

      const odd = await offer(2, 'text.txt', 4);
      await engine.untilStage(hex(odd), 'asking');
      await engine.ask('transfer.answer', { id: hex(odd), accept: true, into: engine.inbox });
      const round = await hostile.enterRound(odd);
      hostile.sendWhole(odd, 0, Buffer.from([0xff, 0xfe, 0x41, 0x00]));
      await hostile.say({ kind: 'end', id: odd, round });
      expect((await engine.untilStage(hex(odd), 'failed')).trouble?.code).toBe('transfer.not_understood');
      await hostile.hear('cancel', odd);

      const from = join(
        engine.folder,
        'data/texts',
        engine.state.transfers[hex(odd)]?.device?.id ?? '',
        'ab'.repeat(16),
      );
      mkdirSync(from, { recursive: true });
      writeFileSync(join(from, 'text.txt'), '');
      truncateSync(join(from, 'text.txt'), MOST_TEXTS_BYTES - 4);
      const large = await offer(3, 'text.txt', 5);
      expect(await hostile.hear('answer', large)).toMatchObject({ verdict: 'diskFull' });
      expect(await listing()).toEqual(before);
    }));
});
