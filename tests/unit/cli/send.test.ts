import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../src/contract/devices.ts';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { TransferId } from '../../../src/contract/transfers.ts';
import { device, doneTransfer, FakeFerry, OTHER, pairing, SEND, start, transfer } from './fake-ferry.ts';

const LEO = '2'.repeat(32) as DeviceId;
const paired = (): FakeFerry => new FakeFerry().withDevices(device('Studio PC'), device('Leo’s laptop', { id: LEO }));

/** A send that begins as told, once for each receiver. */
function sending(ferry = paired(), ids: readonly TransferId[] = [SEND]): FakeFerry {
  let count = 0;
  return ferry
    .on('transfer.send', () => ({ id: ids[count++] ?? SEND }))
    .on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }));
}

describe('ferry send --to', () => {
  it('sends what was named, from where the person stands, to the device of that name', async () => {
    const { ferry, ended, out, err } = start(['send', 'photos', '/srv/a.txt', '--to', 'Studio PC'], sending());
    expect(await ferry.wasAsked('transfer.send')).toEqual({
      paths: ['/home/mia/photos', '/srv/a.txt'],
      to: { kind: 'device', id: '1'.repeat(32) },
    });
    ferry.moves(transfer({ stage: 'waitingForAnswer' }));
    ferry.moves(transfer());
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text.split('\n')).toEqual([
      'Waiting for Studio PC to accept',
      'Sending 12 files, 48 MB, to Studio PC',
      'Sent 12 files, 48 MB, to Studio PC',
      '',
    ]);
    expect(err.text).toBe('');
    expect(ferry.inputsOf('network.open')).toEqual([]);
    expect(ferry.isClosed).toBe(true);
  });

  it('says so where nothing of it is taken', async () => {
    const { ferry, ended, out } = start(['send', 'photos', '--to', 'Studio PC'], sending());
    await ferry.wasAsked('transfer.send');
    const done = { files: 0, bytes: 0, skipped: 0, alreadyThere: 0, notWanted: 2 };
    const total = { files: 0, folders: 1, bytes: 0 };
    ferry.moves(doneTransfer({ total, done, via: 'localSend' }));
    expect(await ended).toBe(0);
    expect(out.text).toBe('Studio PC (LocalSend) took nothing of it\n');
  });

  it('limits what goes to several devices together, and only that', async () => {
    const to = ['--to', 'Studio PC', '--to', 'Leo’s laptop'];
    const { ferry, ended } = start(['send', 'a', ...to, '--limit', '2MB'], sending(paired(), [SEND, OTHER]));
    await ferry.wasAsked('transfer.send', 2);
    const [one, two] = ferry.inputsOf('transfer.send') as { readonly limit: object }[];
    expect(one?.limit).toMatchObject({ name: expect.stringMatching(/./), bytesPerSecond: 2_000_000 });
    expect(two?.limit).toEqual(one?.limit);
    expect(ferry.inputsOf('settings.set')).toEqual([]);
    ferry.moves(doneTransfer(), doneTransfer({ id: OTHER }));
    expect(await ended).toBe(0);
  });

  it.each([
    ['studio pc', { kind: 'device', id: '1'.repeat(32) }],
    ['222222222', { kind: 'device', id: LEO }],
    ['192.0.2.9', { kind: 'address', host: '192.0.2.9', port: null }],
    ['[::1]:26810', { kind: 'address', host: '::1', port: 26_810 }],
    ['fe80::1%eth0', { kind: 'address', host: 'fe80::1%eth0', port: null }],
    ['studio.local:1', { kind: 'address', host: 'studio.local', port: 1 }],
  ])('finds %s', async (typed, to) => {
    const { ferry, ended } = start(['send', 'a', '--to', typed], sending());
    expect(await ferry.wasAsked('transfer.send')).toEqual({ paths: ['/home/mia/a'], to });
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
  });

  it.each([
    [
      'Studo PC',
      'ferry: No device that is paired or near is called “Studo PC”.\nDid you mean “Studio PC”? “ferry devices” lists them all.\n',
    ],
    [
      'nobody',
      'ferry: No device that is paired or near is called “nobody”.\nGive its address instead. “ferry devices” lists those that have a name here.\n',
    ],
    [
      '192.0.2.9:99999',
      'ferry: “192.0.2.9:99999” can’t be the value of --to.\nRun “ferry --help” to see what is expected.\n',
    ],
    [
      'a\u001b[2Jb',
      'ferry: No device that is paired or near is called “a<U+001B>[2Jb”.\nGive its address instead. “ferry devices” lists those that have a name here.\n',
    ],
  ])('refuses %j before anything is sent to anybody', async (typed, text) => {
    const { ferry, ended, err } = start(['send', 'a', '--to', 'Studio PC', '--to', typed], sending());
    expect(await ended).toBe(2);
    expect(err.text).toBe(text);
    expect(ferry.inputsOf('transfer.send')).toEqual([]);
  });

  it('refuses a name that several have', async () => {
    const twins = new FakeFerry().withDevices(device('Leo'), device('Leo', { id: LEO }));
    const { ended, err } = start(['send', 'a', '--to', 'leo'], sending(twins));
    expect(await ended).toBe(2);
    expect(err.text).toContain('Several paired devices are called “leo”.');
  });

  it('wants to know what to send', async () => {
    const { ended, err, ferry } = start(['send', '--to', 'Studio PC'], sending());
    expect(await ended).toBe(2);
    expect(err.text).toContain('PATH is missing.');
    expect(ferry.opened).toBeNull();
  });

  it.each(['..', 'a/b', 'x'.repeat(256)])('takes a pipe by no name that no file can have: %s', async (name) => {
    const { ended, err, ferry } = start(['send', '--stdin', name, '--to', 'Studio PC'], sending());
    expect(await ended).toBe(2);
    expect(err.text).toContain('can’t be the value of --stdin.');
    expect(ferry.opened).toBeNull();
  });

  it('takes no empty word for the folder that one stands in', async () => {
    const { ended, err, ferry } = start(['send', 'a', '', '--to', 'Studio PC'], sending());
    expect(await ended).toBe(2);
    expect(err.text).toContain('“” can’t be the value of PATH.');
    expect(ferry.opened).toBeNull();
  });

  it('goes on to each receiver for itself, once however often it is named, and ends with the worst', async () => {
    const ferry = sending(paired(), [SEND, OTHER]);
    const to = ['--to', 'Studio PC', '--to', 'Leo’s laptop', '--to', 'studio pc'];
    const { ended, out, err } = start(['send', 'a', ...to], ferry);
    await ferry.wasAsked('transfer.send', 2);
    const leo = { id: LEO, name: 'Leo’s laptop', isPaired: true };
    ferry.moves(doneTransfer(), transfer({ id: OTHER, device: leo, stage: 'waitingForAnswer' }));
    const declined = errorInfo('transfer.declined', { name: 'Leo’s laptop' });
    ferry.moves(transfer({ id: OTHER, device: leo, stage: 'declined', trouble: declined }));
    expect(await ended).toBe(3);
    expect(ferry.inputsOf('transfer.send')).toHaveLength(2);
    expect(out.text).toContain('Sent 12 files, 48 MB, to Studio PC');
    expect(err.text).toBe('ferry: Leo’s laptop declined.\nNothing was sent.\n');
  });

  it('says what is wrong with the files once, not for each receiver', async () => {
    const ferry = paired().refuses('transfer.send', 'transfer.source_missing', { path: '/home/mia/a' });
    const { ended, err } = start(['send', 'a', '--to', 'Studio PC', '--to', '::1'], ferry);
    expect(await ended).toBe(1);
    expect(err.text).toBe(
      'ferry: What was to be sent doesn’t exist.\n“/home/mia/a” isn’t there. Check how it is written. Nothing was sent.\n',
    );
  });

  it.each([
    ['device.unreachable', { name: 'Studio PC', where: '' }, 4],
    ['transfer.not_receiving', { name: 'Studio PC' }, 4],
    ['device.identity_changed', { name: 'Studio PC' }, 1],
    ['pairing.tries_used', { name: 'Studio PC' }, 5],
    ['pairing.declined', { name: 'Studio PC' }, 3],
    ['internal', { note: 'a\u001b[2J' }, 1],
  ] as const)('ends with the exit code of %s', async (code, details, exit) => {
    const { ferry, ended, err } = start(['send', 'a', '--to', 'Studio PC'], sending());
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer({ stage: 'failed', trouble: errorInfo(code, details as never) }));
    expect(await ended).toBe(exit);
    expect(err.text).toMatch(/^ferry: /);
    expect(err.text).not.toContain('\u001b');
  });

  it('lists the files that were skipped or renamed, and ends with 6', async () => {
    const { ferry, ended, out, err } = start(['send', 'a', '--to', 'Studio PC'], sending());
    await ferry.wasAsked('transfer.send');
    const skipped = Array.from({ length: 100 }, (_, index) => ({
      path: `photos/${index}`,
      kind: 'skipped' as const,
      reason: 'link' as const,
      newName: null,
    }));
    const renamed = { path: 'a\nb', kind: 'renamed' as const, reason: null, newName: null };
    const done = { files: 11, bytes: 40_000_000, skipped: 100, alreadyThere: 1, notWanted: 0 };
    ferry.moves(transfer({ stage: 'done', done, notes: [renamed, ...skipped.slice(0, 99)] }));
    expect(await ended).toBe(6);
    expect(out.text.split('\n').slice(-3)).toEqual(['Sent 12 files, 40 MB, to Studio PC', '1 was already there', '']);
    const listed = err.text.split('\n');
    expect(listed.slice(0, 2)).toEqual(['a<U+000A>b has another name there', 'photos/0: Links aren’t sent']);
    expect(listed).toHaveLength(22);
    expect(listed[20]).toBe('and 81 more');
  });

  it('says once that it waits for an answer, however often the connection is lost', async () => {
    const { ferry, ended, out } = start(['send', 'a', '--to', 'Studio PC'], sending());
    await ferry.wasAsked('transfer.send');
    for (const stage of ['waitingForAnswer', 'connecting', 'waitingForAnswer'] as const)
      ferry.moves(transfer({ stage }));
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text.match(/Waiting for Studio PC to accept/g)).toHaveLength(1);
  });

  it('says what interrupts it, once, and that it goes on', async () => {
    const { ferry, ended, out, err } = start(['send', 'a', '--to', 'Studio PC'], sending());
    await ferry.wasAsked('transfer.send');
    const full = errorInfo('transfer.disk_full_there', { name: 'Studio PC', neededBytes: 2e9, freeBytes: 1e9 });
    ferry.moves(transfer());
    ferry.moves(transfer({ stage: 'away' }));
    ferry.moves(transfer({ stage: 'away', bytesPerSecond: 0 }));
    ferry.moves(transfer());
    ferry.moves(transfer({ stage: 'paused', trouble: full }));
    ferry.moves(transfer({ stage: 'paused', trouble: full }));
    ferry.moves(transfer());
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text.split('\n')).toEqual([
      'Sending 12 files, 48 MB, to Studio PC',
      'Connection lost, continuing when Studio PC is back',
      'Going on with Studio PC',
      'Going on with Studio PC',
      'Sent 12 files, 48 MB, to Studio PC',
      '',
    ]);
    expect(err.text).toBe(
      'ferry: Not enough space on Studio PC.\n2 GB needed, 1 GB free. Free some space there, or choose another folder there.\n',
    );
  });

  it('is told when somebody else ends it', async () => {
    const { ferry, ended, err } = start(['send', 'a', '--to', 'Studio PC'], sending());
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer());
    ferry.with({ transfers: {} });
    expect(await ended).toBe(1);
    expect(err.text).toBe('The transfer with Studio PC was canceled\n');
  });
});

