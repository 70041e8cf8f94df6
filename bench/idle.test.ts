import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { makeSurroundings, sentMulticast } from './idle/surroundings.ts';
import { whyNoNamespaces } from './links/namespaces.ts';
import { plainHarness } from './plain-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'ferry-bench-idle-'));
const LISTENER = join(import.meta.dirname, '../tests/support/mdns-child.ts');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the stand-in for Electron', () => {
  it('needs nothing that takes types away, which would be measured with the app', async () => {
    const args = ['--no-strip-types', await plainHarness(folder)];
    const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toContain('Say which app to run');
  });
});

describe.runIf(whyNoNamespaces() === null)('the surroundings of a Ferry that does nothing', () => {
  it('are paired devices that it knows and hears, and what it says to all is counted', async () => {
    const surroundings = makeSurroundings();
    try {
      const dataDir = join(folder, 'data');
      mkdirSync(dataDir);
      await surroundings.populate(dataDir, folder, 3);
      const { rows } = JSON.parse(readFileSync(join(dataDir, 'devices.json'), 'utf8'));
      expect(rows).toHaveLength(3);
      const args = ['netns', 'exec', surroundings.namespace, process.execPath, LISTENER];
      const listener = spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'] });
      const heard = new Set<string>();
      createInterface({ input: listener.stdout }).on('line', (line) => {
        const { kind, name, places } = JSON.parse(line);
        if (kind === 'heard' && name === null) heard.add(places[0].address);
      });
      await expect.poll(() => [...heard].sort()).toEqual(['10.78.1.1', '10.78.1.2', '10.78.1.3']);
      // At least its own question: 40 bytes and two heads.
      const { packets, bytes } = sentMulticast(listener.pid ?? 0);
      expect(packets).toBeGreaterThan(0);
      expect(bytes).toBeGreaterThanOrEqual(60);
    } finally {
      await surroundings.close();
    }
  });
});
