// The PIN as official apps meet it: asked for, tried, and not tried for ever; nobody is asked about what lacks it.
import { expect, it } from 'vitest';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';
import { Pins } from '../../src/engine/interop/localsend/pins.ts';
import { ReceiveDesk } from '../../src/engine/interop/localsend/receive-desk.ts';
import { made } from '../support/localsend/acting.ts';
import { startApp } from '../support/localsend/app.ts';
import { makeCertificate } from '../support/localsend/certificate.ts';
import { OURS, openDoorTo } from '../support/localsend-door.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function scene(version: '1.17' | '1.18') {
  const asked: string[] = [];
  const { clock } = SYSTEM_PORTS;
  const isPaired = () => false;
  const pins = new Pins({ asked: () => '47+193', isPaired, clock });
  const desk = new ReceiveDesk({
    offered: ({ name }) => {
      asked.push(name);
      // Whatever its person says: here they take nothing.
      return null;
    },
    refusalOf: (visitor, pin) => pins.refusalOf(visitor, pin),
    isPaired,
    cancelThere: async () => undefined,
    onIdle: () => undefined,
    random: SYSTEM_PORTS.random,
    clock,
  });
  const { port } = await openDoorTo({
    mayOffer: (visitor) => desk.mayOffer(visitor),
    prepareUpload: (visitor, said, pin, signal) => desk.prepareUpload(visitor, said, pin, signal),
  });
  const app = await startApp({
    version,
    alias: 'Phone',
    folder: await tempFolder(),
    certificate: makeCertificate(version, { key: 'two' }),
  });
  const send = async (...typed: readonly (string | null)[]) => {
    const to = { place: { host: '127.0.0.1', port, protocol: 'https' as const }, fingerprint: OURS.fingerprint };
    const sending = await app.send(to, [made('a.txt')], { askPin: (tries) => typed[tries - 1] ?? null });
    return sending.ended;
  };
  return { asked, send, close: () => app.close() };
}

it.each(['1.18', '1.17'] as const)(
  'an app %s gets no further without it, and with it to the question',
  async (version) => {
    const { asked, send, close } = await scene(version);
    expect(await send(null)).toBe('wrongPin');
    expect(await send('0000', null)).toBe('wrongPin');
    expect(asked).toEqual([]);
    // The second wrong one, then the right one: it is counted anew after that.
    expect(await send('0000', '47+193')).toBe('declined');
    expect(asked).toEqual(['Phone']);
    expect(await send('0001', '0002', '0003', '47+193')).toBe('tooManyAttempts');
    expect(await send('47+193')).toBe('tooManyAttempts');
    expect(asked).toEqual(['Phone']);
    await close();
  },
);
