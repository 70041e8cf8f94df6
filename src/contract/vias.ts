/** Other products' protocols, by which devices that have no Ferry send and receive. */
export const VIAS = ['localSend'] as const;
export type Via = (typeof VIAS)[number];
