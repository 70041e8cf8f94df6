import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/contract/settings.ts';
import { openDataFolder } from '../../../src/engine/data-folder.ts';
import { Guests } from '../../../src/engine/open-guests.ts';
import { testPorts } from '../../support/engine.ts';
import { fakeKeyWrap } from './identity/fake-key-wrap.ts';

/** None of this computer's: nothing is ever opened there. */
const NOWHERE = '192.0.2.1';

it('wraps the key of LocalSend, too, that is just being made', async () => {
  const ports = await testPorts({ keyWrap: fakeKeyWrap() });
  const places = await openDataFolder(ports.dataDir);
  const logged: string[] = [];
  let protecting: Promise<void> | null = null;
  const guests: Guests = new Guests({
    ports,
    places,
    log: (_level, event) => void logged.push(event),
    settings: () => DEFAULT_SETTINGS,
    devices: { facts: () => [], pairedGuests: () => new Set(), has: () => false, rememberPlace: async () => undefined },
    // Right after that those of the device are.
    isKeyWrapped: () => {
      protecting ??= guests.protect(true);
      return false;
    },
    isOpen: () => false,
    isPaused: () => false,
    takesOffers: () => false,
    visibility: () => 'everyone',
    visibleTo: () => false,
    name: () => 'Studio PC',
    address: () => null,
    interfaces: () => ({}),
    isLooking: () => false,
    offered: () => null,
    onNearby: () => undefined,
  });
  guests.look(NOWHERE, new AbortController().signal);
  await expect.poll(() => logged, { timeout: 5000 }).toContain('localsend.not_opened');
  await protecting;
  expect(await readFile(places.localSendFile, 'utf8')).not.toContain('PRIVATE KEY');
  await guests.close();
});
