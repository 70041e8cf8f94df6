import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import type { State } from '../../../src/contract/state.ts';
import type { ShownTransfer } from '../../../src/contract/transfers.ts';
import { appMenu } from '../../../src/main/menu.ts';
import { trayMenu } from '../../../src/main/tray-menu.ts';
import { inMenu, stateLine } from '../../../src/main/tray-words.ts';
import { attentionOf } from '../../../src/policy/attention.ts';
import { onWindowClose } from '../../../src/policy/closing.ts';
import { stringsFor } from '../../../src/strings/index.ts';
import { EMPTY_STATE as state } from '../../support/empty-state.ts';
import { OWN_ID } from '../../support/own-id.ts';

const t = stringsFor('en', []);
const everyone = (until: number | null): State => ({
  ...state,
  self: { ...state.self, visibility: { mode: 'everyone', until } },
});
const noticed: State = { ...state, notices: { a: { id: 'a', at: 0, error: errorInfo('local.gone', {}) } } };

function recorded() {
  const calls: string[] = [];
  const call = (name: string) => (value?: unknown) => void calls.push(value === undefined ? name : `${name} ${value}`);
  return {
    calls,
    actions: {
      receiveFromNearby: call('receive'),
      answer: (id: string, accept: boolean) => void calls.push(`${accept ? 'accept' : 'decline'} ${id[0]}`),
      see: (id: string) => void calls.push(`see ${id[0]}`),
      reveal: (id: string) => void calls.push(`reveal ${id[0]}`),
      sendFiles: call('files'),
      hand: call('hand'),
      sendText: call('text'),
      pause: call('pause'),
      setVisibility: call('set'),
      beVisible: call('visible'),
      seeWhy: call('why'),
      open: call('open'),
      quit: call('quit'),
    },
  };
}

const labels = (menu: MenuItemConstructorOptions[]) => menu.map((item) => item.label ?? '—');
const letters = 'abcdefgh';
/** The id of each begins with its letter in the alphabet. */
const withTransfers = (...rows: readonly Partial<ShownTransfer>[]): State => ({
  ...state,
  transfers: Object.fromEntries(
    rows.map((row, index) => {
      const id = (letters[index] ?? '').repeat(32);
      return [id, { ...OFFER, startedAt: index, ...row, id } as ShownTransfer];
    }),
  ),
});
const OFFER = {
  direction: 'receive',
  device: { id: OWN_ID, name: 'Leo’s laptop', isPaired: true },
  content: 'files',
  isPrivate: false,
  stage: 'asking',
  total: { files: 12, folders: 0, bytes: 1000 },
  done: { files: 0, bytes: 0, skipped: 0, alreadyThere: 0, notWanted: 0 },
  kind: 'picture',
  hasActiveTypes: false,
  endedAt: null,
} as const;
/** The items of the menu whose ids begin so. */
function itemsOf(of: State, begin: string, platform: NodeJS.Platform = 'linux') {
  const { calls, actions } = recorded();
  const all = trayMenu(of, t, actions, platform);
  const recent = all.find(({ id }) => id === 'recent')?.submenu;
  const found = [...all, ...(Array.isArray(recent) ? recent : [])].filter(({ id }) => id?.startsWith(begin));
  return { calls, labels: labels(found), click: () => void found.map(({ click }) => (click as () => void)()) };
}

