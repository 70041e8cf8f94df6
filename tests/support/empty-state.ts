// The state of a device that knows nobody and has nothing to do.
import { DEFAULT_SETTINGS } from '../../src/contract/settings.ts';
import type { State } from '../../src/contract/state.ts';
import { shownSettings } from '../../src/contract/state.ts';
import { OWN_ID } from './own-id.ts';

export const EMPTY_STATE: State = {
  self: {
    id: OWN_ID,
    name: 'Calm Pier',
    visibility: { mode: 'paired' },
    network: 'connected',
    receivesInto: null,
    version: '1',
  },
  settings: shownSettings(DEFAULT_SETTINGS),
  devices: {},
  nearby: {},
  networks: {},
  notices: {},
  pages: {},
  pairings: {},
  transfers: {},
};
