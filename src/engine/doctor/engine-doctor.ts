// Asks the doctor about a running engine: what it listens on, whom it hears, and whether others can call it.
import type { DeviceId } from '../../contract/devices.ts';
import type { DoctorReport } from '../../contract/doctor.ts';
import type { Visibility } from '../../contract/state.ts';
import type { Finder } from '../discovery/finder.ts';
import type { Networks } from '../discovery/networks.ts';
import type { Network } from '../net/network.ts';
import type { Guests } from '../open-guests.ts';
import type { Log, Ports } from '../ports.ts';
import type { Back } from './connect-back.ts';
import { multicastFacts } from './multicast-facts.ts';
import { SYSTEM } from './ports.ts';
import { runDoctor } from './run-doctor.ts';

interface EngineParts {
  readonly ports: Pick<Ports, 'clock' | 'interfaces'>;
  readonly log: Log;
  readonly found: { readonly finder: Finder; readonly networks: Networks };
  readonly network: Network;
  readonly guests: Pick<Guests, 'standing'>;
  readonly isConnectedTo: (id: DeviceId) => boolean;
  readonly askBack: (id: DeviceId, port: number) => Promise<Back | null>;
  /** As its person wants it. */
  readonly visibility: Visibility;
}

export function askDoctor(parts: EngineParts): Promise<DoctorReport> {
  const { ports, log, found, network, guests, isConnectedTo, askBack, visibility } = parts;
  const { finder, networks } = found;
  return runDoctor({
    ...SYSTEM,
    clock: ports.clock,
    log,
    interfaces: ports.interfaces,
    chosen: () => finder.chosen,
    untrusted: () =>
      visibility.mode === 'everyone' && visibility.until === null
        ? finder.chosen.filter((via) => !networks.isTrusted(via))
        : [],
    listener: () => ({ ...network.listener, isHidden: visibility.mode === 'nobody' }),
    localSend: () => guests.standing,
    lookingForMs: () => finder.lookingForMs,
    query: () => finder.query(),
    multicast: () => finder.health().flatMap(multicastFacts),
    devices: () => finder.rows().map((row) => ({ ...row, isConnected: isConnectedTo(row.id) })),
    askBack: async (id) => (network.port === null ? null : askBack(id, network.port)),
  });
}