describe('what waits for an answer', () => {
  it('can be accepted and declined', () => {
    const words = itemsOf(withTransfers({}), '').labels;
    expect(words).toContain('Leo’s laptop wants to send 12 photos');
    expect(words).toEqual(expect.arrayContaining(['Accept 12 photos from Leo’s laptop', 'Decline']));
    const waiting = itemsOf(withTransfers({}), 'accept-');
    waiting.click();
    expect(waiting.calls).toEqual(['accept a']);
    const declined = itemsOf(withTransfers({}), 'decline-');
    declined.click();
    expect(declined.calls).toEqual(['decline a']);
  });

  it.each([
    ['a stranger', { device: { id: OWN_ID, name: 'Leo’s laptop', isPaired: false } }],
    ['programs among the files', { hasActiveTypes: true }],
  ])('must be seen before it is accepted from %s', (_what, row) => {
    expect(itemsOf(withTransfers(row), 'accept-').labels).toEqual([]);
    const seen = itemsOf(withTransfers(row), 'see-');
    expect(seen.labels).toEqual(['See 12 photos from Leo’s laptop…']);
    seen.click();
    expect(seen.calls).toEqual(['see a']);
    expect(itemsOf(withTransfers(row), 'decline-').labels).toEqual(['Decline']);
  });

  it('says by which way it comes, where that isn’t Ferry', () => {
    const seen = itemsOf(
      withTransfers({ device: { id: OWN_ID, name: 'Phone', isPaired: false }, via: 'localSend' }),
      'see-',
    );
    expect(seen.labels).toEqual(['See 12 photos from Phone (LocalSend)…']);
  });

  it('is told apart by name where there are several, and no more than three stand there', () => {
    const declines = itemsOf(withTransfers({}, {}, { content: 'text' }, {}), 'decline-').labels;
    expect(declines).toHaveLength(3);
    expect(declines[2]).toBe('Decline a text from Leo’s laptop');
  });

  it('isn’t what somebody else is asked for', () => {
    expect(itemsOf(withTransfers({ direction: 'send' }), 'decline-').labels).toEqual([]);
  });
});

describe('a name from outside', () => {
  const named = (name: string) => withTransfers({ device: { id: OWN_ID, name, isPaired: true } });
  it('keeps its & where menus take one for a shortcut, shows what is hidden and is cut', () => {
    expect(itemsOf(named('A & B'), 'accept-').labels).toEqual(['Accept 12 photos from A && B']);
    expect(itemsOf(named('A & B'), 'accept-', 'darwin').labels).toEqual(['Accept 12 photos from A & B']);
    expect(itemsOf(named('a\u202Eb\n'), 'accept-').labels).toEqual(['Accept 12 photos from a<U+202E>b<U+000A>']);
    expect(itemsOf(named('x'.repeat(500)), 'accept-').labels[0]).toMatch(/^Accept 12 photos from x{39}…$/);
    expect(itemsOf(named('מחשב'), 'accept-').labels).toEqual(['Accept 12 photos from \u2068מחשב\u2069']);
    expect(inMenu('&&', 'win32')).toBe('&&&&');
  });
});

describe('what was sent and received', () => {
  it('stands under “Recent”, the latest five, private ones never; a click shows where it lies, or its row', () => {
    const over = (row: Partial<ShownTransfer>, endedAt: number) => ({ stage: 'done', ...row, endedAt }) as const;
    const of = withTransfers(
      over({}, 1),
      over({}, 2),
      over({ direction: 'send' }, 3),
      over({ isPrivate: true }, 4),
      over({ content: 'text' }, 5),
      over({ stage: 'failed' }, 6),
      over({ total: { files: 0, folders: 2, bytes: 0 } }, 7),
    );
    const recent = itemsOf(of, 'recent-');
    expect(recent.labels).toEqual([
      '2 folders from Leo’s laptop',
      '12 photos from Leo’s laptop',
      'a text from Leo’s laptop',
      '12 photos to Leo’s laptop',
      '12 photos from Leo’s laptop',
    ]);
    recent.click();
    expect(recent.calls).toEqual(['reveal g', 'see f', 'see e', 'see c', 'reveal b']);
  });
});

