import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../src/contract/devices.ts';
import type { TransferId } from '../../../src/contract/transfers.ts';
import { device, doneTransfer, FakeFerry, OTHER, SEND, start, transfer } from './fake-ferry.ts';

const known = (): FakeFerry =>
  new FakeFerry().on('self.key', () => ({ fingerprint: 'ABCDE FGHIJ' })).withDevices(device('Studio PC'));

describe('ferry identity', () => {
  it('says who this device is, to people and to programs', async () => {
    const { ended, lines } = start(['identity'], known());
    expect(await ended).toBe(0);
    expect(lines()).toEqual([
      'Name             Calm Pier',
      expect.stringMatching(/^ID {15}[0-9a-f]{32}$/),
      'Code of its key  ABCDE FGHIJ',
    ]);
    const program = start(['identity', '--json'], known());
    expect(await program.ended).toBe(0);
    expect(program.events()).toMatchObject([{ event: 'identity', name: 'Calm Pier', fingerprint: 'ABCDE FGHIJ' }]);
  });
});

describe('ferry identity reset', () => {
  it('says what ends with that, and does it for whoever means it', async () => {
    const ferry = known()
      .withDevices(device('Studio PC'), device('Attic', { id: '3'.repeat(32) as DeviceId }))
      .moves(
        transfer({ stage: 'away' }),
        transfer({ id: OTHER, stage: 'waitingForDevice', device: null }),
        doneTransfer({ id: '9'.repeat(32) as TransferId }),
      );
    const { ended, out, types } = start(['identity', 'reset'], ferry, { input: 'terminal' });
    await out.shows('Make a new key? [y/N] ');
    expect(out.text).toContain('forgets the 2 devices it is paired with');
    expect(out.text).toContain('1 unfinished transfer ends with that.');
    types('y');
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('identity.reset')).toHaveLength(1);
    expect(out.text).toContain('This device has a new key.');
    expect(Object.keys(ferry.state.transfers)).toContain(SEND);
  });

  it.each([
    ['n', 3],
    ['', 3],
  ])('takes %j for a no', async (answer, code) => {
    const { ferry, ended, out, types } = start(['identity', 'reset'], known(), { input: 'terminal' });
    await out.shows('Make a new key? [y/N] ');
    types(answer);
    expect(await ended).toBe(code);
    expect(ferry.inputsOf('identity.reset')).toEqual([]);
  });

  it('wants --yes where nobody can be asked, and nothing else', async () => {
    const { ferry, ended, err } = start(['identity', 'reset'], known());
    expect(await ended).toBe(2);
    expect(err.text).toContain('--yes is missing.');
    expect(ferry.opened).toBeNull();
    const certain = start(['identity', 'reset', '--yes', '--json'], known());
    expect(await certain.ended).toBe(0);
    expect(certain.events().map(({ event }) => event)).toEqual(['identity']);
  });

  it('says why it can’t be done', async () => {
    const { ended, err } = start(
      ['identity', 'reset', '--yes'],
      known().refuses('identity.reset', 'identity.unprotected', {}),
    );
    expect(await ended).toBe(1);
    expect(err.text).toMatch(/^ferry: /);
  });
});
