import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../../src/contract/devices.ts';
import type { Identity } from '../../../../src/engine/identity/identity.ts';
import type { Dialled, Place } from '../../../../src/engine/net/dial.ts';
import type { Network } from '../../../../src/engine/net/network.ts';
import { Dialler } from '../../../../src/engine/session/dialler.ts';

const ID = 'studio' as DeviceId;
const KEY = Uint8Array.of(1);
const HERE: Place = { address: '192.0.2.1', port: 26_810 };

/** A paired device that is known to be at one place; `answers` says at which call it is there, if ever. */
function scene({ answersAt, isHeard }: { readonly answersAt: number; readonly isHeard: boolean }) {
  const calls: (readonly Place[])[] = [];
  const device = { id: ID, staticKey: KEY, name: 'Studio PC', ownName: null, lastPlace: HERE };
  const devices = {
    find: () => device,
    withId: () => device,
    all: () => [device],
    rememberPlace: async () => undefined,
  };
  const dial = async (places: readonly Place[]): Promise<Dialled> => {
    calls.push(places);
    if (calls.length < answersAt)
      return { ok: false, misses: places.map((place) => ({ place, reason: 'unreachable', key: null })) };
    return { ok: true, channel: { remoteKey: KEY } as never, place: HERE };
  };
  const dialler = new Dialler(
    { dial } as unknown as Network,
    { devices, pins: { placeOf: () => null } } as unknown as Identity,
    { find: () => ({ name: 'Studio PC', places: [HERE] }), untilHeard: async () => isHeard },
  );
  return { calls, dial: () => dialler.dial({ kind: 'device', id: ID }, KEY) };
}

describe('a paired device that refuses at first', () => {
  it('is called once more where it was, when it is heard: its program was just started anew', async () => {
    const { calls, dial } = scene({ answersAt: 2, isHeard: true });
    expect((await dial()).remoteKey).toBe(KEY);
    expect(calls).toHaveLength(2);
  });

  it('isn’t called again where nothing is heard of it, and where nobody answers that is said', async () => {
    const silent = scene({ answersAt: 2, isHeard: false });
    await expect(silent.dial()).rejects.toMatchObject({ info: { code: 'device.unreachable' } });
    expect(silent.calls).toHaveLength(1);
    const gone = scene({ answersAt: 9, isHeard: true });
    await expect(gone.dial()).rejects.toMatchObject({ info: { code: 'device.unreachable' } });
    expect(gone.calls).toHaveLength(2);
  });
});
