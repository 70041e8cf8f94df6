// Handshake patterns as data, in the notation of the Noise specification (revision 34, section 7).

export type Token = 'e' | 's' | 'ee' | 'es' | 'se' | 'ss' | 'psk';

export interface Pattern {
  readonly name: string;
  /** Static keys known beforehand. */
  readonly initiatorIsKnown?: true;
  readonly responderIsKnown?: true;
  /** The initiator's first, then in turns. */
  readonly messages: readonly (readonly Token[])[];
}

/** Devices: each learns the other's key, the initiator's only after the responder's was seen. */
export const XXpsk3: Pattern = {
  name: 'XXpsk3',
  messages: [['e'], ['e', 'ee', 's', 'es'], ['s', 'se', 'psk']],
};

/** A further connection of a session that is already proven: both know a key from it. */
export const NNpsk0: Pattern = {
  name: 'NNpsk0',
  messages: [
    ['psk', 'e'],
    ['e', 'ee'],
  ],
};
