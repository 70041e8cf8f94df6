// Why a device with LocalSend doesn't see this one: pure, like all that the judge says.
import { type Finding, finding } from '../../contract/doctor.ts';
import { DEFAULT_SETTINGS } from '../../contract/settings.ts';
import type { DoctorFacts, LocalSendFacts } from './facts.ts';

/** It is announced to this one, whichever port its person has chosen to be called at. */
export const LOCALSEND_UDP_PORT = DEFAULT_SETTINGS.localSendPort;

export function localSend(facts: DoctorFacts): readonly Finding[] {
  const { state, reason } = facts.localSend;
  switch (state) {
    case 'off':
      return [];
    case 'paused':
      return [finding('localsend.paused', {})];
    case 'hidden':
      return [finding('localsend.hidden', {})];
    case 'failed':
      return [finding('localsend.failed', { reason })];
    // Once the rest is put right, the firewall still counts: it is better said at once.
    case 'notReceiving':
      return [finding('localsend.not_receiving', {}), ...firewall(facts)];
    case 'pairedOnly':
      return [finding('localsend.paired_only', {}), ...otherPort(facts), ...firewall(facts)];
    case 'opening':
      return [finding('localsend.unknown', {}), ...firewall(facts)];
    case 'open':
      return open(facts);
  }
}

function open(facts: DoctorFacts): readonly Finding[] {
  const inTheWay = [...otherPort(facts), ...firewall(facts)];
  return inTheWay.length > 0 ? inTheWay : [finding('localsend.open', { port: facts.localSend.port })];
}

export const isElsewhere = ({ port, agreedPort }: LocalSendFacts): boolean => port !== agreedPort;

function otherPort({ localSend: own, holders }: DoctorFacts): readonly Finding[] {
  if (!isElsewhere(own)) return [];
  const facts = { port: own.agreedPort, program: holders.localSendPort, ownPort: own.port };
  return [finding('localsend.other_port', facts)];
}

function firewall({ firewall: own, localSendFirewall, localSend: { port }, devices }: DoctorFacts): readonly Finding[] {
  const { firewall: kind, state, place } = localSendFirewall;
  if (kind === null) return [];
  const isClosed = state === 'blocks' || state === 'blocksAll' || state === 'publicNetwork';
  // Their rules are for the program: what is to be done about Ferry does for this as well, and is said there.
  const isSaid = own.state === state && (kind === 'macos' || kind === 'windows');
  // Whatever the rules are: somebody has just come in.
  if (isSaid && devices.some(({ back }) => back?.canReach)) return [];
  if (isSaid) return isClosed ? [finding('localsend.kept_out', {})] : [];
  const facts = { firewall: kind, port, place, udpPort: LOCALSEND_UDP_PORT };
  if (isClosed) return [finding('localsend.blocked', facts)];
  return state === 'on' ? [finding('localsend.unseen', facts)] : [];
}
