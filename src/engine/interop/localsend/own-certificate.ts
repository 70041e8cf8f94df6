// This device's certificate for LocalSend, in a file of the data folder: made when it is first asked for, and from then
// on what other devices know it by. Whoever never uses LocalSend never waits for a key.
import { createPrivateKey, type KeyObject, randomBytes, sign, verify, X509Certificate } from 'node:crypto';
import * as v from 'valibot';
import { InTurn } from '../../../base/in-turn.ts';
import { parseJson } from '../../../base/json.ts';
import { createOwnFile, readOwnFile, setAside, writeOwnFile } from '../../disk/own-file.ts';
import { dataError } from '../../errors.ts';
import { makeCertificate, type OwnCertificate, ownCertificate } from './certificate.ts';

const CertificateFile = v.object({ certificate: v.string(), key: v.string() });

export class OwnCertificateFile {
  readonly #path: string;
  readonly #now: () => number;
  readonly #jobs = new InTurn();
  #certificate: OwnCertificate | null = null;
  #keptAs: string | null = null;

  constructor(path: string, now: () => number) {
    this.#path = path;
    this.#now = now;
  }

  /** The damaged file's name, where the certificate had to be made anew: other devices take this one for another. */
  get keptAs(): string | null {
    return this.#keptAs;
  }

  /** The same each time. Where it has to be made, that takes a moment. */
  certificate(): Promise<OwnCertificate> {
    return this.#do(async () => this.#certificate ?? this.#open());
  }

  /** Another one from now on, by which nobody knows this device. Nothing is lost where it can't be written. */
  renew(): Promise<OwnCertificate> {
    return this.#do(() => this.#replace());
  }

  settled(): Promise<void> {
    return this.#jobs.settled();
  }

  async #open(): Promise<OwnCertificate> {
    const text = await readOwnFile(this.#path);
    if (text === null) {
      const made = await makeCertificate();
      // Another program may have been quicker: then its certificate is this device's.
      return (await createOwnFile(this.#path, textOf(made))) ? made : this.#open();
    }
    const found = certificateIn(text);
    if (found !== null) return found;
    this.#keptAs = await setAside(this.#path, this.#now());
    return this.#replace();
  }

  async #replace(): Promise<OwnCertificate> {
    const made = await makeCertificate();
    await writeOwnFile(this.#path, textOf(made));
    return made;
  }

  #do(job: () => Promise<OwnCertificate>): Promise<OwnCertificate> {
    return this.#jobs.run(async () => {
      try {
        this.#certificate = await job();
        return this.#certificate;
      } catch (error) {
        throw dataError(error, this.#path);
      }
    });
  }
}

const textOf = ({ certificatePem, keyPem }: OwnCertificate): string =>
  `${JSON.stringify({ certificate: certificatePem, key: keyPem }, null, 2)}\n`;

/** Null where the text is damaged. Nothing of it gets into an error: a parser's message quotes what it read. */
function certificateIn(text: string): OwnCertificate | null {
  const parsed = v.safeParse(CertificateFile, parseJson(text));
  if (!parsed.success) return null;
  try {
    const certificate = new X509Certificate(parsed.output.certificate);
    const key = createPrivateKey(parsed.output.key);
    const isSound = certificate.verify(certificate.publicKey) && isPair(key, certificate.publicKey);
    return isSound ? ownCertificate(certificate.raw, key) : null;
  } catch {
    return null;
  }
}

/** One changed digit of a key would else be known only when a neighbour refuses what was signed. */
function isPair(privateKey: KeyObject, publicKey: KeyObject): boolean {
  const text = randomBytes(16);
  return verify('sha256', text, publicKey, sign('sha256', text, privateKey));
}
