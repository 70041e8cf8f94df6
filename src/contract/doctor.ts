// "Can't see a device?": what is checked, what may be found, and the one thing to do about each, as plain data. Codes are
// API: never renamed, never reused. The sentences are in src/strings, in a table that doesn't compile while one is missing.

/** In the order in which they are shown: what others depend on comes first. */
export const CHECKS = [
  'network',
  'permission',
  'multicast',
  'port',
  'program',
  'firewall',
  'vpn',
  'networks',
  'reach',
  'callback',
  'isolation',
  'localsend',
] as const;
export type CheckId = (typeof CHECKS)[number];

/** unknown: it can't be told from here, which keeps nobody from being found. */
export const FINDING_STATES = ['good', 'bad', 'unknown'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** What one button does, or the step in words says. */
export const DOCTOR_ACTIONS = [
  'none',
  'tryAgain',
  'beVisible',
  'addByAddress',
  'openNetworkSettings',
  'openPermission',
  'chooseNetwork',
  'allowInFirewall',
  'allowThere',
  'quitProgram',
  'disconnectVpn',
  'changeNetwork',
  'receive',
] as const;
export type DoctorAction = (typeof DOCTOR_ACTIONS)[number];

const FIREWALLS = ['ufw', 'firewalld', 'nftables', 'windows', 'macos'] as const;
export type Firewall = (typeof FIREWALLS)[number];

type NoFacts = Readonly<Record<string, never>>;
interface Names {
  readonly names: readonly string[];
}
interface ByFirewall {
  readonly firewall: Firewall;
  readonly port: number;
  /** Where its rule belongs: a zone of firewalld, or family, table and chain of nftables; or ''. */
  readonly place: string;
}
/** By both ports devices with LocalSend come: they are called by the one, and announced by the other. */
interface LocalSendByFirewall extends ByFirewall {
  readonly udpPort: number;
}

/** Each code with the facts that its sentence needs. `names` are of interfaces up to `networks.…`, then of devices. */
export interface FindingFacts {
  readonly 'network.connected': Names;
  readonly 'network.none': NoFacts;
  /** There is nothing but VPNs, tunnels and what containers made. */
  readonly 'network.only_virtual': Names;
  /** There are networks, and this person has turned all of them off in Ferry. */
  readonly 'network.off': Names;

  /** macOS asks whether an app may use the local network. */
  readonly 'permission.given': NoFacts;
  readonly 'permission.denied': NoFacts;
  readonly 'permission.unknown': NoFacts;

  readonly 'multicast.works': Names;
  /** The system doesn't let us take part. */
  readonly 'multicast.refused': Names & { readonly reason: string };
  /** What we ask doesn't even come back to us. */
  readonly 'multicast.unheard': Names;
  /** Devices are connected, and announcements don't get from one to the other: the network drops them. */
  readonly 'multicast.lost': Names;
  readonly 'multicast.unknown': NoFacts;

  readonly 'port.open': { readonly port: number };
  /** This device is visible to nobody. */
  readonly 'port.hidden': NoFacts;
  readonly 'port.closed': NoFacts;

  readonly 'program.none': NoFacts;
  /** `program` is '' where the system doesn't say which; `ownPort` is the one that was taken instead. */
  readonly 'program.agreed_port': { readonly port: number; readonly program: string; readonly ownPort: number };
  readonly 'program.mdns_port': { readonly port: number; readonly program: string };

  readonly 'firewall.off': NoFacts;
  readonly 'firewall.allows': ByFirewall;
  /** Whatever its rules are: a device has just come in. */
  readonly 'firewall.passed': Names;
  readonly 'firewall.blocks': ByFirewall;
  /** macOS: "Block all incoming connections". */
  readonly 'firewall.blocks_all': NoFacts;
  /** Windows: Ferry is let in on private networks, and this one counts as public. */
  readonly 'firewall.public_network': NoFacts;
  /** It is on, its rules can't be read, and a device couldn't come in. */
  readonly 'firewall.suspected': ByFirewall;
  /** The same, and nobody has tried. */
  readonly 'firewall.unseen': ByFirewall;
  readonly 'firewall.unknown': NoFacts;

  readonly 'vpn.none': NoFacts;
  readonly 'vpn.beside': Names;
  /** One is active, and no device answers. */
  readonly 'vpn.suspected': Names;
  /** What is meant for the local network goes into it. */
  readonly 'vpn.takes_local': Names;

  readonly 'networks.one': NoFacts;
  /** New devices don't see this one there: nobody has said that the network is to be trusted. */
  readonly 'networks.untrusted': Names;
  readonly 'networks.several': Names;
  /** On several, and no device answers: the other may be on a network that this one isn't. */
  readonly 'networks.several_suspected': Names;

  readonly 'reach.works': Names;
  /** They are seen here and don't answer, others do: something on them keeps Ferry out. */
  readonly 'reach.silent': Names;
  /** Nobody answers, for which the next checks have reasons. */
  readonly 'reach.nobody': Names;
  readonly 'reach.none_seen': NoFacts;

  readonly 'callback.works': Names;
  /** Connected to us because we called, and can't call us. `firewall` is '' where it isn't known. */
  readonly 'callback.fails': Names & {
    readonly firewall: Firewall | '';
    readonly port: number;
    readonly place: string;
  };
  /** No paired device is connected that could try. */
  readonly 'callback.unknown': NoFacts;

  readonly 'isolation.none': NoFacts;
  readonly 'isolation.suspected': Names;
  readonly 'isolation.unknown': NoFacts;

  /** Where its person has turned LocalSend off, that check says nothing at all. */
  readonly 'localsend.open': { readonly port: number };
  /** `program` is '' where the system doesn't say which; `ownPort` is the one that was taken instead. */
  readonly 'localsend.other_port': { readonly port: number; readonly program: string; readonly ownPort: number };
  /** This device is visible to nobody; everything is paused; nothing here receives. */
  readonly 'localsend.hidden': NoFacts;
  readonly 'localsend.paused': NoFacts;
  readonly 'localsend.not_receiving': NoFacts;
  /** Whoever isn't paired doesn't see this device. */
  readonly 'localsend.paired_only': NoFacts;
  /** `reason` is the system's name for why, or ''. */
  readonly 'localsend.failed': { readonly reason: string };
  readonly 'localsend.blocked': LocalSendByFirewall;
  /** The firewall is on, and its rules can't be read. */
  readonly 'localsend.unseen': LocalSendByFirewall;
  /** By the same rules that keep all of Ferry in. */
  readonly 'localsend.kept_out': NoFacts;
  /** It is only just being opened. */
  readonly 'localsend.unknown': NoFacts;
}

export type FindingCode = keyof FindingFacts;

interface Meaning {
  readonly state: FindingState;
  readonly action: DoctorAction;
}

const good: Meaning = { state: 'good', action: 'none' };
const unknown: Meaning = { state: 'unknown', action: 'none' };
const bad = (action: DoctorAction): Meaning => ({ state: 'bad', action });
const unsure = (action: DoctorAction): Meaning => ({ state: 'unknown', action });

export const FINDINGS: { readonly [C in FindingCode]: Meaning } = {
  'network.connected': good,
  'network.none': bad('openNetworkSettings'),
  'network.only_virtual': bad('openNetworkSettings'),
  'network.off': bad('chooseNetwork'),
  'permission.given': good,
  'permission.denied': bad('openPermission'),
  'permission.unknown': unsure('openPermission'),
  'multicast.works': good,
  'multicast.refused': bad('addByAddress'),
  'multicast.unheard': bad('addByAddress'),
  'multicast.lost': bad('addByAddress'),
  'multicast.unknown': unknown,
  'port.open': good,
  'port.hidden': bad('beVisible'),
  'port.closed': bad('tryAgain'),
  'program.none': good,
  'program.agreed_port': bad('quitProgram'),
  'program.mdns_port': bad('quitProgram'),
  'firewall.off': good,
  'firewall.allows': good,
  'firewall.passed': good,
  'firewall.blocks': bad('allowInFirewall'),
  'firewall.blocks_all': bad('allowInFirewall'),
  'firewall.public_network': bad('allowInFirewall'),
  'firewall.suspected': bad('allowInFirewall'),
  'firewall.unseen': unsure('allowInFirewall'),
  'firewall.unknown': unknown,
  'vpn.none': good,
  'vpn.beside': good,
  'vpn.suspected': bad('disconnectVpn'),
  'vpn.takes_local': bad('disconnectVpn'),
  'networks.one': good,
  'networks.untrusted': unsure('chooseNetwork'),
  'networks.several': good,
  'networks.several_suspected': bad('changeNetwork'),
  'reach.works': good,
  'reach.silent': bad('allowThere'),
  'reach.nobody': unknown,
  'reach.none_seen': unsure('addByAddress'),
  'callback.works': good,
  'callback.fails': bad('allowInFirewall'),
  'callback.unknown': unknown,
  'isolation.none': good,
  'isolation.suspected': bad('changeNetwork'),
  'isolation.unknown': unknown,
  'localsend.open': good,
  'localsend.other_port': unsure('quitProgram'),
  // What is to be done about these two stands beside the port.
  'localsend.hidden': unknown,
  'localsend.paused': unknown,
  'localsend.not_receiving': unsure('receive'),
  'localsend.paired_only': unsure('beVisible'),
  'localsend.failed': bad('tryAgain'),
  'localsend.blocked': bad('allowInFirewall'),
  'localsend.unseen': unsure('allowInFirewall'),
  // And about this one, beside the firewall.
  'localsend.kept_out': unknown,
  'localsend.unknown': unknown,
};

/** One thing that was found. This, and never a sentence, crosses to the window and the command line. */
export type Finding = {
  readonly [C in FindingCode]: {
    readonly check: CheckId;
    readonly code: C;
    readonly state: FindingState;
    readonly action: DoctorAction;
    readonly facts: FindingFacts[C];
  };
}[FindingCode];

/** The part of a code before its point is the check. */
export const checkOf = (code: FindingCode): CheckId => code.slice(0, code.indexOf('.')) as CheckId;

export const finding = <C extends FindingCode>(code: C, facts: FindingFacts[C]): Finding =>
  ({ check: checkOf(code), code, ...FINDINGS[code], facts }) as Finding;

/** What the command `doctor.run` answers, in the order of `CHECKS`; a check may have found several things, or not apply. */
export interface DoctorReport {
  readonly findings: readonly Finding[];
}