describe('ferry send without --to', () => {
  const waiting = transfer({ stage: 'waitingForDevice', device: null });
  const shown = pairing({ role: 'displayer', stage: 'waiting', device: null, code: '482915', qr: 'ferry:1-2-3' });

  it('opens the network as it is told, shows a code and how to type it, and waits', async () => {
    const ferry = sending().on('network.open', () => ({ port: 5000, isAgreedPort: false, address: null }));
    const { ended, out, err } = start(['send', 'a', '--port', '5000'], ferry);
    expect(await ferry.wasAsked('transfer.send')).toEqual({ paths: ['/home/mia/a'], to: null });
    expect(ferry.inputsOf('network.open')).toEqual([{ port: 5000, address: null }]);
    ferry.moves(waiting).pairs(shown);
    ferry.pairs({ ...shown, stage: 'checking', device: 'Leo' });
    ferry.pairs({ ...shown, stage: 'proven', device: 'Leo', code: null, qr: null });
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text).toBe(
      [
        'Code: 482 915',
        'On the other device: ferry receive --from 192.0.2.7:5000',
        'Sent 12 files, 48 MB, to Studio PC',
        '',
      ].join('\n'),
    );
    expect(err.text).toBe('');
  });

  it.each([
    [{}, 80, '\u001b[97;40m'],
    [{ NO_COLOR: '1' }, 80, ''],
  ] as const)('draws what a camera reads at a terminal: %j', async (env, columns, before) => {
    const ferry = sending();
    const { ended, out } = start(['send', 'a'], ferry, { input: 'terminal', env, columns });
    await ferry.wasAsked('transfer.send');
    ferry.moves(waiting).pairs(shown);
    await out.shows('ferry receive --from');
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    const drawn = out.text.split('\n').filter((line) => line.includes('▀'));
    expect(drawn.length).toBeGreaterThan(10);
    for (const line of drawn) expect(line.startsWith(before)).toBe(true);
    expect(out.text.indexOf('▀')).toBeLessThan(out.text.indexOf('Code: 482 915'));
    expect(out.text).not.toContain('ferry:1-2-3');
  });

  it.each([
    [{}, 20],
    [{ TERM: 'dumb' }, 80],
  ] as const)('draws nothing that would be in pieces: %j, %i columns', async (env, columns) => {
    const ferry = sending();
    const { ended, out } = start(['send', 'a'], ferry, { input: 'terminal', env, columns });
    await ferry.wasAsked('transfer.send');
    ferry.moves(waiting).pairs(shown);
    await out.shows('ferry receive --from');
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text).not.toContain('▀');
  });

  it('shows a new code when the old one is burned', async () => {
    const ferry = sending();
    const { ended, out, err } = start(['send', 'a'], ferry);
    await ferry.wasAsked('transfer.send');
    ferry.moves(waiting).pairs(shown);
    ferry.pairs({ ...shown, code: '111222', trouble: errorInfo('pairing.code_burned', {}) });
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text).toContain('Code: 111 222');
    expect(err.text).toContain('Too many wrong codes.');
  });

  it('shows it on standard error with --quiet, and says nothing else', async () => {
    const ferry = sending();
    const { ended, out, err } = start(['send', 'a', '--quiet'], ferry);
    await ferry.wasAsked('transfer.send');
    ferry.moves(waiting).pairs({ ...shown, qr: null });
    ferry.moves(transfer());
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text).toBe('');
    expect(err.text).toBe('Code: 482 915\nOn the other device: ferry receive --from 192.0.2.7\n');
  });

  it('listens on one address alone where it is told to', async () => {
    const alone = { port: 5000, isAgreedPort: false, address: '192.0.2.7' };
    const { ferry, ended, out } = start(
      ['send', 'a', '--interface', '192.0.2.7'],
      sending().on('network.open', () => alone),
    );
    await ferry.wasAsked('transfer.send');
    expect(ferry.inputsOf('network.open')).toEqual([{ port: null, address: '192.0.2.7' }]);
    ferry.moves(waiting).pairs(shown);
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text).toContain('ferry receive --from 192.0.2.7:5000\n');
  });

  it('refuses an address that isn’t this computer’s', async () => {
    const { ferry, ended, err } = start(['send', 'a', '--interface', '198.51.100.1'], sending());
    expect(await ended).toBe(4);
    expect(err.text).toContain('There is none by “198.51.100.1” at the moment.');
    expect(ferry.opened).toBeNull();
  });

  it('says that the port is taken', async () => {
    const ferry = sending().refuses('network.open', 'network.port_taken', { port: 80 });
    const { ended, err } = start(['send', 'a', '--port', '80'], ferry);
    expect(await ended).toBe(4);
    expect(err.text).toContain('ferry: Ferry can’t use port 80.');
  });

  it.each(['--port=5', '--name=Me', '--interface=192.0.2.7'])(
    'refuses %s where an engine runs already',
    async (given) => {
      const ferry = sending();
      ferry.isOwn = false;
      const { ended, err } = start(['send', 'a', given], ferry);
      expect(await ended).toBe(2);
      expect(err.text).toContain(`${given.split('=')[0]} can’t be changed while Ferry is running.`);
      expect(ferry.inputsOf('transfer.send')).toEqual([]);
      expect(ferry.isClosed).toBe(true);
    },
  );
});

