// This device's own keys, in identity.json: made once, and from then on what every paired device knows it by. So the
// file is never replaced in silence: one that can't be read is kept beside the new one, and the person is told until
// they know. See docs/decisions/0024.
import { dirname } from 'node:path';
import * as v from 'valibot';
import { InTurn } from '../../base/in-turn.ts';
import { parseJson } from '../../base/json.ts';
import type { DeviceId } from '../../contract/devices.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import { isSignedBy, isSignedByKnown, sign, signingKeyOf } from '../crypto/ed25519.ts';
import { isEqual, sha256 } from '../crypto/hash.ts';
import { Secret } from '../crypto/secret.ts';
import type { KeyPair } from '../crypto/x25519.ts';
import { nobleX25519 } from '../crypto/x25519.ts';
import { createOwnFile, readOwnFile, setAside, writeOwnFile } from '../disk/own-file.ts';
import { dataError, ferryError } from '../errors.ts';
import type { KeyWrap } from '../ports.ts';
import { deviceIdOf } from './device-id.ts';

const PART_BYTES = 32;
/** The secret halves of the static and the signing key, and the announce key. */
const DRAWN_BYTES = 3 * PART_BYTES;
/** After them the public halves: to make them anew at each start would take a twentieth of a second. */
const ALL_BYTES = DRAWN_BYTES + 2 * PART_BYTES;

const SIGNING_KEY_LABEL = Buffer.from('ferry v1 signing key');
const CHECK_LABEL = Buffer.from('ferry v1 identity file');

export interface OwnKeys {
  readonly id: DeviceId;
  /** X25519: who this device is. */
  readonly staticKey: KeyPair;
  /** Ed25519: for what must be believed later, without a connection. */
  readonly signingKey: KeyPair;
  /** What paired devices recognise this one's announcements by. */
  readonly announceKey: Secret;
}

export interface OwnIdentity {
  readonly keys: OwnKeys;
  readonly isWrapped: boolean;
  /** The keys are new, and the person who paired the old ones has not taken note of it yet. */
  readonly trouble: ErrorInfo | null;
  acknowledge(): Promise<void>;
  /** Wraps the file in place, or unwraps it. */
  protect(isOn: boolean): Promise<void>;
  /** For whoever was forgotten: it recognises this device's announcements no longer. */
  renewAnnounceKey(): Promise<void>;
  /** New keys instead of these. What must go with the old ones goes in `before`: then a crash loses too little, not too much. */
  reset(before: () => Promise<void>): Promise<void>;
  settled(): Promise<void>;
}

export interface IdentityNeeds {
  readonly path: string;
  readonly now: number;
  readonly random: (byteCount: number) => Uint8Array;
  /** None where no system's key store can be asked. */
  readonly keyWrap: KeyWrap | null;
  /** Somebody knows this device's key: devices are paired. */
  readonly isKnown: boolean;
}

/** By what other devices know that this signing key is this device's. */
export const signedBinding = ({ staticKey, signingKey }: OwnKeys): Uint8Array =>
  sign(signingKey.secretKey, bindingText(staticKey.publicKey, signingKey.publicKey));

export const isBound = (staticKey: Uint8Array, signingKey: Uint8Array, signature: Uint8Array): boolean =>
  isSignedBy(signingKey, bindingText(staticKey, signingKey), signature);

/** For the signing key that was taken from this device before. */
export const isBoundAgain = (staticKey: Uint8Array, signingKey: Uint8Array, signature: Uint8Array): boolean =>
  isSignedByKnown(signingKey, bindingText(staticKey, signingKey), signature);

const bindingText = (staticKey: Uint8Array, signingKey: Uint8Array): Uint8Array =>
  Buffer.concat([SIGNING_KEY_LABEL, staticKey, signingKey]);

export async function openOwnIdentity(needs: IdentityNeeds): Promise<OwnIdentity> {
  try {
    return await open(needs);
  } catch (error) {
    throw dataError(error, needs.path);
  }
}

