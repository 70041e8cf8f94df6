// What 1.18 answers of protocol 3 by now: two routes that nothing comes of. Facts 2, "HTTP v3".
import { randomBytes } from 'node:crypto';
import { Malformed, objectOf, readJson } from './messages.ts';
import type { Reply } from './receiver.ts';

const NONCE_BYTES = 32;

export function answerNonce(bytes: Uint8Array): Reply {
  const { nonce } = objectOf(readJson(bytes), 'body');
  const { length } = Buffer.from(typeof nonce === 'string' ? nonce : '', 'base64url');
  if (length < 16 || length > 128) throw new Malformed('nonce');
  return { status: 200, json: { nonce: randomBytes(NONCE_BYTES).toString('base64url') } };
}

/** Says who it is in that version's words, and remembers nobody. */
export function answerThirdRegister(bytes: Uint8Array, alias: string): Reply {
  const { token } = objectOf(readJson(bytes), 'body');
  if (typeof token !== 'string') throw new Malformed('token');
  const own = { alias, version: '2.2', deviceModel: 'Linux', deviceType: 'DESKTOP', hasWebInterface: false };
  return { status: 200, json: { ...own, token: randomBytes(NONCE_BYTES).toString('base64url') } };
}
