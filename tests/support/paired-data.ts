// Devices that are paired already, though no engine has run on them yet: for tests and benches that begin behind that.
import { randomBytes } from 'node:crypto';
import { openDataFolder } from '../../src/engine/data-folder.ts';
import { type Identity, openIdentity } from '../../src/engine/identity/identity.ts';
import type { Pairing } from '../../src/engine/identity/known-devices.ts';
import { SYSTEM_PORTS } from '../../src/engine/index.ts';

/** Where the data of one is, and what the other calls it. */
export interface PairedData {
  readonly data: string;
  readonly name: string;
}

export async function pairData(
  one: PairedData,
  other: PairedData,
  pairingOf: (identity: Identity, name: string) => Pairing = pairingWith,
): Promise<void> {
  const { clock } = SYSTEM_PORTS;
  const open = async ({ data }: PairedData) => openIdentity(await openDataFolder(data), { clock, random: randomBytes });
  const [a, b] = [await open(one), await open(other)];
  await a.pair(pairingOf(b, other.name));
  await b.pair(pairingOf(a, one.name));
  await a.settled();
  await b.settled();
}

export const pairingWith = ({ own }: Identity, name: string) => ({
  staticKey: own.keys.staticKey.publicKey,
  signingKey: null,
  announceKey: null,
  name,
  kind: 'laptop' as const,
  method: 'code' as const,
  version: 1,
});
