// What the command line says of devices that have LocalSend and no Ferry, and what it doesn't offer with them.
import { describe, expect, it } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import { DEFAULT_SETTINGS, withoutSecrets } from '../../../src/contract/settings.ts';
import type { ShownTransfer } from '../../../src/contract/transfers.ts';
import { device, doneTransfer, FakeFerry, nearby, network, offer, SEND, start, transfer } from './fake-ferry.ts';

const phone = nearby('Phone', { via: 'localSend', kind: 'phone' });
const open = (): FakeFerry =>
  new FakeFerry().on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }));
const ENCRYPTED = 'Encrypted. Not verified: nothing proves that this is the device it calls itself.';
const PLAIN = 'Not encrypted: anyone able to change traffic here can read and replace what is sent.';

describe('ferry devices', () => {
  async function listed(ferry: FakeFerry, ...options: readonly string[]) {
    const session = start(['devices', ...options], ferry);
    await ferry.wasAsked('network.look');
    session.clock.pass(2500);
    expect(await session.ended).toBe(0);
    return session;
  }

  it.each([
    ['encrypted', phone, ENCRYPTED],
    ['plain', { ...phone, isPlain: true as const }, PLAIN],
  ])('says what one is worth that is %s', async (_what, row, meaning) => {
    const { out } = await listed(open().withNearby(row));
    expect(out.text).toMatch(/^Phone {2}LocalSend {2}Here /);
    expect(out.text).toContain(`\n  ${meaning}\n`);
  });

  it('promises no code where names are alike', async () => {
    const { out } = await listed(open().withNearby({ ...phone, mark: 'twin' }));
    expect(out.text).toContain('Nothing proves which one is yours.');
    expect(out.text).not.toContain('will show you the code');
  });

  it('shows a paired one as such', async () => {
    const known = device('Phone', { via: 'localSend' });
    const { out } = await listed(
      open()
        .withDevices(known)
        .withNearby({ ...phone, isPaired: true }),
    );
    expect(out.text).toMatch(/^Phone {2}Paired {2}Here /);
    expect(out.text).toContain('Encrypted, and compared by you');
  });

  it.each([
    ['nobody has said yet whether they trust it', {}, true],
    ['it is trusted', { trust: 'trusted' }, false],
    ['it is public', { trust: 'public' }, false],
    ['it is off', { isOn: false }, false],
  ] as const)('says how they are found on a network where %s: %j', async (_where, changed, isSaid) => {
    const ferry = open().with({ networks: { wlan0: network(changed) } });
    const { out } = await listed(ferry);
    const sentence = 'Devices that have LocalSend are found on networks that you trust: ferry networks trust wlan0';
    expect(out.text.includes(sentence)).toBe(isSaid);
  });

  it('says it so that it can be typed where the network’s name has a space in it', async () => {
    const { out } = await listed(open().with({ networks: { 'Ethernet 2': network({ via: 'Ethernet 2' }) } }));
    expect(out.text).toContain('ferry networks trust "Ethernet 2"\n');
  });

  it('tells programs, and of Ferry’s own says nothing of it', async () => {
    const { events } = await listed(open().withNearby({ ...phone, isPlain: true }), '--json');
    expect(events().at(-1)).toMatchObject({ event: 'device', via: 'localSend', isPlain: true });
    const ours = await listed(open().withNearby(nearby('Leo')), '--json');
    expect(ours.events().at(-1)).not.toHaveProperty('via');
  });
});

