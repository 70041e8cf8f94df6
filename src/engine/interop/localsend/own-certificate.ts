// This device's certificate for LocalSend, in a file of the data folder: made when it is first asked for, and from then
// on what other devices know it by. Whoever never uses LocalSend never waits for a key. Where the device's own keys are
// wrapped, so is this one; where the two differ after a crash, this one follows.
import { createPrivateKey, type KeyObject, randomBytes, sign, verify, X509Certificate } from 'node:crypto';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { InTurn } from '../../../base/in-turn.ts';
import { parseJson } from '../../../base/json.ts';
import { isEqual } from '../../crypto/hash.ts';
import { createOwnFile, readOwnFile, setAside, writeOwnFile } from '../../disk/own-file.ts';
import { dataError, ferryError } from '../../errors.ts';
import type { KeyWrap, Log } from '../../ports.ts';
import { makeCertificate, type OwnCertificate, ownCertificate } from './certificate.ts';

const Sealed = v.pipe(v.string(), v.nonEmpty(), v.base64());
const CertificateFile = v.object({
  certificate: v.string(),
  key: v.optional(v.string()),
  /** The same as the system's key store made it unreadable. */
  wrapped: v.optional(Sealed),
});

export interface CertificateNeeds {
  readonly path: string;
  readonly now: () => number;
  /** None where no system's key store can be asked. */
  readonly keyWrap: KeyWrap | null;
  /** The device's own keys are. */
  readonly isWrapped: () => boolean;
  readonly log: Log;
}

interface Found {
  readonly certificate: OwnCertificate;
  readonly isWrapped: boolean;
}

export class OwnCertificateFile {
  readonly #needs: CertificateNeeds;
  readonly #jobs = new InTurn();
  #certificate: OwnCertificate | null = null;
  #keptAs: string | null = null;

  constructor(needs: CertificateNeeds) {
    this.#needs = needs;
  }

  /** The damaged file's name, where the certificate had to be made anew: other devices take this one for another. */
  get keptAs(): string | null {
    return this.#keptAs;
  }

  /** The same each time. Where it has to be made, that takes a moment. */
  certificate(): Promise<OwnCertificate> {
    return this.#do(async () => {
      this.#certificate ??= await this.#open();
      return this.#certificate;
    });
  }

  /** Another one from now on, by which nobody knows this device. Nothing is lost where it can't be written. */
  renew(): Promise<OwnCertificate> {
    return this.#do(() => this.#replace());
  }

  /** Wraps the key in its place, or unwraps it; where there is none yet, nothing is done. */
  protect(isWrapped: boolean): Promise<void> {
    return this.#do(async () => {
      const text = await readOwnFile(this.#needs.path);
      const found = text === null ? null : await this.#read(text);
      if (found !== null && found.isWrapped !== isWrapped) await this.#write(found.certificate, isWrapped);
    });
  }

  settled(): Promise<void> {
    return this.#jobs.settled();
  }

  async #open(): Promise<OwnCertificate> {
    const { path, now, isWrapped } = this.#needs;
    const text = await readOwnFile(path);
    if (text === null) {
      const made = await makeCertificate();
      // Another program may have been quicker: then its certificate is this device's.
      return (await createOwnFile(path, await this.#textOf(made, isWrapped()))) ? made : this.#open();
    }
    const found = await this.#read(text);
    if (found === null) {
      this.#keptAs = await setAside(path, now());
      return this.#replace();
    }
    if (found.isWrapped !== isWrapped()) await this.#follow(found.certificate);
    return found.certificate;
  }

  async #replace(): Promise<OwnCertificate> {
    const made = await makeCertificate();
    await this.#write(made, this.#needs.isWrapped());
    this.#certificate = made;
    return made;
  }

  /** It serves as it is until that works. */
  async #follow(certificate: OwnCertificate): Promise<void> {
    const { isWrapped, log } = this.#needs;
    await this.#write(certificate, isWrapped()).catch((error: unknown) =>
      log('warn', 'localsend.not_protected', { cause: String(error) }),
    );
  }

  async #write(certificate: OwnCertificate, isWrapped: boolean): Promise<void> {
    await writeOwnFile(this.#needs.path, await this.#textOf(certificate, isWrapped));
  }

  /** Throws where the key store won't have it, or doesn't give back what it was given. */
  async #textOf({ certificatePem: certificate, keyPem }: OwnCertificate, isWrapped: boolean): Promise<string> {
    if (!isWrapped) return textOf({ certificate, key: keyPem });
    const { keyWrap } = this.#needs;
    if (keyWrap === null) throw ferryError('identity.needs_app', {});
    try {
      const wrapped = await keyWrap.wrap(Buffer.from(keyPem));
      if (!isEqual(await keyWrap.unwrap(wrapped), Buffer.from(keyPem))) throw new Error('another key came back');
      return textOf({ certificate, wrapped: Buffer.from(wrapped).toString('base64') });
    } catch (error) {
      throw ferryError('identity.unprotected', {}, error);
    }
  }

  /** Null where the text is damaged. Nothing of it gets into an error: a parser's message quotes what it read. */
  async #read(text: string): Promise<Found | null> {
    const parsed = v.safeParse(CertificateFile, parseJson(text));
    if (!parsed.success) return null;
    const { certificate, key, wrapped } = parsed.output;
    if (key !== undefined) return foundOf(certificate, key, false);
    if (wrapped === undefined) return null;
    const unwrapped = await this.#unwrap(Buffer.from(wrapped, 'base64'));
    const found = foundOf(certificate, unwrapped, true);
    // Some key stores give nonsense for a key that isn't theirs: not a reason to be another device.
    if (found === null) throw this.#notUnlocked();
    return found;
  }

  async #unwrap(wrapped: Uint8Array): Promise<string> {
    const { keyWrap } = this.#needs;
    if (keyWrap === null) throw ferryError('identity.locked', {});
    try {
      return Buffer.from(await keyWrap.unwrap(wrapped)).toString();
    } catch (error) {
      throw this.#notUnlocked(error);
    }
  }

  #notUnlocked(cause?: unknown): Error {
    return ferryError('identity.not_unlocked', { path: dirname(this.#needs.path) }, cause);
  }

  #do<T>(job: () => Promise<T>): Promise<T> {
    return this.#jobs.run(async () => {
      try {
        return await job();
      } catch (error) {
        throw dataError(error, this.#needs.path);
      }
    });
  }
}

const textOf = (kept: object): string => `${JSON.stringify(kept, null, 2)}\n`;

/** Null where the two are none, or not one pair. */
function foundOf(certificatePem: string, keyPem: string, isWrapped: boolean): Found | null {
  try {
    const certificate = new X509Certificate(certificatePem);
    const key = createPrivateKey(keyPem);
    const isSound = certificate.verify(certificate.publicKey) && isPair(key, certificate.publicKey);
    return isSound ? { certificate: ownCertificate(certificate.raw, key), isWrapped } : null;
  } catch {
    return null;
  }
}

/** One changed digit of a key would else be known only when a neighbour refuses what was signed. */
function isPair(privateKey: KeyObject, publicKey: KeyObject): boolean {
  const text = randomBytes(16);
  return verify('sha256', text, publicKey, sign('sha256', text, privateKey));
}
