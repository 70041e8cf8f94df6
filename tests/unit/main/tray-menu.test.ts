import { describe, expect, it } from 'vitest';
import { errorInfo } from '../../../src/contract/errors.ts';
import { DEFAULT_SETTINGS } from '../../../src/contract/settings.ts';
import type { State } from '../../../src/contract/state.ts';
import { appMenu } from '../../../src/main/menu.ts';
import { stateLine, trayMenu } from '../../../src/main/tray-menu.ts';
import { attentionOf } from '../../../src/policy/attention.ts';
import { onWindowClose } from '../../../src/policy/closing.ts';
import { stringsFor } from '../../../src/strings/index.ts';
import { OWN_ID } from '../../support/own-id.ts';

const t = stringsFor('en', []);
const state: State = {
  self: {
    id: OWN_ID,
    name: 'Calm Pier',
    visibility: { mode: 'paired' },
    network: 'connected',
    receivesInto: null,
    version: '1',
  },
  settings: DEFAULT_SETTINGS,
  devices: {},
  nearby: {},
  networks: {},
  notices: {},
  pairings: {},
  transfers: {},
};
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
      setVisibility: call('set'),
      beVisible: call('visible'),
      seeWhy: call('why'),
      open: call('open'),
      quit: call('quit'),
    },
  };
}

describe('the tray menu', () => {
  it('says the state first, then “Receive from nearby”, visibility, “Can’t see a device?”, open and quit', () => {
    const { calls, actions } = recorded();
    const menu = trayMenu(state, t, actions);
    expect(menu.map((item) => item.label ?? '—')).toEqual([
      'Ready for paired devices',
      '—',
      'Receive from nearby',
      'Visible to',
      'Can’t see a device?',
      '—',
      'Open Ferry',
      'Quit',
    ]);
    for (const item of menu) (item.click as (() => void) | undefined)?.();
    expect(calls).toEqual(['receive', 'why', 'open', 'quit']);
  });

  it('marks the one choice that holds', () => {
    const { actions } = recorded();
    const marked = (of: State) => {
      const items = trayMenu(of, t, actions).find((item) => item.id === 'visibility')?.submenu;
      return Array.isArray(items) ? items.filter((item) => item.checked).map((item) => item.label) : [];
    };
    expect(marked(state)).toEqual(['Everyone while Ferry is open']);
    expect(marked(everyone(1))).toEqual(['Everyone for 10 minutes']);
    expect(marked({ ...state, settings: { ...state.settings, visibility: 'nobody' } })).toEqual(['Nobody']);
  });

  it.each([
    [everyone(null), 'Ready to receive', 'idle'],
    [
      { ...state, self: { ...state.self, visibility: { mode: 'nobody' } } } as State,
      'Not visible to any device',
      'idle',
    ],
    [{ ...state, self: { ...state.self, network: 'none' } } as State, 'No network', 'idle'],
    [noticed, '1 message needs you', 'needs-you'],
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
    const text = JSON.stringify(appMenu(t, platform, { show: ignored, help: ignored, quit: ignored }));
    for (const word of ['Settings…', 'Quit Ferry', 'How it works', '"role":"paste"', '"role":"minimize"'])
      expect(text).toContain(word);
  },
);
