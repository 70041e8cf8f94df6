import { describe, expect, it } from 'vitest';
import type { ShownTransfer } from '../../../src/contract/transfers.ts';
import { MOST_TEXT_BYTES } from '../../../src/contract/transfers.ts';
import { device, doneTransfer, FakeFerry, MIA, offer, received, SEND, start, transfer } from './fake-ferry.ts';

const SECRET = 'pass\u001b[2Jword\n';
const text = { content: 'text', names: [], total: { files: 1, folders: 0, bytes: 13 } } as const;
const paired = (): FakeFerry =>
  new FakeFerry()
    .withDevices(device('Studio PC'))
    .on('network.open', () => ({ port: 26_810, isAgreedPort: true, address: null }))
    .on('text.send', () => ({ id: SEND }));
const to = { kind: 'device', id: '1'.repeat(32) };

describe('ferry send --text', () => {
  it('sends standard input to the byte, and says nothing of what it says', async () => {
    const words = ['send', '--text', '-', '--private', '--to', 'Studio PC'];
    const { ferry, ended, out } = start(words, paired(), { input: SECRET });
    expect(await ferry.wasAsked('text.send')).toEqual({ text: SECRET, to, isPrivate: true });
    ferry.moves(transfer(text));
    ferry.moves(doneTransfer({ ...text, done: { files: 1, bytes: 13, skipped: 0, alreadyThere: 0, notWanted: 0 } }));
    expect(await ended).toBe(0);
    expect(out.text).toBe('Sending a text, 13 bytes, to Studio PC\nSent a text, 13 bytes, to Studio PC\n');
  });

  it('sends what stands in the command, by a code where nobody is named', async () => {
    const { ferry, ended } = start(['send', '--text', 'hello there'], paired());
    expect(await ferry.wasAsked('text.send')).toEqual({ text: 'hello there', to: null, isPrivate: false });
    ferry.moves(doneTransfer(text));
    expect(await ended).toBe(0);
  });

  it('asks for one line at a terminal, where a code may be asked for next', async () => {
    const session = start(['send', '--text', '-', '--to', 'Studio PC'], paired(), { input: 'terminal' });
    await session.out.shows('Text, then Enter: ');
    session.types(' see you ');
    expect(await session.ferry.wasAsked('text.send')).toMatchObject({ text: ' see you ' });
    session.ferry.moves(doneTransfer(text));
    expect(await session.ended).toBe(0);
  });

  it.each([
    ['nothing', ''],
    ['too much', 'x'.repeat(MOST_TEXT_BYTES + 1)],
  ])('refuses %s', async (_what, input) => {
    const { ferry, ended, err } = start(['send', '--text', '-'], paired(), { input });
    expect(await ended).toBe(2);
    expect(err.text).toBe(
      'ferry: That can’t be sent as a text.\nA text is UTF-8, not empty, and has at most 1.05 MB. Send it as a file instead.\n',
    );
    expect(ferry.opened).toBeNull();
  });

  it.each([
    [['send', 'a', '--text', 'b'], '--text and PATH can’t be used together.'],
    [['send', 'a', '--private'], '--text is missing.'],
    [['send', 'a', '--wait'], '--to is missing.'],
    [['send', '--text='], 'The option --text needs a value.'],
  ])('refuses %j', async (argv, sentence) => {
    const { ended, err } = start(argv, paired());
    expect(await ended).toBe(2);
    expect(err.text).toContain(sentence);
  });
});

describe('ferry send --wait', () => {
  const queued = transfer({ stage: 'queued' });
  const waiting = (isOwn: boolean) => {
    const ferry = paired().on('transfer.send', () => ({ id: SEND }));
    ferry.isOwn = isOwn;
    return start(['send', 'a', '--to', 'Studio PC', '--wait'], ferry);
  };

  it('stays until a device that was off has it', async () => {
    const { ferry, ended, out } = waiting(true);
    expect(await ferry.wasAsked('transfer.send')).toEqual({ paths: ['/home/mia/a'], to, waits: true });
    ferry.moves(queued);
    ferry.moves(transfer());
    ferry.moves(doneTransfer());
    expect(await ended).toBe(0);
    expect(out.text).toBe(
      'Will send when Studio PC appears\nSending 12 files, 48 MB, to Studio PC\nSent 12 files, 48 MB, to Studio PC\n',
    );
  });

  it('leaves it to the Ferry that runs when it is stopped', async () => {
    const { ferry, ended, out, stops } = waiting(false);
    await ferry.wasAsked('transfer.send');
    ferry.moves(queued);
    stops();
    expect(await ended).toBe(130);
    expect(ferry.inputsOf('transfer.stop')).toEqual([]);
    expect(out.text).toContain('Ferry goes on without this command, when Studio PC appears.\n');
  });

  it('says that nothing waits any more where no Ferry runs', async () => {
    const { ferry, ended, out, stops } = waiting(true);
    await ferry.wasAsked('transfer.send');
    ferry.moves(queued);
    ferry.on('transfer.stop', () => {
      ferry.moves(transfer({ stage: 'stopped' }));
    });
    stops();
    expect(await ended).toBe(130);
    expect(out.text).toContain(
      'Stopped, and nothing waits now that Ferry isn’t running. To go on: ferry transfers resume a1b2c3d4\n',
    );
  });

  it.each(['192.0.2.9', 'Leo'])('refuses %s, which isn’t paired', async (name) => {
    const ferry = paired().withDevices(device('Leo', { isPaired: false }));
    const { ended, err } = start(['send', 'a', '--to', name, '--wait'], ferry);
    expect(await ended).toBe(2);
    expect(err.text).toContain(`Nothing can wait for ${name}, which isn’t paired.`);
    expect(ferry.inputsOf('transfer.send')).toEqual([]);
  });
});

describe('a text that comes', () => {
  const receiving = (): FakeFerry => paired().on('text.read', () => ({ text: SECRET }));
  const comes = async (argv: readonly string[], ferry: FakeFerry, input: 'terminal' | '' = '') => {
    const session = start(argv, ferry, { input });
    await ferry.wasAsked('receive.offers');
    ferry.moves(offer({ ...text, device: MIA }));
    // Nobody is asked about a text from a paired device.
    expect(await ferry.wasAsked('transfer.answer')).toEqual({ id: SEND, accept: true, isUnasked: true });
    const row: ShownTransfer = received(text);
    ferry.moves(row);
    expect(await session.ended).toBe(0);
    expect(ferry.inputsOf('text.read')).toEqual([{ id: SEND }]);
    return session;
  };

  it('is given to a program as it is, and alone with --quiet', async () => {
    const { out, err } = await comes(['receive', '--once', '--quiet'], receiving());
    expect(out.text).toBe(SECRET);
    expect(err.text).toBe('');
  });

  it('begins and ends a line beside the other sentences', async () => {
    const { out } = await comes(
      ['receive', '--once'],
      receiving().on('text.read', () => ({ text: 'a\u001bb' })),
    );
    expect(out.text.endsWith('A text from Studio PC:\na\u001bb\n')).toBe(true);
  });

  it('can’t steer a terminal', async () => {
    const { out } = await comes(['receive', '--once'], receiving(), 'terminal');
    expect(out.text).toMatch(/A text from Studio PC:\npass<U\+001B>\[2Jword\n$/);
  });

  it('is an event before the end of its transfer', async () => {
    const { events } = await comes(['receive', '--once', '--json'], receiving());
    expect(events().slice(-2)).toMatchObject([
      { event: 'text', transferId: SEND, device: 'Studio PC', text: SECRET },
      { event: 'done', transferId: SEND },
    ]);
  });
});
