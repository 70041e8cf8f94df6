// The messages of pairing: fixed layouts, of exact lengths, so that there is nothing to parse wrongly before anybody
// knows who is there. The specification is the section "Pairing" of docs/PROTOCOL.md.

/** The record types from 0x10 to 0x1f belong to pairing; those that are not in this table end the connection. */
export const PAIR_TYPES = {
  /** u8 role, u8 form */
  start: 0x10,
  /** 32 bytes: a ristretto255 element */
  share: 0x11,
  /** 32 bytes */
  confirm: 0x12,
  /** u8 tries left */
  wrong: 0x13,
  /** u8 reason */
  closed: 0x14,
  /** 32 bytes */
  sasCommit: 0x15,
  /** 32 bytes */
  sasNonce: 0x16,
  /** 32 bytes */
  sasReveal: 0x17,
  /** 32 bytes announce key, 32 bytes signing key, 64 bytes signature */
  keep: 0x18,
  /** nothing */
  forget: 0x19,
} as const;

export const isPairType = (type: number): boolean => type >= 0x10 && type <= 0x1f;

/** Their places, from 1, are what stands on the wire. */
const ROLES = ['typer', 'displayer'] as const;
const FORMS = ['code', 'qr', 'sas'] as const;
const REASONS = ['canceled', 'declined', 'notShown', 'triesUsed', 'pausedForSafety', 'busy', 'different'] as const;

export type PairRole = (typeof ROLES)[number];
export type PairForm = (typeof FORMS)[number];
/**
 * canceled: its person gave up. declined: its person didn't want to. notShown: there is no code, or no longer that one.
 * triesUsed: too often wrong, for this code. pausedForSafety: too often wrong, for some minutes. busy: somebody else is
 * being checked. different: the pictures are not the same.
 */
export type ClosedReason = (typeof REASONS)[number];

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** Of three, the one that is answered is gone. */
const MAX_TRIES_LEFT = 2;

export type PairMessage =
  | { readonly kind: 'start'; readonly role: PairRole; readonly form: PairForm }
  | { readonly kind: 'share'; readonly point: Uint8Array }
  | { readonly kind: 'confirm'; readonly tag: Uint8Array }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'closed'; readonly reason: ClosedReason }
  | { readonly kind: 'sasCommit'; readonly commitment: Uint8Array }
  | { readonly kind: 'sasNonce'; readonly nonce: Uint8Array }
  | { readonly kind: 'sasReveal'; readonly nonce: Uint8Array }
  | {
      readonly kind: 'keep';
      readonly announceKey: Uint8Array;
      readonly signingKey: Uint8Array;
      readonly signature: Uint8Array;
    }
  | { readonly kind: 'forget' };

export interface PairRecord {
  readonly type: number;
  readonly body: Uint8Array;
}

export const encodePairMessage = (message: PairMessage): PairRecord => ({
  type: PAIR_TYPES[message.kind],
  body: bodyOf(message),
});

function bodyOf(message: PairMessage): Uint8Array {
  switch (message.kind) {
    case 'start':
      return Uint8Array.of(ROLES.indexOf(message.role) + 1, FORMS.indexOf(message.form) + 1);
    case 'share':
      return message.point;
    case 'confirm':
      return message.tag;
    case 'wrong':
      return Uint8Array.of(message.triesLeft);
    case 'closed':
      return Uint8Array.of(REASONS.indexOf(message.reason) + 1);
    case 'sasCommit':
      return message.commitment;
    case 'sasNonce':
    case 'sasReveal':
      return message.nonce;
    case 'keep':
      return Uint8Array.of(...message.announceKey, ...message.signingKey, ...message.signature);
    case 'forget':
      return new Uint8Array();
  }
}

/** Null for whatever isn't exactly one of them. */
export function decodePairMessage(type: number, body: Uint8Array): PairMessage | null {
  // Copied, since a receiver may use its buffer again.
  const bytes = Uint8Array.from(body);
  const is32 = bytes.length === KEY_BYTES;
  switch (type) {
    case PAIR_TYPES.start: {
      const role = at(ROLES, bytes[0]);
      const form = at(FORMS, bytes[1]);
      return bytes.length === 2 && role && form ? { kind: 'start', role, form } : null;
    }
    case PAIR_TYPES.share:
      return is32 ? { kind: 'share', point: bytes } : null;
    case PAIR_TYPES.confirm:
      return is32 ? { kind: 'confirm', tag: bytes } : null;
    case PAIR_TYPES.wrong: {
      const triesLeft = bytes[0];
      if (bytes.length !== 1 || triesLeft === undefined || triesLeft > MAX_TRIES_LEFT) return null;
      return { kind: 'wrong', triesLeft };
    }
    case PAIR_TYPES.closed: {
      const reason = at(REASONS, bytes[0]);
      return bytes.length === 1 && reason ? { kind: 'closed', reason } : null;
    }
    case PAIR_TYPES.sasCommit:
      return is32 ? { kind: 'sasCommit', commitment: bytes } : null;
    case PAIR_TYPES.sasNonce:
      return is32 ? { kind: 'sasNonce', nonce: bytes } : null;
    case PAIR_TYPES.sasReveal:
      return is32 ? { kind: 'sasReveal', nonce: bytes } : null;
    case PAIR_TYPES.keep:
      if (bytes.length !== 2 * KEY_BYTES + SIGNATURE_BYTES) return null;
      return {
        kind: 'keep',
        announceKey: bytes.slice(0, KEY_BYTES),
        signingKey: bytes.slice(KEY_BYTES, 2 * KEY_BYTES),
        signature: bytes.slice(2 * KEY_BYTES),
      };
    case PAIR_TYPES.forget:
      return bytes.length === 0 ? { kind: 'forget' } : null;
    default:
      return null;
  }
}

const at = <T>(list: readonly T[], place: number | undefined): T | undefined => list[(place ?? 0) - 1];
