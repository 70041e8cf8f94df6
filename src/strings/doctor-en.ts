// "Can't see a device?" and `ferry doctor` in English: what was found, why or which, and the one thing to do.
import type { FindingState } from '../contract/doctor.ts';
import { type FindingTexts, found, letInCommands, MDNS_PORT } from './finding-text.ts';

/** Several names, where a sentence goes on or a list stands alone. */
const list = (names: readonly string[]): string => names.join(', ');

const addByAddress = 'Until then, add the other device by its address: “ferry pair” shows it there.';
const quitIt = 'Quit that program, then start Ferry again.';
const permission = 'In System Settings, under Privacy & Security, Local Network, turn on Ferry.';
const macFirewall = 'In System Settings, under Network, Firewall, Options,';

function letIn(firewall: string, port: number, place: string, udpPort = MDNS_PORT): string {
  const commands = letInCommands(firewall, port, place, udpPort);
  if (commands !== null) return `Run ${commands.map((command) => `“${command}”`).join(', then ')}.`;
  if (firewall === 'windows')
    return 'In Windows Security, under Firewall & network protection, choose “Allow an app through firewall” and tick Ferry for this network.';
  if (firewall === 'macos') return `${macFirewall} allow incoming connections for Ferry.`;
  return `Let TCP port ${port} and UDP port ${udpPort} in through the firewall.`;
}

