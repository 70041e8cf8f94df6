import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShownPairing, ShownTransfer, TransferStage } from '../../../src/contract/transfers.ts';
import { TRANSFER_STAGES } from '../../../src/contract/transfers.ts';
import {
  ASK_AFTER_MS,
  type Facts,
  MOST_NOTES,
  mayAcceptOutside,
  NOTHING_NOTICED,
  type Note,
  type NoteKey,
  notice,
  putAway,
} from '../../../src/policy/notifying.ts';
import { paired, pairingRow, rowsOf, stranger, transferRow } from '../../support/shown-rows.ts';
import { transferIdOf } from '../../support/shown-transfer.ts';

const away = { isWindowFocused: false, isWindowVisible: true, isLocked: false };
const inFront = { isWindowFocused: true, isWindowVisible: true, isLocked: false };

/** A desktop that is looked at again and again, with a clock of its own. */
class Desktop {
  #noticed = NOTHING_NOTICED;
  now = 1_000_000;
  readonly shown = new Map<NoteKey, Note>();
  /** What rang, in order. */
  readonly rung: NoteKey[] = [];
  lookAgainAt: number | null = null;

  look(
    transfers: readonly ShownTransfer[],
    { pairings = [], ...facts }: Partial<Facts> & { pairings?: readonly ShownPairing[] } = {},
  ): this {
    const noticing = notice(this.#noticed, rowsOf(transfers, pairings), { ...away, now: this.now, ...facts });
    this.#noticed = noticing.next;
    this.lookAgainAt = noticing.lookAgainAt;
    for (const key of noticing.close) expect(this.shown.delete(key)).toBe(true);
    for (const { key, note, isQuiet } of noticing.show) {
      expect(isQuiet).toBe(this.shown.has(key));
      this.shown.set(key, note);
      if (!isQuiet) this.rung.push(key);
    }
    return this;
  }

  /** Twice: when it begins to ask, and when that has lasted. */
  ask(transfers: readonly ShownTransfer[], more: Parameters<Desktop['look']>[1] = {}): this {
    this.look(transfers, more);
    return this.after(ASK_AFTER_MS).look(transfers, more);
  }

  after(ms: number): this {
    this.now += ms;
    return this;
  }

  putAway(key: NoteKey): this {
    this.#noticed = putAway(this.#noticed, key);
    this.shown.delete(key);
    return this;
  }

  get keys(): readonly NoteKey[] {
    return [...this.shown.keys()];
  }
}

const offerKey = (number: number): NoteKey => `offer:${transferIdOf(number)}`;
const endKey = (number: number): NoteKey => `end:${transferIdOf(number)}`;

it('says what an offer is worth that doesn’t come by Ferry, and of ours nothing', () => {
  const safetyOf = (row: Partial<ShownTransfer>) => {
    const asking = transferRow(1, row);
    const desktop = new Desktop().look([asking]);
    desktop.now += ASK_AFTER_MS;
    const note = desktop.look([asking]).shown.get(`offer:${asking.id}`);
    return note?.is === 'offer' ? note.safety : null;
  };
  expect(safetyOf({ via: 'localSend', device: stranger() })).toBe('encrypted');
  expect(safetyOf({ via: 'localSend', device: stranger(), isPlain: true })).toBe('plain');
  expect(safetyOf({ via: 'localSend', device: paired() })).toBe('verified');
  expect(safetyOf({})).toBeUndefined();
});

describe('an offer', () => {
  it('has a note with device, count and size, in front or not, that goes when it is answered', () => {
    for (const facts of [away, inFront]) {
      const desktop = new Desktop().ask([transferRow(1)], facts);
      expect([...desktop.shown]).toEqual([
        [
          offerKey(1),
          {
            is: 'offer',
            device: 'Studio PC',
            load: { content: 'files', kind: 'picture', files: 12, folders: 0, bytes: 48_000_000 },
            answers: 'both',
          },
        ],
      ]);
      expect(desktop.look([transferRow(1, { stage: 'moving' })], facts).keys).toEqual([]);
    }
  });

  it('has none while it is answered without asking, and asks to be looked at again', () => {
    const desktop = new Desktop().look([transferRow(1)]);
    expect(desktop.keys).toEqual([]);
    expect(desktop.lookAgainAt).toBe(desktop.now + ASK_AFTER_MS);
    desktop.after(ASK_AFTER_MS - 1).look([transferRow(1, { stage: 'moving' })]);
    expect(desktop.keys).toEqual([]);
    expect(desktop.lookAgainAt).toBeNull();
    desktop.look([transferRow(1, { stage: 'done', endedAt: desktop.now })]);
    expect(desktop.shown.get(endKey(1))?.is).toBe('came');
  });

  it('of ours that the other person looks at has none', () => {
    expect(new Desktop().ask([transferRow(1, { direction: 'send' })]).keys).toEqual([]);
  });

  it('has one note, also when that was put away', () => {
    const desktop = new Desktop().ask([transferRow(1)]).putAway(offerKey(1));
    expect(desktop.look([transferRow(1)]).look([transferRow(1, { device: paired('Renamed') })]).keys).toEqual([]);
    expect(desktop.rung).toEqual([offerKey(1)]);
    // Another one is another.
    expect(desktop.ask([transferRow(1), transferRow(2)]).keys).toEqual([offerKey(2)]);
  });

  it('loses its buttons while the screen is locked, without a sound, and gets them back', () => {
    const desktop = new Desktop().ask([transferRow(1)]);
    const answers = () => {
      const note = desktop.shown.get(offerKey(1));
      return note?.is === 'offer' ? note.answers : null;
    };
    desktop.look([transferRow(1)], { isLocked: true });
    expect(answers()).toBe('none');
    desktop.look([transferRow(1)]);
    expect(answers()).toBe('both');
    expect(desktop.rung).toHaveLength(1);
  });

  it.each([
    ['paired', {}, false, true, 'both'],
    ['locked', {}, true, false, 'none'],
    ['from a stranger', { device: stranger() }, false, false, 'decline'],
    ['from nobody', { device: null }, false, false, 'decline'],
    ['with programs', { hasActiveTypes: true }, false, false, 'decline'],
    ['with programs from a stranger, locked', { hasActiveTypes: true, device: stranger() }, true, false, 'none'],
  ] as const)('can be accepted outside the window only from a paired device: %s', (_, is, isLocked, may, answers) => {
    expect(mayAcceptOutside(transferRow(1, is), isLocked)).toBe(may);
    const note = new Desktop().ask([transferRow(1, is)], { isLocked }).shown.get(offerKey(1));
    expect(note).toMatchObject({ is: 'offer', answers });
  });

  it('can be accepted outside the window only while it asks us', () => {
    for (const stage of TRANSFER_STAGES)
      expect(mayAcceptOutside(transferRow(1, { stage }), false)).toBe(stage === 'asking');
    expect(mayAcceptOutside(transferRow(1, { direction: 'send' }), false)).toBe(false);
  });
});

describe('a stranger’s wish', () => {
  it('has a note with its name alone, until it is answered', () => {
    const desktop = new Desktop().look([], { pairings: [pairingRow('a')] });
    expect([...desktop.shown]).toEqual([['wish:a', { is: 'wish', device: 'Leo’s laptop' }]]);
    expect(desktop.look([], { pairings: [pairingRow('a', { stage: 'waiting' })] }).keys).toEqual([]);
  });
});

describe('a flood', () => {
  const offers = (count: number, is: Partial<ShownTransfer> = {}) =>
    Array.from({ length: count }, (_, number) => transferRow(number, is));

  it('is one note for all until all are answered, and rings once', () => {
    const desktop = new Desktop().ask(offers(MOST_NOTES));
    expect(desktop.keys).toHaveLength(MOST_NOTES);
    desktop.ask(offers(5));
    expect([...desktop.shown]).toEqual([['offers', { is: 'offers', count: 5 }]]);
    desktop.ask(offers(2));
    expect([...desktop.shown]).toEqual([['offers', { is: 'offers', count: 2 }]]);
    desktop.ask(offers(9));
    expect(desktop.rung).toHaveLength(MOST_NOTES + 1);
    expect(desktop.look([]).ask(offers(1)).keys).toEqual([offerKey(0)]);
  });

  it('of strangers doesn’t hide what a paired device asks', () => {
    const pairings = Array.from({ length: 50 }, (_, number) => pairingRow(String(number)));
    const desktop = new Desktop().ask([transferRow(1)], { pairings });
    expect(new Set(desktop.keys)).toEqual(new Set([offerKey(1), 'strangers']));
  });

  it('of strangers who come and go rings four times a minute, and what waits then is told', () => {
    const desktop = new Desktop();
    for (let number = 0; number < 50; number++)
      desktop
        .look([], { pairings: [pairingRow(String(number))] })
        .look([])
        .after(100);
    expect(desktop.rung).toHaveLength(MOST_NOTES + 1);
    const still = { pairings: [pairingRow('still')] };
    expect(desktop.ask([transferRow(1)], still).keys).toEqual([offerKey(1)]);
    expect(desktop.lookAgainAt).toBe(1_060_000);
    expect(desktop.after(60_000).look([transferRow(1)], still).keys).toContain('wish:still');
  });

  it('of what has ended is one note, too', () => {
    const desktop = new Desktop().look(offers(5, { stage: 'moving' }));
    desktop.look(offers(5, { stage: 'done', endedAt: desktop.now }));
    expect([...desktop.shown]).toEqual([['ends', { is: 'ends', count: 5 }]]);
    expect(desktop.putAway('ends').look(offers(5, { stage: 'done' })).keys).toEqual([]);
  });
});

describe('the PIN of another device', () => {
  const waiting = (number = 1, is: Partial<ShownTransfer> = {}) =>
    transferRow(number, { direction: 'send', stage: 'waitingForPin', via: 'localSend', device: stranger(), ...is });
  const answered = (stage: TransferStage) => [waiting(1, { stage })];
  const key: NoteKey = `pin:${transferIdOf(1)}`;

  it('is asked for at once, by its device’s name and no word of what is sent, until it is over', () => {
    for (const stage of ['waitingForAnswer', 'moving', 'canceled', 'failed'] as const) {
      const desktop = new Desktop().look([waiting()]);
      expect([...desktop.shown]).toEqual([[key, { is: 'pin', device: 'Studio PC' }]]);
      expect(desktop.look([waiting()]).rung).toEqual([key]);
      expect(desktop.look(answered(stage)).shown.has(key)).toBe(false);
    }
    expect(new Desktop().look([waiting()]).look([]).keys).toEqual([]);
  });

  it('is asked for again where it was wrong, and not where that was put away', () => {
    const desktop = new Desktop().look([waiting()]).putAway(key).look([waiting()]);
    expect(desktop.keys).toEqual([]);
    expect(desktop.look(answered('waitingForAnswer')).look([waiting()]).keys).toEqual([key]);
  });

  it('is asked for by the window alone while that is in front, which takes it over', () => {
    const desktop = new Desktop().look([waiting()], inFront);
    expect(desktop.look([waiting()]).rung).toEqual([]);
    const behind = new Desktop().look([waiting()]);
    expect(behind.look([waiting()], inFront).keys).toEqual([]);
    expect(behind.look([waiting()]).rung).toEqual([key]);
    expect(new Desktop().look([waiting()], { ...inFront, isLocked: true }).keys).toEqual([key]);
  });

  it('is one among all that wait for our person', () => {
    const offers = [2, 3, 4].map((number) => transferRow(number));
    const desktop = new Desktop().look([waiting()]).ask([waiting(), ...offers]);
    expect([...desktop.shown]).toEqual([['offers', { is: 'offers', count: 4 }]]);
  });
});

describe('what becomes of a transfer', () => {
  const become = (stage: TransferStage, is: Partial<ShownTransfer> = {}, facts: Partial<Facts> = {}) => {
    const desktop = new Desktop().look([transferRow(1, { stage: 'moving', ...is })]);
    return desktop.look([transferRow(1, { ...is, stage, endedAt: desktop.now })], facts);
  };

  it.each([
    ['done', 'receive', 'came'],
    ['done', 'send', 'sent'],
    ['failed', 'receive', 'failed'],
    ['failed', 'send', 'failed'],
    ['declined', 'send', 'declined'],
    // Our own person did that, or need not know.
    ['declined', 'receive', undefined],
    ['canceled', 'send', undefined],
    ['canceled', 'receive', undefined],
  ] as const)('is told when nobody looks: %s, %s', (stage, direction, is) => {
    expect(become(stage, { direction }).shown.get(endKey(1))?.is).toBe(is);
    expect(become(stage, { direction }, inFront).keys).toEqual([]);
    const behindLock = become(stage, { direction }, { ...inFront, isLocked: true });
    expect(behindLock.shown.get(endKey(1))?.is).toBe(is);
  });

  it('isn’t told as sent where the other person left all of it out', () => {
    const done = { files: 0, bytes: 0, skipped: 0, alreadyThere: 0, notWanted: 2 };
    const is = { direction: 'send', done, total: { files: 0, folders: 1, bytes: 0 } } as const;
    const noteOf = (row: Partial<ShownTransfer>) => become('done', { ...is, ...row }).shown.get(endKey(1));
    const load = { content: 'files', kind: 'picture', files: 2, folders: 0, bytes: 0 };
    expect(noteOf({ via: 'localSend' })).toMatchObject({ is: 'untaken', device: 'Studio PC', load });
    // An empty folder, or what is there already.
    expect(noteOf({})?.is).toBe('sent');
    expect(noteOf({ via: 'localSend', done: { ...done, alreadyThere: 1 } })?.is).toBe('sent');
  });

  it('is no news when the app starts, or when a long past one comes into sight', () => {
    const past = transferRow(1, { stage: 'done', endedAt: 5 });
    expect(new Desktop().look([past]).look([past]).keys).toEqual([]);
    expect(new Desktop().look([]).look([past]).keys).toEqual([]);
  });

  it('is told of a text that nobody was asked about, and nothing of what it says', () => {
    const desktop = new Desktop().look([]);
    const text = { content: 'text', kind: 'file', names: ['my secret'], stage: 'done' } as const;
    desktop.look([transferRow(1, { ...text, endedAt: desktop.now, total: { files: 1, folders: 0, bytes: 9 } })]);
    expect(desktop.shown.get(endKey(1))).toEqual({
      is: 'came',
      device: 'Studio PC',
      load: { content: 'text', kind: 'file', files: 1, folders: 0, bytes: 9 },
    });
  });

  it('goes when the window comes in front, and when its row goes', () => {
    expect(become('done').look([transferRow(1, { stage: 'done' })], inFront).keys).toEqual([]);
    expect(become('done').look([]).keys).toEqual([]);
  });

  it('is told that it goes on after a gap, once, and not after a short one', () => {
    const desktop = new Desktop().look([transferRow(1, { stage: 'moving' })]);
    const gap = (ms: number) => {
      desktop.look([transferRow(1, { stage: 'away' })]).after(ms);
      desktop.look([transferRow(1, { stage: 'connecting' })]).look([transferRow(1, { stage: 'moving' })]);
    };
    gap(3000);
    expect(desktop.keys).toEqual([]);
    gap(60_000);
    expect(desktop.shown.get(endKey(1))?.is).toBe('resumed');
    desktop.look([transferRow(1, { stage: 'away' })]);
    expect(desktop.keys).toEqual([]);
    gap(60_000);
    expect(desktop.rung).toEqual([endKey(1)]);
  });
});

describe('whatever happens', () => {
  const row = fc
    .record({
      number: fc.integer({ min: 0, max: 6 }),
      stage: fc.constantFrom<TransferStage>(
        ...(['asking', 'asking', 'waitingForPin', 'moving', 'away', 'done', 'failed', 'declined'] as const),
      ),
      direction: fc.constantFrom('receive' as const, 'receive' as const, 'send' as const),
      isPaired: fc.boolean(),
      hasActiveTypes: fc.boolean(),
      name: fc.string({ unit: 'binary', maxLength: 80 }),
    })
    .map(({ number, isPaired, name, ...is }) =>
      transferRow(number, { ...is, device: isPaired ? paired(name) : stranger(name), endedAt: 1_000_000 }),
    );
  const look = fc.record({
    transfers: fc.array(row, { maxLength: 8 }),
    wishes: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 7 }),
    ms: fc.integer({ min: 0, max: 20_000 }),
    facts: fc.record({ isWindowFocused: fc.boolean(), isWindowVisible: fc.boolean(), isLocked: fc.boolean() }),
  });