describe('a wish to stop', () => {
  it('stops what is under way, says how to go on, and ends with 130', async () => {
    const ferry = sending(paired(), [SEND, OTHER]);
    const { ended, out, stops } = start(['send', 'a', '--to', 'Studio PC', '--to', '::1'], ferry);
    await ferry.wasAsked('transfer.send', 2);
    ferry.moves(transfer(), transfer({ id: OTHER, stage: 'connecting' }));
    ferry.on('transfer.stop', ({ id }: { id: TransferId }) => {
      ferry.moves(id === SEND ? transfer({ stage: 'stopped' }) : transfer({ id, stage: 'canceled' }));
    });
    stops();
    expect(await ended).toBe(130);
    expect(ferry.inputsOf('transfer.stop')).toEqual([SEND, OTHER].map((id) => ({ id, forNow: true })));
    expect(out.text.split('\n').slice(1)).toEqual(['Stopped. To go on: ferry transfers resume a1b2c3d4', '']);
    expect(ferry.isClosed).toBe(true);
  });

  it('gives up what nobody has come for', async () => {
    for (const json of [[], ['--json']]) {
      const ferry = sending();
      const { ended, out, events, stops } = start(['send', 'a', ...json], ferry);
      await ferry.wasAsked('transfer.send');
      ferry.moves(transfer({ stage: 'waitingForDevice', device: null }));
      ferry.on('transfer.discard', () => {
        ferry.moves(transfer({ stage: 'canceled', device: null }));
      });
      stops();
      expect(await ended).toBe(130);
      expect(ferry.inputsOf('transfer.discard')).toEqual([{ id: SEND }]);
      expect(ferry.inputsOf('transfer.stop')).toEqual([]);
      if (json.length === 0) expect(out.text).toBe('Stopped.\n');
      else expect(events().at(-1)).toMatchObject({ event: 'canceled', transferId: SEND });
    }
  });

  it('takes the question back that is open', async () => {
    const ferry = sending();
    const { ended, out, stops } = start(['send', 'a', '--to', '::1'], ferry, { input: 'terminal' });
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer({ stage: 'connecting' })).pairs(pairing());
    await out.shows('Code shown on Studio PC: ');
    ferry.on('transfer.stop', () => {
      ferry.moves(transfer({ stage: 'canceled' }));
    });
    stops();
    expect(await ended).toBe(130);
    expect(out.text).toMatch(/Code shown on Studio PC: \nStopped\.\n$/);
    expect(ferry.inputsOf('pairing.end')).toEqual([{ id: 'pairing-1' }]);
  });

  it('doesn’t wait for an engine that doesn’t answer', async () => {
    const ferry = sending();
    const { ended, clock, stops } = start(['send', 'a', '--to', 'Studio PC'], ferry);
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer());
    ferry.on('transfer.stop', () => new Promise(() => undefined));
    stops();
    await ferry.wasAsked('transfer.stop');
    clock.pass(1500);
    expect(await ended).toBe(130);
  });
});

