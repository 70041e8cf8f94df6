import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signingKeyOf } from '../../../../src/engine/crypto/ed25519.ts';
import { nativeX25519 } from '../../../../src/engine/crypto/x25519.ts';
import {
  isBound,
  type OwnIdentity,
  openOwnIdentity,
  signedBinding,
} from '../../../../src/engine/identity/own-identity.ts';
import type { KeyWrap } from '../../../../src/engine/index.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { fakeKeyWrap } from './fake-key-wrap.ts';

const newPath = async (text?: string): Promise<string> => {
  const path = join(await tempFolder(), 'identity.json');
  if (text !== undefined) await writeFile(path, text);
  return path;
};

interface Given {
  readonly keyWrap?: KeyWrap;
  readonly isKnown?: boolean;
  readonly random?: (byteCount: number) => Uint8Array;
}

const open = (path: string, { keyWrap, isKnown = false, random = randomBytes }: Given = {}): Promise<OwnIdentity> =>
  openOwnIdentity({ path, now: 0, random, keyWrap: keyWrap ?? null, isKnown });

const secretsOf = ({ keys }: OwnIdentity): string[] =>
  [keys.staticKey.secretKey, keys.signingKey.secretKey, keys.announceKey].map((secret) =>
    Buffer.from(secret.reveal()).toString('hex'),
  );

const others = async (path: string): Promise<string[]> =>
  (await readdir(dirname(path))).filter((name) => name !== 'identity.json');

describe('the identity of this device', () => {
  it('is made once, from the given lot, and comes back', async () => {
    const path = await newPath();
    const first = await open(path, { random: (count) => Uint8Array.from({ length: count }, (_, index) => index) });
    expect(secretsOf(first)).toEqual(
      [0, 32, 64].map((from) =>
        Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => from + index)).toString('hex'),
      ),
    );
    const again = await open(path);
    expect(secretsOf(again)).toEqual(secretsOf(first));
    expect(again.keys.id).toBe(createHash('sha256').update(first.keys.staticKey.publicKey).digest('hex').slice(0, 32));
    expect([first.trouble, again.trouble, await others(path)]).toEqual([null, null, []]);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('has the public halves of its secret keys', async () => {
    const { keys } = await open(await newPath());
    expect(keys.staticKey.publicKey).toEqual(nativeX25519.publicKeyOf(keys.staticKey.secretKey));
    expect(keys.signingKey.publicKey).toEqual(signingKeyOf(keys.signingKey.secretKey));
  });

  it('is the same one for two starts at once', async () => {
    const path = await newPath();
    const all = await Promise.all(Array.from({ length: 8 }, () => open(path)));
    expect(new Set(all.map(({ keys }) => keys.id)).size).toBe(1);
  });

  it('signs that its signing key belongs to its static key, and to no other', async () => {
    const { keys } = await open(await newPath());
    const { keys: other } = await open(await newPath());
    const signature = signedBinding(keys);
    const isGood = (staticKey = keys.staticKey, signingKey = keys.signingKey, by = signature) =>
      isBound(staticKey.publicKey, signingKey.publicKey, by);
    expect(isGood()).toBe(true);
    expect(isGood(other.staticKey)).toBe(false);
    expect(isGood(keys.staticKey, other.signingKey)).toBe(false);
    expect(isGood(keys.staticKey, keys.signingKey, signature.with(5, signature[5] === 0 ? 1 : 0))).toBe(false);
    expect(isGood(keys.staticKey, keys.signingKey, new Uint8Array(3))).toBe(false);
  });

  it('shows no secret to whoever prints or serialises it', async () => {
    const identity = await open(await newPath());
    const printed =
      inspect(identity, { depth: 9, showHidden: true }) + JSON.stringify(identity.keys) + String(identity);
    for (const secret of secretsOf(identity)) {
      expect(printed).not.toContain(secret);
      expect(printed).not.toContain(Buffer.from(secret, 'hex').toString('base64'));
    }
  });

  it('is not made of fewer random bytes than it needs', async () => {
    const path = await newPath();
    await expect(open(path, { random: () => new Uint8Array(2) })).rejects.toMatchObject({ info: { code: 'internal' } });
    expect(await readdir(dirname(path))).toEqual([]);
  });

  it('keeps what a newer Ferry added to the file', async () => {
    const path = await newPath();
    await open(path);
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), later: { a: 1 } }));
    await (await open(path)).renewAnnounceKey();
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ later: { a: 1 } });
  });

  it('gives up its announce key alone when that is renewed', async () => {
    const path = await newPath();
    const identity = await open(path);
    const [staticKey, signingKey, announceKey] = secretsOf(identity);
    await identity.renewAnnounceKey();
    const now = secretsOf(await open(path));
    expect(now.slice(0, 2)).toEqual([staticKey, signingKey]);
    expect(now[2]).not.toBe(announceKey);
    expect(now).toEqual(secretsOf(identity));
  });
});