describe('ferry receive', () => {
  it('says in its question that it comes by LocalSend, and what that is worth', async () => {
    const ferry = open().on('receive.offers', () => ({ receiver: null }));
    const session = start(['receive'], ferry, { input: 'terminal' });
    await ferry.wasAsked('receive.offers');
    const row = { id: phone.id, name: 'Phone', isPaired: false };
    ferry.moves(offer({ device: row, via: 'localSend' }));
    await session.out.shows('Accept?');
    expect(session.out.text).toContain('Phone (LocalSend), which isn’t paired with this device, wants to send');
    expect(session.out.text).toContain(ENCRYPTED);
    session.types('n');
    await ferry.wasAsked('transfer.answer');
    ferry.moves(offer({ device: row, via: 'localSend', stage: 'declined' }));
    await session.out.shows('Declined what Phone (LocalSend) wanted to send');
    session.stops();
    await session.ended;
  });

  it('gives up what is under way when it is stopped: nothing of it could go on', async () => {
    const ferry = open().on('receive.offers', () => ({ receiver: null }));
    const session = start(['receive'], ferry);
    await ferry.wasAsked('receive.offers');
    const row = { id: phone.id, name: 'Phone', isPaired: false };
    ferry.moves(transfer({ direction: 'receive', device: row, via: 'localSend', stage: 'moving' }));
    await session.out.shows('Phone (LocalSend)');
    session.stops();
    expect(await session.ended).toBe(130);
    expect(ferry.inputsOf('transfer.stop')).toEqual([]);
    expect(ferry.inputsOf('transfer.discard')).toHaveLength(1);
    expect(session.out.text).not.toContain('To go on');
  });

  it('--from can’t fetch from it', async () => {
    const ferry = open().withNearby(phone);
    const { ended, err } = start(['receive', '--from', 'Phone'], ferry);
    expect(await ended).toBe(2);
    expect(err.text).toContain('Phone has no Ferry.');
    expect(ferry.inputsOf('transfer.fetch')).toEqual([]);
    const known = open().withDevices(device('Phone', { via: 'localSend' }));
    expect(await start(['receive', '--from', 'Phone'], known).ended).toBe(2);
  });

  it('--from means the one that has Ferry where two have one name', async () => {
    const ferry = open()
      .withNearby(phone, nearby('Phone', { id: '3'.repeat(32) as never }))
      .refuses('transfer.fetch', 'transfer.not_now', {});
    await start(['receive', '--from', 'Phone'], ferry).ended;
    expect(ferry.inputsOf('transfer.fetch')).toMatchObject([{ from: { kind: 'device', id: '3'.repeat(32) } }]);
  });
});

describe('ferry send to one that asks for its PIN', () => {
  const row = (changed: Partial<ShownTransfer> = {}): ShownTransfer =>
    transfer({
      device: { id: phone.id, name: 'Phone', isPaired: false },
      via: 'localSend',
      stage: 'waitingForPin',
      ...changed,
    });
  const wrong = (count: number) => ({ trouble: errorInfo('transfer.pin_wrong', { name: 'Phone', count }) });
  const done = () => row({ stage: 'done', done: doneTransfer().done });

  function sending(input: 'terminal' | string, ...options: readonly string[]) {
    const ferry = open()
      .withNearby(phone)
      .on('transfer.send', () => ({ id: SEND }));
    return start(['send', 'photos', '--to', 'Phone', ...options], ferry, { input });
  }

  async function asking(changed: Partial<ShownTransfer> = {}) {
    const session = sending('terminal');
    await session.ferry.wasAsked('transfer.send');
    session.ferry.moves(row(changed));
    await session.out.shows('PIN of Phone (LocalSend), not shown here:');
    return session;
  }

  it('asks for it, again where it was wrong, and never says it', async () => {
    const { ferry, types, out, err, ended } = await asking();
    types('471193');
    expect(await ferry.wasAsked('transfer.pin')).toEqual({ id: SEND, pin: '471193' });
    // What lies between the two is seen only by who looks at that moment.
    ferry.moves(row(wrong(1)));
    await err.shows('That isn’t the PIN of Phone');
    await out.shows('not shown here:');
    types('471194');
    expect(await ferry.wasAsked('transfer.pin', 2)).toEqual({ id: SEND, pin: '471194' });
    ferry.moves(row({ stage: 'waitingForAnswer' }));
    ferry.moves(done());
    expect(await ended).toBe(0);
    expect(`${out.text}${err.text}`).not.toMatch(/47119/);
  });

  it('hands on nothing that can be none', async () => {
    const { ferry, types, out, err } = await asking();
    types('');
    await err.shows('A PIN has 1 to 64 visible characters.');
    await out.shows('not shown here:');
    types('x'.repeat(65));
    await out.shows('not shown here:');
    expect(ferry.inputsOf('transfer.pin')).toEqual([]);
    types('0');
    expect(await ferry.wasAsked('transfer.pin')).toEqual({ id: SEND, pin: '0' });
  });

  it('says before it is typed that whoever listens hears it, where that is so', async () => {
    const warning = 'Not encrypted: whoever reads traffic here can read the PIN, too.';
    expect((await asking({ isPlain: true })).out.text).toContain(warning);
    expect((await asking()).out.text).not.toContain(warning);
  });

  it('takes the question back when somebody has typed it elsewhere', async () => {
    const { ferry, ended } = await asking();
    ferry.moves(row({ stage: 'waitingForAnswer' }));
    ferry.moves(done());
    expect(await ended).toBe(0);
    expect(ferry.inputsOf('transfer.pin')).toEqual([]);
  });

  it('says that it takes no more', async () => {
    const { ferry, types, err, ended } = await asking(wrong(2));
    types('3');
    await ferry.wasAsked('transfer.pin');
    ferry.moves(row({ stage: 'failed', trouble: errorInfo('transfer.pin_blocked', { name: 'Phone' }) }));
    expect(await ended).toBe(5);
    expect(err.text).toContain('Phone takes no more PINs from this computer');
  });

  it.each([
    ['without a terminal', '471193\n', []],
    ['for a program', 'terminal', ['--json']],
  ] as const)('ends %s, and says where it can be typed', async (_what, input, options) => {
    const { ferry, out, err, ended } = sending(input, ...options);
    await ferry.wasAsked('transfer.send');
    ferry.moves(row());
    expect(await ferry.wasAsked('transfer.discard')).toEqual({ id: SEND });
    ferry.moves(row({ stage: 'canceled' }));
    expect(await ended).toBe(5);
    expect(`${out.text}${err.text}`.match(/Phone asks for a PIN|"transfer.pin_needed"/g)).toHaveLength(1);
    expect(ferry.inputsOf('transfer.pin')).toEqual([]);
  });

  it('is given up with the end of what is typed', async () => {
    const { ferry, endsInput, ended } = await asking();
    endsInput();
    await ferry.wasAsked('transfer.discard');
    ferry.moves(row({ stage: 'canceled' }));
    expect(await ended).toBe(5);
  });
});

