// "Can't see a device?": gathers what is to be known within a few seconds, whatever doesn't answer, and has it judged.
import type { DoctorReport } from '../../contract/doctor.ts';
import { AGREED_PORT } from '../net/listen.ts';
import type { Reach } from '../net/reaching.ts';
import type { DeviceFacts, DoctorFacts, FirewallFacts, LocalSendFacts } from './facts.ts';
import { firewallFacts, NOT_KNOWN } from './firewall.ts';
import { findings, MDNS_PORT } from './judge.ts';
import { isElsewhere, LOCALSEND_UDP_PORT } from './judge-localsend.ts';
import { holderOf } from './port-holder.ts';
import type { DoctorDevice, DoctorPorts } from './ports.ts';
import { isLinkLocal, neighbourOf } from './routes.ts';
import { askingOnce } from './run-command.ts';

/** Who is there is heard within this of the first question; after that, what we have just asked ourselves within the least. */
const HEAR_MS = 2500;
const LEAST_HEAR_MS = 1200;
/** More than any single look takes: what isn't known by then is unknown. */
const LOOK_MS = 6000;
const MOST_DEVICES = 16;
const MOST_PLACES = 4;

export async function runDoctor(ports: DoctorPorts): Promise<DoctorReport> {
  return { findings: findings(await gather(ports)) };
}

export async function gather(given: DoctorPorts): Promise<DoctorFacts> {
  const ports = { ...given, run: askingOnce(given.run) };
  const { clock, platform } = ports;
  const within = <T>(work: Promise<T>, otherwise: T): Promise<T> => timed(ports, work, otherwise);
  ports.query();
  const hearMs = Math.max(LEAST_HEAR_MS, HEAR_MS - ports.lookingForMs());
  const interfaces = ports.interfaces();
  const chosen = ports.chosen();
  const listener = ports.listener();
  const untrusted = ports.untrusted();
  const port = listener.port ?? AGREED_PORT;
  const isOnAnother = listener.port !== null && !listener.isAgreedPort && !listener.isChosen;
  // What needs no answer from others is looked at while they may answer.
  const [takingLocal, agreedPort, localSendPort, firewall] = await Promise.all([
    within(takersOf(ports, chosen), []),
    isOnAnother ? within(holderOf({ protocol: 'tcp', port: AGREED_PORT }, ports), '') : '',
    within(holderForLocalSend(ports), ''),
    within<FirewallFacts>(firewallFacts({ ...ports, used: chosen, port, udpPort: MDNS_PORT }), NOT_KNOWN),
    new Promise<void>((resolve) => clock.after(hearMs, resolve)),
  ]);
  const multicast = ports.multicast();
  const isTaken = multicast.some(({ state }) => state === 'portTaken');
  // By now it is open, where it was only just being opened.
  const localSend = ports.localSend();
  const [mdnsPort, localSendFirewall, devices] = await Promise.all([
    isTaken ? within(holderOf({ protocol: 'udp', port: MDNS_PORT }, ports), '') : '',
    within(firewallForLocalSend(localSend, firewall, chosen, ports), NOT_KNOWN),
    devicesOf(ports),
  ]);
  const holders = { agreedPort, mdnsPort, localSendPort };
  const own = { listener, firewall, localSend, localSendFirewall };
  return { platform, interfaces, chosen, untrusted, takingLocal, holders, multicast, devices, ...own };
}

/** '' where it has its own, as most do. */
async function holderForLocalSend(ports: DoctorPorts): Promise<string> {
  const localSend = ports.localSend();
  return isElsewhere(localSend) ? holderOf({ protocol: 'tcp', port: localSend.agreedPort }, ports) : '';
}

/** By what the firewall's programs have already said; one that didn't say anything isn't waited for again. */
async function firewallForLocalSend(
  { state, port }: LocalSendFacts,
  firewall: FirewallFacts,
  used: readonly string[],
  ports: DoctorPorts,
): Promise<FirewallFacts> {
  if (state === 'off' || firewall.state === 'unknown') return NOT_KNOWN;
  return firewallFacts({ ...ports, used, port, udpPort: LOCALSEND_UDP_PORT });
}

function timed<T>({ clock, log }: DoctorPorts, work: Promise<T>, otherwise: T): Promise<T> {
  return new Promise((resolve) => {
    const cancel = clock.after(LOOK_MS, () => resolve(otherwise));
    const done = (found: T): void => {
      cancel();
      resolve(found);
    };
    work.then(done, (error: unknown) => {
      log('warn', 'doctor.look_failed', { cause: String(error) });
      done(otherwise);
    });
  });
}

/** The interfaces, other than those that Ferry uses, which the system would send to for a neighbour of one it uses. */
async function takersOf(ports: DoctorPorts, chosen: readonly string[]): Promise<readonly string[]> {
  const interfaces = ports.interfaces();
  const takers = new Set<string>();
  for (const name of chosen) {
    const neighbour = neighbourOf(interfaces[name] ?? []);
    const source = neighbour === null ? null : await ports.sourceFor(neighbour);
    const taker = Object.entries(interfaces).find(([, addresses]) =>
      addresses?.some(({ address }) => address === source),
    );
    if (taker !== undefined && !chosen.includes(taker[0]) && taker[1]?.every(({ internal }) => !internal))
      takers.add(taker[0]);
  }
  return [...takers];
}

/** Those that are connected or here first: the rest would tell no more. */
function devicesOf(ports: DoctorPorts): Promise<readonly DeviceFacts[]> {
  const rank = ({ isConnected, isHeard }: DoctorDevice): number => (isConnected ? 0 : isHeard ? 1 : 2);
  const first = [...ports.devices()].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_DEVICES);
  return Promise.all(
    first.map(async (device) => {
      const { name, isConnected, isHeard, isPaired, id } = device;
      const [reach, back] = await Promise.all([
        isConnected ? null : timed(ports, reachAny(device, ports), 'silent'),
        isConnected && isPaired ? timed(ports, ports.askBack(id), null) : null,
      ]);
      return { name, isConnected, isHeard, reach, back };
    }),
  );
}

/**
 * The best that came of its places; null where none is known. That a neighbour isn't there Linux doesn't say of addresses
 * of the link alone: those are silent in any case.
 */
async function reachAny({ places }: DoctorDevice, { reachOf, clock }: DoctorPorts): Promise<Reach | null> {
  const tried = await Promise.all(
    places.slice(0, MOST_PLACES).map(async (place) => ({ place, reach: await reachOf(place, clock) })),
  );
  const telling = tried.filter(({ place, reach }) => reach !== 'silent' || !isLinkLocal(place.address));
  const found = (telling.length > 0 ? telling : tried).map(({ reach }) => reach);
  const order: readonly Reach[] = ['answers', 'silent', 'away'];
  return order.find((reach) => found.includes(reach)) ?? null;
}
