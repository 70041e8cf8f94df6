// By which ways a device is there, and what can be said of each.

/** By what devices that have no Ferry send and receive: other products' protocols, and a page in a browser. */
export const VIAS = ['localSend', 'page'] as const;
export type Via = (typeof VIAS)[number];

/** Ours says nothing of itself. */
export interface Way {
  /** Absent where it goes by our own protocol. */
  readonly via?: Via;
  /** Anybody on the way can read and change it. */
  readonly isPlain?: true;
}

export const wayOf = ({ via, isPlain }: Way): Way => ({
  ...(via === undefined ? {} : { via }),
  ...(isPlain === undefined ? {} : { isPlain }),
});

/** Verified: its person here has compared. Encrypted: with whoever is there. Plain: not even that. */
export type Safety = 'verified' | 'encrypted' | 'plain';

/** Null by our own way, which has words of its own. */
export function safetyOf({ via, isPlain }: Way, isPaired: boolean): Safety | null {
  if (via === undefined) return null;
  if (isPlain) return 'plain';
  return isPaired ? 'verified' : 'encrypted';
}