  it('there are few notes, they hold no file’s name and no code, and nothing is accepted that may not be', () => {
    fc.assert(
      fc.property(fc.array(look, { maxLength: 12 }), (looks) => {
        const desktop = new Desktop();
        for (const { transfers, wishes, ms, facts } of looks) {
          const pairings = [...new Set(wishes)].map((number) => pairingRow(String(number)));
          desktop.after(ms).look(transfers, { pairings, ...facts });
          expect(desktop.shown.size).toBeLessThanOrEqual(3 * MOST_NOTES);
          const text = JSON.stringify([...desktop.shown]);
          expect(text).not.toMatch(/secret|482915/);
          expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
          const rows = rowsOf(transfers).transfers;
          for (const [key, note] of desktop.shown) {
            if ('device' in note) expect(Array.from(note.device ?? '').length).toBeLessThanOrEqual(40);
            const asked = rows[key.slice('offer:'.length)];
            if (note.is !== 'offer') continue;
            expect(asked?.stage).toBe('asking');
            if (asked !== undefined) expect(note.answers === 'both').toBe(mayAcceptOutside(asked, facts.isLocked));
          }
          if (facts.isWindowFocused && facts.isWindowVisible && !facts.isLocked)
            expect(desktop.keys.filter((key) => /^(?:end|pin)/.test(key))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
