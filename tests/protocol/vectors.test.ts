// Every public vector that concerns what is used: on this Node, and again on a runtime with BoringSSL, as Electron's is.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Count } from '../vectors/check.ts';

const ROOT = join(import.meta.dirname, '../..');
const VECTORS = join(ROOT, 'tests/vectors/main.ts');

/** The program itself, from the package of this system: bun's own package would need an install script to find it. */
function findBun(): string | null {
  const folder = join(ROOT, 'node_modules/@oven');
  const name = process.platform === 'win32' ? 'bun.exe' : 'bun';
  const packages = existsSync(folder) ? readdirSync(folder) : [];
  return packages.map((entry) => join(folder, entry, 'bin', name)).find((path) => existsSync(path)) ?? null;
}

async function countsOn(program: string): Promise<readonly Count[]> {
  const { stdout } = await promisify(execFile)(program, [VECTORS], { cwd: ROOT });
  const counts: readonly Count[] = JSON.parse(stdout);
  for (const { name, passed } of counts) console.log(`${String(passed).padStart(5)}  ${name}`);
  return counts;
}

const LEAST = [
  ['AES-256-GCM, native', 66],
  ['X25519, native', 518],
  ['HKDF-SHA256', 86],
  ['HMAC-SHA256', 174],
  ['noise-cacophony/cacophony-25519, native', 80],
  ['noise-c/noise-c-basic-25519, native', 40],
  ['noise-snow/snow-25519, native', 44],
  ['CPace', 40],
] as const;

const bun = findBun();
const onNode = countsOn(process.execPath);

it('are all passed on Node', async () => {
  expect(process.versions.openssl).toBeDefined();
  const counts = await onNode;
  for (const [name, passed] of LEAST) expect(counts).toContainEqual({ name, passed });
});

it.skipIf(bun === null)('are all passed on BoringSSL (needs bun)', async () => {
  const program = bun ?? '';
  const { stdout } = await promisify(execFile)(program, ['-e', 'console.log(process.features.openssl_is_boringssl)']);
  expect(stdout.trim()).toBe('true');
  // A BoringSSL may be without this one, and the product then is, too.
  const inBoth = ({ name }: { readonly name: string }): boolean => name !== 'ML-KEM-768 decapsulation, native';
  expect((await countsOn(program)).filter(inBoth)).toEqual((await onNode).filter(inBoth));
});
