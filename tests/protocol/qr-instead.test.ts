// A code is asked for, and its person has a picture of the QR beside it.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FerryEngine, typeCode } from '../support/ferry-engine.ts';

/** One shows code and QR to the other, of which the code is asked for. */
async function asking() {
  const [shows, types] = [await FerryEngine.start('Calm Pier'), await FerryEngine.start('Studio PC')];
  await shows.listen();
  const { id: shown } = await shows.ask('pairing.show', undefined);
  const { id } = await types.ask('pairing.dial', { to: shows.target });
  await types.untilPairing((row) => row.id === id && row.stage === 'typing');
  const { code, qr } = shows.state.pairings[shown] ?? {};
  if (code == null || qr == null) throw new Error('nothing is shown');
  return { shows, types, shown, id, code, qr };
}

const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('a QR that is read where a code is to be typed', () => {
  it('proves both, on the connection that there is, and they may pair', async () => {
    const { shows, types, shown, id, qr } = await asking();
    await types.ask('pairing.type', { id, code: ` ${qr}\n` });
    for (const [engine, row] of [
      [shows, shown],
      [types, id],
    ] as const) {
      await engine.untilPairing((each) => each.id === row && each.stage === 'proven');
      await engine.ask('pairing.keep', { id: row });
    }
    for (const engine of [shows, types])
      await engine.until('the other one', ({ devices }) => Object.values(devices).some(({ isPaired }) => isPaired));
  });

  it('proves both after a wrong code, too', async () => {
    const { types, id, code, qr } = await asking();
    await types.ask('pairing.type', { id, code: wrong(code) });
    await types.untilPairing((row) => row.id === id && row.stage === 'typing' && row.trouble !== null);
    await types.ask('pairing.type', { id, code: qr });
    await types.untilPairing((row) => row.id === id && row.stage === 'proven');
  });

  it('proves both where its person was asked whether to show it, so that something is sent', async () => {
    const [sender, receiver] = [await FerryEngine.start('Sender'), await FerryEngine.start('Receiver')];
    await receiver.receive();
    await writeFile(join(sender.folder, 'note.txt'), 'note');
    const transfer = await sender.send([join(sender.folder, 'note.txt')], receiver);
    const asked = await receiver.untilPairing(({ stage }) => stage === 'asked');
    await receiver.ask('pairing.allow', { id: asked.id });
    const { id } = await sender.untilPairing(({ stage }) => stage === 'typing');
    await sender.ask('pairing.type', { id, code: receiver.state.pairings[asked.id]?.qr ?? '' });
    await receiver.untilStage(transfer, 'asking');
  });

  it('is nobody’s but that of the device that is there, and the code can still be typed', async () => {
    const { shows, types, id, qr } = await asking();
    const { qr: ofOther } = await asking();
    const link = (await shows.ask('self.ways', undefined)).link ?? '';
    const refused = async (text: string) => await types.ask('pairing.type', { id, code: text }).catch(String);
    expect(await refused(ofOther)).toContain('pairing.other_device {"name":"Calm Pier"}');
    expect(await refused(link)).toContain('pairing.not_a_code');
    expect(await refused(qr.replace('ferry:1', 'ferry:2'))).toContain('nearby.newer_link');
    expect(await refused(`${qr}x`)).toContain('pairing.not_a_code');
    await typeCode(shows, types);
    await types.untilPairing((row) => row.id === id && row.stage === 'proven');
  });

  it('is no use once another is shown', async () => {
    const { shows, types, shown, id, qr } = await asking();
    await shows.ask('pairing.renew', { id: shown });
    await types.ask('pairing.type', { id, code: qr });
    const { trouble } = await types.untilPairing((row) => row.id === id && row.stage === 'ended');
    expect(trouble?.code).toBe('pairing.not_shown');
  });
});
