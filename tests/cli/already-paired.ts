// Two devices that are paired before a transcript begins: what two commands would do, without the second that they take.
import { randomBytes } from 'node:crypto';
import { openDataFolder } from '../../src/engine/data-folder.ts';
import { openIdentity } from '../../src/engine/identity/identity.ts';
import { clock } from '../support/pair-device.ts';

export interface Computer {
  readonly dataDir: string;
  readonly deviceName: string;
}

export async function pairAlready(...both: readonly [Computer, Computer]): Promise<void> {
  const opened = await Promise.all(
    both.map(async ({ dataDir, deviceName }) => {
      const identity = await openIdentity(await openDataFolder(dataDir), { clock, random: randomBytes });
      const { staticKey, signingKey, announceKey } = identity.own.keys;
      const pairing = {
        staticKey: staticKey.publicKey,
        signingKey: signingKey.publicKey,
        announceKey,
        name: deviceName,
        kind: 'laptop' as const,
        method: 'code' as const,
        version: 1,
      };
      return { identity, pairing };
    }),
  );
  for (const { identity } of opened)
    for (const other of opened) if (other.identity !== identity) await identity.pair(other.pairing);
  for (const { identity } of opened) await identity.settled();
}
