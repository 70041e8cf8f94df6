// Only names that OpenSSL and BoringSSL both know may be handed to node:crypto: Electron's BoringSSL knows fewer than Node's
// OpenSSL, and says so only when called.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ENGINE = join(import.meta.dirname, '../../../../src/engine');
const ALLOWED: readonly string[] = ['sha256', 'sha512', 'aes-256-gcm', 'x25519', 'ed25519'];

/** Every call of node:crypto that takes a name first, with what stands there. */
const CALLS =
  /(?<!\.)\b(createHash|createHmac|createCipheriv|createDecipheriv|hkdf|hkdfSync|pbkdf2|pbkdf2Sync|generateKeyPair|generateKeyPairSync|createSign|createVerify|hash)\(\s*([^,)]+)/g;
const CONSTANT = /const (\w+) = '([\w-]+)';/g;
/** What exists in Node and not in Electron, or not alike. */
const UNKNOWN_THERE = /\b(argon2|argon2Sync|encapsulate|decapsulate|createDiffieHellman|createECDH|subtle|webcrypto)\b/;

function namesIn(text: string): string[] {
  const constants = new Map([...text.matchAll(CONSTANT)].map(([, name = '', value = '']) => [name, value]));
  return [...text.matchAll(CALLS)].map(([, , given = '']) => {
    const name = given.trim();
    return name.startsWith("'") ? name.slice(1, -1) : (constants.get(name) ?? `not to be told: ${name}`);
  });
}

const files = readdirSync(ENGINE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const usesCrypto = (text: string): boolean => text.includes("from 'node:crypto'");

it('hands node:crypto only names of the list', () => {
  const found = files.map((name) => readFileSync(join(ENGINE, name), 'utf8')).filter(usesCrypto);
  expect(found.length).toBeGreaterThan(3);
  const names = found.flatMap(namesIn);
  expect(new Set(names)).toEqual(new Set(names.filter((name) => ALLOWED.includes(name))));
  expect(names.length).toBeGreaterThan(5);
  for (const text of found) {
    const imported = /import \{([^}]*)\} from 'node:crypto'/.exec(text)?.[1] ?? '';
    expect(imported).not.toMatch(UNKNOWN_THERE);
  }
});

it('would see a name that is not on it', () => {
  expect(namesIn("createHash('blake2b512').update(x); createHmac(NAME, key); const NAME = 'sha3-256';")).toEqual([
    'blake2b512',
    'sha3-256',
  ]);
});
