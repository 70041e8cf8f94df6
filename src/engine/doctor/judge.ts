// From what was gathered to what is wrong: pure, so that every fault and its absence is a case of a test. Each cause is
// bad once; what only follows from it is left open.
import { CHECKS, type Finding, finding } from '../../contract/doctor.ts';
import { isVirtual } from '../discovery/interfaces.ts';
import { AGREED_PORT } from '../net/listen.ts';
import type { DeviceFacts, DoctorFacts, MulticastFacts } from './facts.ts';
import { localSend } from './judge-localsend.ts';
import { subnetsOf, tunnelsIn } from './routes.ts';

export const MDNS_PORT = 5353;

/** What macOS says to an app that may not use the local network, where it says anything. */
const NOT_PERMITTED = ['EHOSTUNREACH', 'EPERM', 'EACCES'];

/** In the order of the checks. One may yield several findings, or none where it doesn't apply. */
export function findings(facts: DoctorFacts): readonly Finding[] {
  const found = [
    network(facts),
    ...permission(facts),
    multicast(facts),
    port(facts),
    ...program(facts),
    firewall(facts),
    vpn(facts),
    ...networks(facts),
    reach(facts),
    callback(facts),
    isolation(facts),
    ...localSend(facts),
  ];
  return found.sort((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check));
}

const namesOf = (devices: readonly DeviceFacts[]): readonly string[] => [...new Set(devices.map(({ name }) => name))];
const isThere = ({ isConnected, reach }: DeviceFacts): boolean => isConnected || reach === 'answers';
const someoneIsThere = ({ devices }: DoctorFacts): boolean => devices.some(isThere);

/** The interfaces that lead to networks of people's devices, and are up. */
function realOf({ interfaces }: DoctorFacts): readonly string[] {
  return Object.keys(interfaces).filter((name) => !isVirtual(name) && isUp(interfaces[name]));
}

const isUp = (addresses: DoctorFacts['interfaces'][string]): boolean =>
  addresses?.some(({ internal }) => !internal) ?? false;

/** Those that Ferry uses; one that a person has chosen counts, whatever it is called. */
const usedOf = ({ interfaces, chosen }: DoctorFacts): readonly string[] =>
  chosen.filter((name) => isUp(interfaces[name]));

function network(facts: DoctorFacts): Finding {
  const used = usedOf(facts);
  if (used.length > 0) return finding('network.connected', { names: used });
  const real = realOf(facts);
  if (real.length > 0) return finding('network.off', { names: real });
  const virtual = Object.keys(facts.interfaces).filter((name) => isUp(facts.interfaces[name]));
  return virtual.length === 0 ? finding('network.none', {}) : finding('network.only_virtual', { names: virtual });
}

function permission(facts: DoctorFacts): readonly Finding[] {
  if (facts.platform !== 'darwin') return [];
  if (isDenied(facts)) return [finding('permission.denied', {})];
  const isProven = facts.devices.some((device) => device.isHeard || isThere(device));
  return [isProven ? finding('permission.given', {}) : finding('permission.unknown', {})];
}

/** It says so at best when something is sent; otherwise nothing comes back, for which a Mac has no other usual reason. */
function isDenied(facts: DoctorFacts): boolean {
  const { platform, multicast: each, firewall: own } = facts;
  if (platform !== 'darwin' || each.length === 0 || someoneIsThere(facts)) return false;
  const isOwnFirewall = own.state === 'blocks' || own.state === 'blocksAll';
  return each.every(
    ({ state, reason, isEchoed }) =>
      (state === 'refused' && NOT_PERMITTED.includes(reason)) || (state === 'open' && !isEchoed && !isOwnFirewall),
  );
}

function multicast(facts: DoctorFacts): Finding {
  const used = usedOf(facts);
  const tried = facts.multicast.filter(({ via, state }) => used.includes(via) && state !== 'portTaken');
  if (tried.length === 0 || isDenied(facts)) return finding('multicast.unknown', {});
  // One family that works is enough to be found by.
  const failing = [...Map.groupBy(tried, ({ via }) => via).values()].filter((families) => !families.some(isWorking));
  const unheard = failing.filter((families) => families.some(({ state }) => state === 'open'));
  if (unheard.length > 0)
    return finding('multicast.unheard', { names: unheard.flatMap(([first]) => first?.via ?? []) });
  if (failing.length > 0) {
    const names = failing.flatMap(([first]) => first?.via ?? []);
    return finding('multicast.refused', { names, reason: failing[0]?.[0]?.reason ?? '' });
  }
  // Whoever is connected announces itself, too: if that doesn't come, or ours doesn't get there, it is lost between us.
  const lost = facts.devices.filter(
    ({ isConnected, isHeard, back }) => isConnected && (!isHeard || back?.canHear === false),
  );
  if (lost.length > 0) return finding('multicast.lost', { names: namesOf(lost) });
  return finding('multicast.works', { names: [...new Set(tried.map(({ via }) => via))] });
}

const isWorking = ({ state, isEchoed }: MulticastFacts): boolean => state === 'open' && isEchoed;

function port({ listener }: DoctorFacts): Finding {
  // Its port may be open all the same; nobody is answered there.
  if (listener.isHidden) return finding('port.hidden', {});
  return listener.port === null ? finding('port.closed', {}) : finding('port.open', { port: listener.port });
}

