// The networks this computer is on, as their person chooses among them.

export const NETWORK_TRUSTS = ['trusted', 'public'] as const;
/** On a public network no name is announced, and strangers get no answer unless this device was just made visible. */
export type NetworkTrust = (typeof NETWORK_TRUSTS)[number];

export interface ShownNetwork {
  /** Of the network where it can be known again, or else of this connection to it. */
  readonly id: string;
  /** The computer's own name for the way there. */
  readonly via: string;
  /** Made by a VPN, a tunnel, a container: off until chosen. */
  readonly isVirtual: boolean;
  readonly isOn: boolean;
  /** Null: nobody has said so yet, and it is treated as public. */
  readonly trust: NetworkTrust | null;
  readonly addresses: readonly string[];
}
