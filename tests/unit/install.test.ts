// What `npm ci` may run and may fetch: nothing that a package brings along unless it is named, and exact versions only.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

interface Manifest {
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean; readonly integrity?: string }>>;
}

const manifest: Manifest = JSON.parse(read('package.json'));
const { packages }: Lock = JSON.parse(read('package-lock.json'));

test('every package with an install script is named, and none of them may run it', () => {
  const withScripts = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.split('node_modules/').at(-1));
  expect(withScripts).not.toEqual([]);
  expect(Object.keys(manifest.allowScripts)).toEqual(expect.arrayContaining(withScripts));
  expect(Object.values(manifest.allowScripts)).not.toContain(true);
  expect(read('.npmrc')).toMatch(/^strict-allow-scripts=true$/m);
});

test('every version is exact, and every package is held to its hash', () => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  for (const [path, { integrity }] of Object.entries(packages))
    if (path !== '') expect(integrity, path).toMatch(/^sha512-/);
});
