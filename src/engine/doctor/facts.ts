// What the doctor's judge is given: what was gathered, as plain data, with nothing concluded from it yet.
import type { Firewall } from '../../contract/doctor.ts';
import type { Reach } from '../net/reaching.ts';
import type { Interfaces } from '../ports.ts';

/** How the announcements fare on one interface, in one family. */
export interface MulticastFacts {
  /** The interface. */
  readonly via: string;
  /** portTaken: another program holds port 5353 for itself. refused: the system didn't let us send or take part. */
  readonly state: 'open' | 'portTaken' | 'refused';
  /** The system's name for why, or ''. */
  readonly reason: string;
  /** Something that we asked there has come back to us. */
  readonly isEchoed: boolean;
}

export interface ListenerFacts {
  /** Null where it listens on none. */
  readonly port: number | null;
  readonly isAgreedPort: boolean;
  /** A port, or a single address, was asked for: then it isn't the agreed one, and nobody is to blame. */
  readonly isChosen: boolean;
  /** Visible to nobody, and so closed by this person's choice. */
  readonly isHidden: boolean;
}

export interface DeviceFacts {
  readonly name: string;
  readonly isConnected: boolean;
  /** Its announcements arrive here. */
  readonly isHeard: boolean;
  /** Null where it wasn't tried, as there is a connection or no place. */
  readonly reach: Reach | null;
  /** What it said when it was asked to call us; null where it wasn't asked or didn't say. */
  readonly back: { readonly canReach: boolean; readonly canHear: boolean } | null;
}

/**
 * What is known of this computer's firewall. on: and whether it lets us in can't be read. none: the system has none that
 * we know, or it is off.
 */
export interface FirewallFacts {
  readonly firewall: Firewall | null;
  readonly state: 'none' | 'allows' | 'blocks' | 'blocksAll' | 'publicNetwork' | 'on' | 'unknown';
  readonly place: string;
}

/** Whether devices that have LocalSend can come, and if not, why: the first reason that holds. */
export interface LocalSendFacts {
  /**
   * off: by its person, also by having Ferry listen to this computer alone. hidden: visible to nobody. pairedOnly: it may
   * be open, and not for new devices. opening: there is nothing in its way, and it isn't open yet.
   */
  readonly state: 'off' | 'paused' | 'hidden' | 'notReceiving' | 'failed' | 'pairedOnly' | 'opening' | 'open';
  /** Where they come to, or would; and where they were meant to. */
  readonly port: number;
  readonly agreedPort: number;
  /** The system's name for why it failed, or ''. */
  readonly reason: string;
}

export interface DoctorFacts {
  readonly platform: string;
  readonly interfaces: Interfaces;
  /** The interfaces that Ferry uses. */
  readonly chosen: readonly string[];
  /** Of those, the ones on which strangers don't see this device, as nobody has said that they may. */
  readonly untrusted: readonly string[];
  /** The interfaces, of those it doesn't use, that what is meant for a network it uses would go to. */
  readonly takingLocal: readonly string[];
  readonly listener: ListenerFacts;
  /** Who has the agreed port in our stead, port 5353, and LocalSend's; '' where that isn't known. */
  readonly holders: { readonly agreedPort: string; readonly mdnsPort: string; readonly localSendPort: string };
  readonly multicast: readonly MulticastFacts[];
  readonly firewall: FirewallFacts;
  readonly localSend: LocalSendFacts;
  /** What the firewall does with those that come by it. */
  readonly localSendFirewall: FirewallFacts;
  readonly devices: readonly DeviceFacts[];
}