function program({ listener, holders, multicast: each }: DoctorFacts): readonly Finding[] {
  const found: Finding[] = [];
  if (listener.port !== null && !listener.isAgreedPort && !listener.isChosen)
    found.push(
      finding('program.agreed_port', { port: AGREED_PORT, program: holders.agreedPort, ownPort: listener.port }),
    );
  if (each.some(({ state }) => state === 'portTaken'))
    found.push(finding('program.mdns_port', { port: MDNS_PORT, program: holders.mdnsPort }));
  return found.length === 0 ? [finding('program.none', {})] : found;
}

function firewall({ firewall: { firewall: kind, state, place }, listener, devices }: DoctorFacts): Finding {
  const asked = devices.filter(({ back }) => back !== null);
  const passed = asked.filter(({ back }) => back?.canReach);
  if (passed.length > 0) return finding('firewall.passed', { names: namesOf(passed) });
  if (state === 'none') return finding('firewall.off', {});
  if (state === 'blocksAll') return finding('firewall.blocks_all', {});
  if (state === 'publicNetwork') return finding('firewall.public_network', {});
  if (kind === null || state === 'unknown') return finding('firewall.unknown', {});
  const facts = { firewall: kind, port: listener.port ?? AGREED_PORT, place };
  if (state === 'allows') return finding('firewall.allows', facts);
  if (state === 'blocks') return finding('firewall.blocks', facts);
  return asked.length > 0 ? finding('firewall.suspected', facts) : finding('firewall.unseen', facts);
}

function vpn(facts: DoctorFacts): Finding {
  if (facts.takingLocal.length > 0) return finding('vpn.takes_local', { names: facts.takingLocal });
  // One that this person has chosen for Ferry is no obstacle to it.
  const names = tunnelsIn(facts.interfaces).filter((name) => !facts.chosen.includes(name));
  if (names.length === 0) return finding('vpn.none', {});
  return someoneIsThere(facts) ? finding('vpn.beside', { names }) : finding('vpn.suspected', { names });
}

function networks(facts: DoctorFacts): readonly Finding[] {
  const hidden = untrusted(facts);
  // That there is only one is no news beside that.
  return [...severalNetworks(facts).filter(({ state }) => hidden.length === 0 || state !== 'good'), ...hidden];
}

function untrusted(facts: DoctorFacts): readonly Finding[] {
  const names = usedOf(facts).filter((name) => facts.untrusted.includes(name));
  return names.length === 0 ? [] : [finding('networks.untrusted', { names })];
}

function severalNetworks(facts: DoctorFacts): readonly Finding[] {
  // A cable between two computers has no more than addresses of the link: nothing is chosen wrongly there.
  const names = usedOf(facts).filter((name) => subnetsOf(facts.interfaces[name] ?? []).length > 0);
  // A cable and Wi-Fi to the same router are one network.
  const different = new Set(names.map((name) => subnetsOf(facts.interfaces[name] ?? []).join(' ')));
  if (different.size === 0) return [];
  if (different.size === 1) return [finding('networks.one', {})];
  return [finding(someoneIsThere(facts) ? 'networks.several' : 'networks.several_suspected', { names })];
}

const isTried = (device: DeviceFacts): boolean => device.isConnected || device.reach !== null;

function reach(facts: DoctorFacts): Finding {
  const tried = facts.devices.filter(isTried);
  if (tried.length === 0) return finding('reach.none_seen', {});
  const missed = tried.filter((device) => !isThere(device));
  if (missed.length === 0) return finding('reach.works', { names: namesOf(tried) });
  // Of those that are nowhere to be seen one is most likely off.
  const seen = missed.filter(({ isHeard }) => isHeard);
  const found = tried.filter(isThere);
  if (seen.length === 0)
    return found.length === 0 ? finding('reach.none_seen', {}) : finding('reach.works', { names: namesOf(found) });
  return isApart(facts)
    ? finding('reach.nobody', { names: namesOf(seen) })
    : finding('reach.silent', { names: namesOf(seen) });
}

function callback({ devices, firewall: { firewall: kind, place }, listener }: DoctorFacts): Finding {
  const asked = devices.filter(({ back }) => back !== null);
  const failed = asked.filter(({ back }) => !back?.canReach);
  if (asked.length === 0) return finding('callback.unknown', {});
  if (failed.length === 0) return finding('callback.works', { names: namesOf(asked) });
  const ownPort = listener.port ?? AGREED_PORT;
  return finding('callback.fails', { names: namesOf(failed), firewall: kind ?? '', port: ownPort, place });
}

function isolation(facts: DoctorFacts): Finding {
  if (isApart(facts)) return finding('isolation.suspected', { names: namesOf(heardInVain(facts)) });
  return someoneIsThere(facts) ? finding('isolation.none', {}) : finding('isolation.unknown', {});
}

const heardInVain = ({ devices }: DoctorFacts): readonly DeviceFacts[] =>
  devices.filter((device) => device.isHeard && isTried(device) && !isThere(device));

/**
 * Devices are heard and not one can be reached. A single one that is silent may have a firewall of its own, unless the
 * network says that it isn't there at all; Windows never says so.
 */
function isApart(facts: DoctorFacts): boolean {
  const inVain = heardInVain(facts);
  if (someoneIsThere(facts) || inVain.length === 0) return false;
  return inVain.length > 1 || inVain[0]?.reach === 'away' || facts.platform === 'win32';
}