const hexOf = (byteCount: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${2 * byteCount}}$`)));

/** Loose: what a newer Ferry with the same format added is kept. */
const IdentityFile = v.looseObject({
  keys: v.optional(hexOf(ALL_BYTES)),
  /** The same as the system's key store made it unreadable. */
  wrapped: v.optional(v.pipe(v.string(), v.nonEmpty(), v.base64())),
  /** Of the keys: one changed digit would else be another identity, and as good as this one to look at. */
  check: hexOf(PART_BYTES),
  /** The keys took the place of others: of those in the file of that name, or of lost ones. */
  replaced: v.optional(v.pipe(v.string(), v.regex(/^(identity\.json\.damaged-[\w-]{1,64})?$/))),
});

/** What identity.json says. */
interface Facts {
  readonly keys: OwnKeys;
  readonly isWrapped: boolean;
  /** The kept file's name, '' where there was none to keep, or null. */
  readonly replaced: string | null;
  readonly strangers: Readonly<Record<string, unknown>>;
}

async function open(needs: IdentityNeeds): Promise<OwnIdentity> {
  const { path, now, random, keyWrap, isKnown } = needs;
  const text = await readOwnFile(path);
  if (text === null) {
    const made = { ...draw(random), replaced: isKnown ? '' : null };
    // Another start may have been quicker: then its keys are this device's.
    return (await createOwnFile(path, plainText(made))) ? new IdentityKeeper(needs, made) : open(needs);
  }
  const found = await read(text, path, keyWrap);
  if (found !== null) return new IdentityKeeper(needs, found);
  const made = { ...draw(random), replaced: await setAside(path, now) };
  // Where nobody knew the old key there is nothing to pair anew, and once is enough to say it.
  await writeOwnFile(path, plainText(isKnown ? made : { ...made, replaced: null }));
  return new IdentityKeeper(needs, made);
}

class IdentityKeeper implements OwnIdentity {
  readonly #needs: IdentityNeeds;
  readonly #jobs = new InTurn();
  #facts: Facts;

  constructor(needs: IdentityNeeds, facts: Facts) {
    this.#needs = needs;
    this.#facts = facts;
  }

  get keys(): OwnKeys {
    return this.#facts.keys;
  }

  get isWrapped(): boolean {
    return this.#facts.isWrapped;
  }

  get trouble(): ErrorInfo | null {
    const { replaced } = this.#facts;
    if (replaced === null) return null;
    return replaced === '' ? errorInfo('identity.missing', {}) : errorInfo('identity.damaged', { keptAs: replaced });
  }

  acknowledge(): Promise<void> {
    return this.#jobs.run(async () => {
      if (this.#facts.replaced !== null) await this.#write({ ...this.#facts, replaced: null });
    });
  }

  protect(isOn: boolean): Promise<void> {
    return this.#jobs.run(async () => {
      if (this.#facts.isWrapped !== isOn) await this.#write({ ...this.#facts, isWrapped: isOn });
    });
  }

  renewAnnounceKey(): Promise<void> {
    return this.#jobs.run(async () => {
      const { announceKey } = draw(this.#needs.random).keys;
      await this.#write({ ...this.#facts, keys: { ...this.#facts.keys, announceKey } });
    });
  }

  reset(before: () => Promise<void>): Promise<void> {
    return this.#jobs.run(async () => {
      const { keys } = draw(this.#needs.random);
      await this.#write({ ...this.#facts, keys, replaced: null }, before);
    });
  }

  settled(): Promise<void> {
    return this.#jobs.settled();
  }

  /** Writes the file, then counts; a failed write leaves everything as it was. */
  async #write(next: Facts, before = async (): Promise<void> => undefined): Promise<void> {
    const text = next.isWrapped ? await wrappedText(next, this.#needs.keyWrap) : plainText(next);
    await before();
    await writeOwnFile(this.#needs.path, text).catch((error) => {
      throw dataError(error, this.#needs.path);
    });
    this.#facts = next;
  }
}

/** Keys that never were before. */
function draw(random: IdentityNeeds['random']): Facts {
  const bytes = random(DRAWN_BYTES);
  if (bytes.length !== DRAWN_BYTES) throw new Error('too few random bytes for keys');
  const [staticSecret, signingSecret] = [secretAt(bytes, 0), secretAt(bytes, 1)];
  // Noble's, alike on every runtime: this happens once.
  const publicKeys = [nobleX25519.publicKeyOf(staticSecret), signingKeyOf(signingSecret)];
  return { keys: keysFrom(Buffer.concat([bytes, ...publicKeys])), isWrapped: false, replaced: null, strangers: {} };
}

const partAt = (bytes: Uint8Array, index: number): Uint8Array =>
  Uint8Array.from(bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES));
const secretAt = (bytes: Uint8Array, index: number): Secret => new Secret(partAt(bytes, index));

function keysFrom(bytes: Uint8Array): OwnKeys {
  const staticKey = { secretKey: secretAt(bytes, 0), publicKey: partAt(bytes, 3) };
  const signingKey = { secretKey: secretAt(bytes, 1), publicKey: partAt(bytes, 4) };
  return { id: deviceIdOf(staticKey.publicKey), staticKey, signingKey, announceKey: secretAt(bytes, 2) };
}

const bytesOf = ({ staticKey, signingKey, announceKey }: OwnKeys): Uint8Array =>
  Buffer.concat([
    ...[staticKey.secretKey, signingKey.secretKey, announceKey].map((secret) => secret.reveal()),
    staticKey.publicKey,
    signingKey.publicKey,
  ]);

const checkOf = (bytes: Uint8Array): Uint8Array => sha256(CHECK_LABEL, bytes);

/** Null where the text is damaged. Nothing of it gets into an error: a parser's message quotes what it read. */
async function read(text: string, path: string, keyWrap: KeyWrap | null): Promise<Facts | null> {
  const parsed = v.safeParse(IdentityFile, parseJson(text));
  if (!parsed.success) return null;
  const { keys, wrapped, check, replaced = null, ...strangers } = parsed.output;
  if (keys !== undefined) {
    const bytes = Buffer.from(keys, 'hex');
    return isCheck(bytes, check) ? { keys: keysFrom(bytes), isWrapped: false, replaced, strangers } : null;
  }
  if (wrapped === undefined) return null;
  if (keyWrap === null) throw ferryError('identity.locked', {});
  const bytes = await keyWrap.unwrap(Buffer.from(wrapped, 'base64')).catch((error) => {
    throw notUnlocked(path, error);
  });
  // Some key stores give nonsense for a key that isn't theirs: not a reason to make another identity.
  if (!isCheck(bytes, check)) throw notUnlocked(path);
  return { keys: keysFrom(bytes), isWrapped: true, replaced, strangers };
}

const isCheck = (bytes: Uint8Array, check: string): boolean =>
  bytes.length === ALL_BYTES && isEqual(checkOf(bytes), Buffer.from(check, 'hex'));

const notUnlocked = (path: string, cause?: unknown) =>
  ferryError('identity.not_unlocked', { path: dirname(path) }, cause);

function plainText({ keys, ...rest }: Facts): string {
  const bytes = bytesOf(keys);
  return textOf({ keys: Buffer.from(bytes).toString('hex') }, bytes, rest);
}

/** Throws where the key store won't have it, or doesn't give back what it was given: before the only copy is replaced. */
async function wrappedText({ keys, ...rest }: Facts, keyWrap: KeyWrap | null): Promise<string> {
  if (keyWrap === null) throw ferryError('identity.needs_app', {});
  const bytes = bytesOf(keys);
  try {
    const wrapped = await keyWrap.wrap(bytes);
    if (!isEqual(await keyWrap.unwrap(wrapped), bytes)) throw new Error('the key store gave back something else');
    return textOf({ wrapped: Buffer.from(wrapped).toString('base64') }, bytes, rest);
  } catch (error) {
    throw ferryError('identity.unprotected', {}, error);
  }
}

function textOf(
  kept: object,
  bytes: Uint8Array,
  { replaced, strangers }: Pick<Facts, 'replaced' | 'strangers'>,
): string {
  const check = Buffer.from(checkOf(bytes)).toString('hex');
  return `${JSON.stringify({ ...strangers, ...kept, check, ...(replaced === null ? {} : { replaced }) }, null, 2)}\n`;
}