const findings: FindingTexts = {
  'network.connected': (f) => found('This computer is on a network', `${list(f.names)}.`),
  'network.none': () =>
    found(
      'This computer isn’t on a network',
      'Devices meet on one network; nothing goes over the internet.',
      'Connect to Wi-Fi or a cable.',
    ),
  'network.only_virtual': (f) =>
    found(
      'Only a VPN or a virtual network is connected',
      `Ferry leaves those alone until you choose them: ${list(f.names)}.`,
      'Connect to Wi-Fi or a cable.',
    ),
  'network.off': (f) =>
    found(
      'Ferry uses none of this computer’s networks',
      `They are turned off in Ferry: ${list(f.names)}.`,
      'Turn one on: “ferry networks” lists them.',
    ),
  'permission.given': () => found('Ferry may use the local network'),
  'permission.denied': () =>
    found('macOS keeps Ferry off the local network', 'Without that permission no device is found.', permission),
  'permission.unknown': () =>
    found('Not clear whether Ferry may use the local network', 'macOS doesn’t say.', permission),
  'multicast.works': (f) => found('Announcements work on this computer', `${list(f.names)}.`),
  'multicast.refused': (f) =>
    found(
      'The system keeps Ferry from looking for devices',
      `It refuses on ${list(f.names)}, and says ${f.reason}.`,
      addByAddress,
    ),
  'multicast.unheard': (f) =>
    found(
      'What Ferry asks the network doesn’t come back',
      `On ${list(f.names)} something stops UDP port 5353, most likely a firewall on this computer.`,
      addByAddress,
    ),
  'multicast.lost': (f) =>
    found(
      'The network drops announcements',
      `Connected, but not announced from one to the other: ${list(f.names)}. Routers and Wi-Fi may block multicast.`,
      'Allow multicast in the router, which may call it mDNS or Bonjour. Until then, add devices by address.',
    ),
  'multicast.unknown': () =>
    found('Not clear whether announcements work here', 'There is nothing to try it on at the moment.'),
  'port.open': (f) => found('Ferry can be called', `It listens on port ${f.port}.`),
  'port.hidden': () =>
    found(
      'This device is visible to nobody',
      'So it takes no connections, not even from paired devices.',
      'Be visible again: “ferry config set visibility whileOpen”.',
    ),
  'port.closed': () =>
    found('Ferry can’t be called', 'It has no port to listen on.', 'Quit Ferry, then start it again.'),
  'program.none': () => found('No other program is in Ferry’s way'),
  'program.agreed_port': (f) =>
    found(
      f.program === '' ? 'Another program has Ferry’s usual port' : `${f.program} has Ferry’s usual port`,
      `Ferry listens on ${f.ownPort} instead of ${f.port}. Who types this device’s address has to add “:${f.ownPort}”.`,
      quitIt,
    ),
  'program.mdns_port': (f) =>
    found(
      f.program === '' ? 'Another program keeps announcements to itself' : `${f.program} keeps announcements to itself`,
      `It doesn’t share UDP port ${f.port}, so Ferry can’t hear other devices.`,
      quitIt,
    ),
  'firewall.off': () => found('No firewall on this computer is in the way'),
  'firewall.allows': (f) => found('This computer’s firewall lets Ferry in', `On port ${f.port}.`),
  'firewall.passed': (f) => found('No firewall is in the way', `Just connected to this computer: ${list(f.names)}.`),
  'firewall.blocks': (f) =>
    found(
      'This computer’s firewall keeps other devices out',
      `It lets nobody in on port ${f.port}.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'firewall.blocks_all': () =>
    found(
      'This computer’s firewall keeps everybody out',
      'It is set to block all incoming connections.',
      `${macFirewall} turn off “Block all incoming connections”.`,
    ),
  'firewall.public_network': () =>
    found(
      'Windows takes this network for a public one',
      'Its firewall lets Ferry in on private networks only.',
      'If the network is yours, set it to Private in Settings, under Network & internet.',
    ),
  'firewall.suspected': (f) =>
    found(
      'This computer’s firewall seems to keep other devices out',
      `It is on, and a device that tried couldn’t connect to port ${f.port}.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'firewall.unseen': (f) =>
    found(
      'This computer’s firewall is on',
      `Only an administrator can see whether it lets Ferry in on port ${f.port}.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'firewall.unknown': () =>
    found(
      'Not clear whether a firewall is in the way',
      'Ferry can’t see the rules of this computer’s firewall, if there is one.',
    ),
  'vpn.none': () => found('No VPN is active'),
  'vpn.beside': (f) => found('A VPN is active, and leaves this network alone', `${list(f.names)}.`),
  'vpn.suspected': (f) =>
    found(
      'A VPN is active',
      `It may keep this computer from its own network: ${list(f.names)}.`,
      'Disconnect the VPN, then look again.',
    ),
  'vpn.takes_local': (f) =>
    found(
      'A VPN takes what is meant for this network',
      `It goes to ${list(f.names)}, and never reaches devices nearby.`,
      'Disconnect the VPN, or allow the local network in its settings.',
    ),
  'networks.one': () => found('This computer is on one network only'),
  'networks.untrusted': (f) =>
    found(
      'New devices don’t see this one here',
      `${list(f.names)}: nobody has said that this network is to be trusted.`,
      'If it is your own, choose Trust this network in Settings.',
    ),
  'networks.several': (f) => found('This computer is on several networks', `${list(f.names)}.`),
  'networks.several_suspected': (f) =>
    found(
      'This computer is on several networks',
      `No device answers on ${list(f.names)}. The other one may be on yet another.`,
      'Connect both devices to the same network.',
    ),
  'reach.works': (f) => found('Devices nearby answer', `${list(f.names)}.`),
  'reach.silent': (f) =>
    found(
      f.names.length === 1 ? `${list(f.names)} is seen but doesn’t answer` : 'Devices are seen but don’t answer',
      `A firewall may keep Ferry out there: ${list(f.names)}.`,
      'Run “ferry doctor” on that device.',
    ),
  'reach.nobody': (f) => found('Devices are seen, and none of them answers', `${list(f.names)}.`),
  'reach.none_seen': () =>
    found(
      'No other device is seen',
      'Ferry must be open there, on the same network, and visible.',
      'If it is, add it by its address: “ferry pair” shows it there.',
    ),
  'callback.works': (f) => found('Other devices can connect to this computer', `${list(f.names)}.`),
  'callback.fails': (f) =>
    found(
      f.names.length === 1
        ? `${list(f.names)} sees you but can’t connect back`
        : 'Other devices see you but can’t connect back',
      `Something keeps port ${f.port} of this computer closed to ${list(f.names)}.`,
      letIn(f.firewall, f.port, f.place),
    ),
  'callback.unknown': () =>
    found(
      'Not clear whether other devices can connect to this computer',
      'No paired device is connected that could try.',
    ),
  'isolation.none': () => found('This network lets devices reach each other'),
  'isolation.suspected': (f) =>
    found(
      'This network seems to keep devices apart',
      `Seen, but out of reach, as on guest Wi-Fi: ${list(f.names)}.`,
      'Use a network that isn’t for guests, or allow devices to reach each other in the router.',
    ),
  'isolation.unknown': () =>
    found('Not clear whether this network keeps devices apart', 'Nobody is here to try it with.'),
  'localsend.open': (f) => found('Devices with LocalSend can send to this computer', `It listens on port ${f.port}.`),
  'localsend.other_port': (f) =>
    found(
      f.program === '' ? 'Another program has LocalSend’s usual port' : `${f.program} has LocalSend’s usual port`,
      `Ferry listens on ${f.ownPort} instead of ${f.port}. Some devices with LocalSend look for this computer on ${f.port} only.`,
      'If a device with LocalSend can’t see this computer, quit that program, then start Ferry again.',
    ),
  'localsend.hidden': () =>
    found('Devices with LocalSend don’t see this one', 'It is visible to nobody, and so closed to them, too.'),
  'localsend.paused': () =>
    found('Devices with LocalSend don’t see this one', 'Everything is paused, and that closes it to them, too.'),
  'localsend.not_receiving': () =>
    found(
      'Devices with LocalSend can’t send to this one at the moment',
      'Nothing here receives, so Ferry is closed to them.',
      'Open Ferry, or run “ferry receive”.',
    ),
  'localsend.paired_only': () =>
    found(
      'New devices with LocalSend don’t see this one at the moment',
      'Only those do that are paired.',
      'Run “ferry receive”: everyone sees this computer for 10 minutes then.',
    ),
  'localsend.failed': (f) =>
    found(
      'Devices with LocalSend can’t reach this computer',
      f.reason === ''
        ? 'Ferry couldn’t open for them; the log says why.'
        : `Ferry couldn’t open for them: the system says ${f.reason}.`,
      'Quit Ferry, then start it again.',
    ),
  'localsend.blocked': (f) =>
    found(
      'This computer’s firewall keeps devices with LocalSend out',
      `They come by TCP port ${f.port}, and are announced by UDP port ${f.udpPort}.`,
      letIn(f.firewall, f.port, f.place, f.udpPort),
    ),
  'localsend.unseen': (f) =>
    found(
      'Not clear whether the firewall lets devices with LocalSend in',
      `Only an administrator can see that. They come by TCP port ${f.port}, and are announced by UDP port ${f.udpPort}.`,
      letIn(f.firewall, f.port, f.place, f.udpPort),
    ),
  'localsend.kept_out': () =>
    found('The firewall keeps devices with LocalSend out, too', 'What lets Ferry in lets them in as well.'),
  'localsend.unknown': () =>
    found('Not clear whether devices with LocalSend see this one', 'Ferry is only just opening for them.'),
};

export const doctor = {
  title: 'Can’t see a device?',
  /** While it takes some seconds. */
  looking: 'Looking…',
  /** Below the list, where nothing is wrong. */
  allFine: 'Nothing was found that keeps devices from seeing each other.',
  /** What the mark before a line means, for a screen reader. */
  state: { good: 'Fine', bad: 'Needs you', unknown: 'Not known' } satisfies Record<FindingState, string>,
  /** On the button beside what was found. */
  action: {
    tryAgain: 'Try again',
    beVisible: 'Be visible for 10 minutes',
    addByAddress: 'Add by address',
    openNetworkSettings: 'Network settings',
    openPermission: 'Open System Settings',
    chooseNetwork: 'Choose networks',
  },
  findings,
};

export type DoctorStrings = typeof doctor;