describe('the state line', () => {
  const moving = (row: Partial<ShownTransfer>, bytes = 629) =>
    ({ stage: 'moving', ...row, done: { ...OFFER.done, bytes } }) as const;
  it.each([
    [withTransfers(moving({ direction: 'send' })), 'Sending 12 photos to Leo’s laptop, 62%'],
    [withTransfers(moving({}, 1000)), 'Receiving 12 photos from Leo’s laptop, 99%'],
    [withTransfers(moving({}), moving({}, 0)), '2 transfers under way, 31%'],
    [
      withTransfers({ direction: 'send', device: null, stage: 'waitingForDevice' }),
      'Waiting for a code to send 12 photos',
    ],
    [withTransfers({ direction: 'send', stage: 'queued' }), 'Ready for paired devices'],
    [
      {
        ...state,
        self: { ...state.self, visibility: { mode: 'nobody', until: new Date(2026, 1, 1, 14, 2).getTime() } },
      } as State,
      'Paused until 02:02 PM',
    ],
  ])('says what goes on', (of, line) => {
    expect(stateLine(of, t)).toBe(line);
  });

  it('lets a paused Ferry go on', () => {
    const paused = { ...state, self: { ...state.self, visibility: { mode: 'nobody', until: 1 } } } as State;
    const item = itemsOf(paused, 'pause');
    expect(item.labels).toEqual(['Resume']);
    item.click();
    expect(item.calls).toEqual(['pause null']);
  });
});

describe('the tray menu', () => {
  it('says the state first, then receiving and sending, who sees it, pausing, open and quit', () => {
    const { calls, actions } = recorded();
    const menu = trayMenu(state, t, actions, 'linux');
    expect(labels(menu)).toEqual([
      'Ready for paired devices',
      '—',
      'Receive from nearby',
      'Send files…',
      'Send text…',
      '—',
      'Visible to',
      'Pause for 1 hour',
      'Can’t see a device?',
      '—',
      'Open Ferry',
      'Quit',
    ]);
    for (const item of menu) (item.click as (() => void) | undefined)?.();
    expect(calls).toEqual(['receive', 'files', 'text', 'pause 60', 'why', 'open', 'quit']);
  });

  it('marks the one choice that holds', () => {
    const { actions } = recorded();
    const marked = (of: State) => {
      const items = trayMenu(of, t, actions, 'linux').find((item) => item.id === 'visibility')?.submenu;
      return Array.isArray(items) ? items.filter((item) => item.checked).map((item) => item.label) : [];
    };
    expect(marked(state)).toEqual(['Everyone while Ferry is open']);
    expect(marked(everyone(1))).toEqual(['Everyone for 10 minutes']);
    expect(marked({ ...state, settings: { ...state.settings, visibility: 'nobody' } })).toEqual(['Nobody']);
  });

  it.each([
    [everyone(null), 'Ready to receive', 'idle'],
    [
      { ...state, self: { ...state.self, visibility: { mode: 'nobody', until: null } } } as State,
      'Not visible to any device',
      'idle',
    ],
    [{ ...state, self: { ...state.self, network: 'none' } } as State, 'No network', 'idle'],
    [noticed, '1 message needs you', 'needs-you'],
    [
      { ...state, pairings: { a: { id: 'a', stage: 'asked' } } } as unknown as State,
      '1 message needs you',
      'needs-you',
    ],
  ] as const)('has the line and the image of its state', (of, line, attention) => {
    expect(stateLine(of, t)).toBe(line);
    expect(attentionOf(of)).toBe(attention);
  });
});

it('quits on close only where that was chosen, or where no window could come back', () => {
  expect(onWindowClose('ask', false)).toBe('ask');
  expect(onWindowClose('keep', false)).toBe('keep');
  expect(onWindowClose('quit', false)).toBe('quit');
  expect(onWindowClose('keep', true)).toBe('quit');
});

it.each(['darwin', 'linux', 'win32'] as const)(
  'has an application menu with settings, quit, help and editing on %s',
  (platform) => {
    const ignored = () => undefined;
    const text = JSON.stringify(appMenu(t, platform, { show: ignored, send: ignored, help: ignored, quit: ignored }));
    for (const word of [
      'Send files…',
      'Send folder…',
      'Send text…',
      'History',
      'CmdOrCtrl+O',
      'Settings…',
      'Quit Ferry',
      'How it works',
      '"role":"paste"',
      '"role":"minimize"',
    ])
      expect(text).toContain(word);
  },
);