describe('ferry pair', () => {
  const text = 'AB'.repeat(64);
  const pictures = [0, 2, 5, 8, 44, 56, 89, 112, 115, 129, 186, 196, 204, 250, 257, 259];
  const near = (shown: readonly number[] | null = pictures): FakeFerry =>
    open()
      .withNearby(phone)
      .on('guest.compare', () => ({ text, pictures: shown }));

  it('has pictures and a text compared, and pairs where they are the same', async () => {
    const ferry = near();
    const session = start(['pair', 'Phone'], ferry, { input: 'terminal' });
    await session.out.shows('Is this the same on Phone?');
    expect(session.out.text).toContain(
      [
        '  1  Snowflake · Tractor · Anchor · Apple',
        '  2  Circle · Rabbit · Bird · Key',
        '  3  Fridge · Slice of pizza · Rocket · Cogwheel',
        '  4  Robot · Drop · Window · Briefcase',
        '',
      ].join('\n'),
    );
    expect(session.out.text).toContain(`${text}\n`);
    session.types('y');
    expect(await session.ended).toBe(0);
    expect(ferry.inputsOf('guest.pair')).toEqual([{ id: phone.id }]);
    expect(session.out.text).toContain('Paired with Phone');
  });

  it('has the rows begin at the left in Hebrew as well', async () => {
    const session = start(['pair', 'Phone'], near(), { input: 'terminal', env: { LANG: 'he_IL.UTF-8' } });
    await session.out.shows('פתית שלג');
    // Each word in a place of its own, whichever way a terminal would turn all of them together.
    expect(session.out.text).toContain('\n\u200e  1  פתית שלג \u200e· טרקטור \u200e· עוגן \u200e· תפוח\n');
    session.stops();
    await session.ended;
  });

  it('has the text alone compared where the app is too old for pictures, and says so', async () => {
    const session = start(['pair', 'Phone'], near(null), { input: 'terminal' });
    await session.out.shows('Is this the same on Phone?');
    expect(session.out.text).toContain(`${text}\n`);
    expect(session.out.text).toContain('older than 1.18');
    expect(session.out.text).not.toContain('pictures');
    session.stops();
    await session.ended;
  });

  it('pairs nothing where it isn’t', async () => {
    const ferry = near();
    const session = start(['pair', 'Phone'], ferry, { input: 'terminal' });
    await session.out.shows('Is this the same on Phone?');
    session.types('');
    expect(await session.ended).toBe(3);
    expect(ferry.inputsOf('guest.pair')).toEqual([]);
    expect(session.err.text).toContain('Somebody may be between the two devices.');
  });

  it('says nothing of anybody in between where it is only stopped', async () => {
    const session = start(['pair', 'Phone'], near(), { input: 'terminal' });
    await session.out.shows('Is this the same on Phone?');
    session.stops();
    expect(await session.ended).toBe(130);
    await new Promise((resolve) => setImmediate(resolve));
    expect([session.ferry.inputsOf('guest.pair'), session.err.text]).toEqual([[], '']);
  });

  it('needs somebody who compares, and a certificate', async () => {
    const unasked = start(['pair', 'Phone'], near());
    expect(await unasked.ended).toBe(2);
    const plain = open().withNearby({ ...phone, isPlain: true });
    const session = start(['pair', 'Phone'], plain, { input: 'terminal' });
    expect(await session.ended).toBe(2);
    expect(session.err.text).toContain('Phone has no Ferry.');
  });

  it('calls none by a code that is paired and not here', async () => {
    const ferry = open().withDevices(device('Phone', { via: 'localSend' }));
    const session = start(['pair', 'Phone'], ferry, { input: 'terminal' });
    await ferry.wasAsked('network.look');
    session.clock.pass(5000);
    expect(await session.ended).toBe(4);
    expect(session.err.text).toContain(
      'Can’t reach Phone.\nIt may be asleep or on another network. Open LocalSend there',
    );
    expect(ferry.inputsOf('pairing.dial')).toEqual([]);
  });

  it('is the only way to compare: the pictures of Ferry take Ferry on both sides', async () => {
    const ferry = open().withDevices(device('Phone', { via: 'localSend' }));
    const session = start(['devices', 'compare', 'Phone'], ferry, { input: 'terminal' });
    expect(await session.ended).toBe(2);
    expect(session.err.text).toContain('What was asked takes Ferry on both devices.');
  });
});