describe('a damaged identity file', () => {
  const digitChanged = (text: string): string =>
    text.replace(/"keys": "(.)/, (_, digit) => `"keys": "${digit === 'a' ? 'b' : 'a'}`);

  it('is kept, and the new keys that take its place are told of until somebody has taken note', async () => {
    const path = await newPath();
    const before = await open(path);
    const damaged = digitChanged(await readFile(path, 'utf8'));
    await writeFile(path, damaged);
    const after = await open(path, { isKnown: true });
    expect(after.keys.id).not.toBe(before.keys.id);
    if (after.trouble?.code !== 'identity.damaged') throw new Error('not told of');
    expect(await readFile(join(dirname(path), after.trouble.details.keptAs), 'utf8')).toBe(damaged);
    const again = await open(path, { isKnown: true });
    expect([again.keys.id, again.trouble]).toEqual([after.keys.id, after.trouble]);
    await again.acknowledge();
    expect(again.trouble).toBeNull();
    expect((await open(path, { isKnown: true })).trouble).toBeNull();
  });

  it('is told of once where nobody knew the key', async () => {
    const path = await newPath('{"keys":');
    expect((await open(path)).trouble?.code).toBe('identity.damaged');
    expect((await open(path)).trouble).toBeNull();
  });

  it('may hold any text whatever: the engine goes on, none of it is lost, and none gets into an error', async () => {
    const sound = await newPath();
    await open(sound);
    const text = await readFile(sound, 'utf8');
    const anyText = fc.oneof(
      fc.string(),
      fc.json(),
      fc.nat(text.length - 4).map((end) => text.slice(0, end)),
      fc.constantFrom('', '[]', 'null', '{"keys":{}}', '{"wrapped":""}', '\0', digitChanged(text)),
    );
    await fc.assert(
      fc.asyncProperty(anyText, async (damage) => {
        const path = await newPath(damage);
        const identity = await open(path, { isKnown: true });
        if (identity.trouble?.code !== 'identity.damaged') throw new Error('not told of');
        expect(await readFile(join(dirname(path), identity.trouble.details.keptAs), 'utf8')).toBe(damage);
        expect((await open(path)).keys.id).toBe(identity.keys.id);
      }),
      { numRuns: 40 },
    );
  });

  it('is told of too where it is gone and devices are paired', async () => {
    const path = await newPath();
    expect((await open(path, { isKnown: true })).trouble).toEqual({ code: 'identity.missing', details: {} });
    expect((await open(path, { isKnown: true })).trouble?.code).toBe('identity.missing');
  });
});

describe('a wrapped identity file', () => {
  it('holds no key in the open, comes back, and can be opened up again', async () => {
    const path = await newPath();
    const keyWrap = fakeKeyWrap();
    const identity = await open(path, { keyWrap });
    await identity.protect(true);
    const text = await readFile(path, 'utf8');
    for (const secret of secretsOf(identity)) expect(text).not.toContain(secret);
    const again = await open(path, { keyWrap });
    expect([again.isWrapped, secretsOf(again)]).toEqual([true, secretsOf(identity)]);
    await again.renewAnnounceKey();
    await again.protect(false);
    expect(secretsOf(await open(path))).toEqual(secretsOf(again));
    expect(await others(path)).toEqual([]);
  });

  it('is refused as locked by an engine without the key store, and stays as it is', async () => {
    const path = await newPath();
    await (await open(path, { keyWrap: fakeKeyWrap() })).protect(true);
    const text = await readFile(path, 'utf8');
    await expect(open(path)).rejects.toMatchObject({ info: { code: 'identity.locked', details: {} } });
    expect([await readFile(path, 'utf8'), await others(path)]).toEqual([text, []]);
  });

  it.each([
    ['refuses', { isOpen: false }],
    ['gives nonsense', { gives: () => new Uint8Array(160) }],
    ['gives too little', { gives: () => new Uint8Array(3) }],
  ])('is not replaced when the key store %s', async (_what, trait) => {
    const path = await newPath();
    const keyWrap = fakeKeyWrap();
    await (await open(path, { keyWrap })).protect(true);
    const text = await readFile(path, 'utf8');
    Object.assign(keyWrap, trait);
    await expect(open(path, { keyWrap, isKnown: true })).rejects.toMatchObject({
      info: { code: 'identity.not_unlocked', details: { path: dirname(path) } },
    });
    expect([await readFile(path, 'utf8'), await others(path)]).toEqual([text, []]);
  });

  it.each([
    ['does not give back what it was given', { gives: (bytes: Uint8Array) => bytes.slice(1) }],
    ['refuses', { isOpen: false }],
  ])('is not written when the key store %s', async (_what, trait) => {
    const path = await newPath();
    const keyWrap = fakeKeyWrap();
    const identity = await open(path, { keyWrap });
    const text = await readFile(path, 'utf8');
    Object.assign(keyWrap, trait);
    await expect(identity.protect(true)).rejects.toMatchObject({ info: { code: 'identity.unprotected' } });
    expect([identity.isWrapped, await readFile(path, 'utf8')]).toEqual([false, text]);
  });
});

describe('a reset identity', () => {
  it('has other keys, leaves nothing of the old ones, and stays wrapped', async () => {
    const path = await newPath();
    const keyWrap = fakeKeyWrap();
    const identity = await open(path, { keyWrap });
    await identity.protect(true);
    const old = secretsOf(identity);
    await identity.reset(async () => undefined);
    expect(secretsOf(identity).filter((secret) => old.includes(secret))).toEqual([]);
    const again = await open(path, { keyWrap });
    expect([again.isWrapped, secretsOf(again)]).toEqual([true, secretsOf(identity)]);
    expect(await others(path)).toEqual([]);
  });

  it('stays the old one when what must go first could not', async () => {
    const path = await newPath();
    const identity = await open(path);
    const old = secretsOf(identity);
    const failing = async () => {
      throw new Error('full');
    };
    await expect(identity.reset(failing)).rejects.toThrow('full');
    expect([secretsOf(identity), secretsOf(await open(path))]).toEqual([old, old]);
  });
});