describe('an engine that runs elsewhere', () => {
  it('is asked now and then, and missed when it is gone', async () => {
    const ferry = sending();
    ferry.isOwn = false;
    const { ended, clock, err } = start(['send', 'a', '--to', 'Studio PC'], ferry);
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer());
    clock.pass(2000);
    await ferry.wasAsked('state.snapshot', 2);
    ferry.isGone = true;
    await new Promise(setImmediate);
    clock.pass(2000);
    expect(await ended).toBe(4);
    expect(err.text).toContain('Ferry was closed while it was being asked.');
  });
});

describe('at a terminal', () => {
  it('redraws one line for each transfer, below what stays', async () => {
    const ferry = sending();
    const { ended, out } = start(['send', 'a', '--to', 'Studio PC'], ferry, { input: 'terminal' });
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer({ stage: 'waitingForAnswer' }));
    ferry.moves(transfer());
    ferry.moves(transfer({ done: { files: 6, bytes: 24_000_000, skipped: 0, alreadyThere: 0, notWanted: 0 } }));
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text.split('\r\u001b[K')).toEqual([
      '↑ Studio PC  Waiting for Studio PC to accept',
      '↑ Studio PC  ░░░░░░░░░░░░░░░░░░░░   0%  0 of 12  0 of 48 MB',
      '↑ Studio PC  ██████████░░░░░░░░░░  50%  6 of 12  24 of 48 MB',
      'Sent 12 files, 48 MB, to Studio PC\n',
    ]);
  });

  it.each([
    [{ TERM: 'dumb' }, []],
    [{}, ['--quiet']],
  ] as const)('draws nothing where %j %j says so', async (env, more) => {
    const ferry = sending();
    const { ended, out, err } = start(['send', 'a', '--to', 'Studio PC', ...more], ferry, { input: 'terminal', env });
    await ferry.wasAsked('transfer.send');
    ferry.moves(transfer());
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text + err.text).not.toContain('\u001b');
  });
});