describe('the PIN', () => {
  const set = { ...withoutSecrets(DEFAULT_SETTINGS), hasLocalSendPin: true };

  it('is taken from standard input, and never said again', async () => {
    const ferry = open().on('settings.get', () => set);
    const session = start(['config', 'set', 'localSendPin', '--json'], ferry, { input: '471193\nnot this\n' });
    expect(await session.ended).toBe(0);
    expect(ferry.inputsOf('settings.set')).toEqual([{ localSendPin: '471193' }]);
    expect(session.events()).toMatchObject([{ event: 'setting', key: 'localSendPin', value: true }]);
    expect(`${session.out.text}${session.err.text}`).not.toContain('471193');
  });

  it('is asked for at a terminal', async () => {
    const ferry = open().on('settings.get', () => set);
    const session = start(['config', 'set', 'localSendPin'], ferry, { input: 'terminal' });
    await session.out.shows('PIN, not shown here:');
    session.types('471193');
    expect(await session.ended).toBe(0);
    expect(session.out.text).toContain('localSendPin is now set');
  });

  it.each([[['471193']], [['471193', 'and more']]])('is refused in a command: %j', async (words) => {
    const { ended, err, ferry } = start(['config', 'set', 'localSendPin', ...words], open());
    expect(await ended).toBe(2);
    expect(err.text).toContain('isn’t given in a command');
    expect(err.text).not.toContain('471193');
    expect(ferry.asked).toEqual([]);
  });

  it.each(['', '\n', '123\n', `${'1'.repeat(33)}\n`, '12 34\n', '12\t34\n', '1234\u202e\n', '12\u200b34\n'])(
    'can’t be %j',
    async (input) => {
      const { ended, err, ferry } = start(['config', 'set', 'localSendPin'], open(), { input });
      expect(await ended).toBe(2);
      expect(err.text).toContain('Expected: 4 to 32 visible characters, no spaces.');
      expect(ferry.asked).toEqual([]);
    },
  );
});
