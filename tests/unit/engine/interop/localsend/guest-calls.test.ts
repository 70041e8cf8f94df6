import { describe, expect, it } from 'vitest';
import type { Fingerprint } from '../../../../../src/engine/interop/localsend/certificate.ts';
import { type Ask, guestCalls } from '../../../../../src/engine/interop/localsend/guest-calls.ts';
import type { PeerInfo } from '../../../../../src/engine/interop/localsend/messages.ts';

const PRINT = 'A'.repeat(64) as Fingerprint;
const PLACE = { host: '10.77.1.2', port: 53_317, protocol: 'https' } as const;
const OWN: PeerInfo = {
  ...{ alias: 'Calm Pier', version: '2.2', deviceModel: null, deviceType: 'desktop', fingerprint: PRINT },
  ...{ hasDownloads: false, port: 4000, protocol: 'https' },
};

function scene(status = 200, json: unknown = { alias: 'Anna', version: '2.1', fingerprint: PRINT }) {
  const asked: Parameters<Ask>[] = [];
  const ask: Ask = (...all) => {
    asked.push(all);
    return Promise.resolve({ status, json, fingerprint: PRINT });
  };
  return { asked, ask };
}

describe('the calls by which devices learn of each other', () => {
  it('say who this one is, and tell who the other is', async () => {
    const { asked, ask } = scene();
    const { signal } = new AbortController();
    const { register, info } = guestCalls(ask, () => OWN);
    for (const call of [register, info]) {
      expect(await call(PLACE, PRINT, signal)).toMatchObject({ info: { alias: 'Anna' }, fingerprint: PRINT });
    }
    expect(asked.map(([place, what, options]) => [place, what, options.pin, options.signal])).toEqual([
      [
        PLACE,
        {
          method: 'POST',
          path: '/api/localsend/v2/register',
          json: {
            ...{ alias: 'Calm Pier', version: '2.2', deviceType: 'desktop', fingerprint: PRINT },
            ...{ download: false, port: 4000, protocol: 'https' },
          },
        },
        PRINT,
        signal,
      ],
      [PLACE, { method: 'GET', path: '/api/localsend/v2/info' }, PRINT, signal],
    ]);
  });

  it.each([
    ['refuses', 403, { message: 'No' }],
    ['isn’t one', 200, { message: 'hello' }],
    ['says nothing', 200, null],
    ['leads elsewhere', 302, { alias: 'Anna', version: '2.1' }],
  ])('fail where whoever is there %s', async (_what, status, json) => {
    const { register, info } = guestCalls(scene(status, json).ask, () => OWN);
    for (const call of [register, info]) {
      await expect(call(PLACE, null, new AbortController().signal)).rejects.toThrow('no device');
    }
  });

  it('aren’t made to register where nobody could call back', async () => {
    const { asked, ask } = scene();
    await expect(guestCalls(ask, () => null).register(PLACE, null, new AbortController().signal)).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});
