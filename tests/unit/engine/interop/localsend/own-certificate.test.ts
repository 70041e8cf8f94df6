import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certificateTrouble, makeCertificate } from '../../../../../src/engine/interop/localsend/certificate.ts';
import { OwnCertificateFile } from '../../../../../src/engine/interop/localsend/own-certificate.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

const NOW = Date.UTC(2026, 10, 22);

const newPath = async (): Promise<string> => join(await tempFolder(), 'localsend.json');
const open = (path: string): OwnCertificateFile => new OwnCertificateFile(path, () => NOW);
const namesIn = (path: string): Promise<string[]> => readdir(dirname(path));

describe('this device’s certificate', () => {
  it('is made when it is asked for, once, and comes back', async () => {
    const path = await newPath();
    const file = open(path);
    expect(await namesIn(path)).toEqual([]);
    const [first, again] = await Promise.all([file.certificate(), file.certificate()]);
    expect(again).toBe(first);
    expect(certificateTrouble(first.der, NOW)).toBeNull();
    const later = open(path);
    expect(await later.certificate()).toEqual({ ...first, der: Buffer.from(first.der) });
    expect([file.keptAs, later.keptAs]).toEqual([null, null]);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is one where several make it at once', async () => {
    const path = await newPath();
    const made = await Promise.all([open(path).certificate(), open(path).certificate()]);
    expect(made[0]?.fingerprint).toBe(made[1]?.fingerprint);
  });

  it('is another one after a reset, and stays that', async () => {
    const path = await newPath();
    const file = open(path);
    const first = await file.certificate();
    const second = await file.renew();
    expect(second.fingerprint).not.toBe(first.fingerprint);
    expect(await file.certificate()).toBe(second);
    expect((await open(path).certificate()).fingerprint).toBe(second.fingerprint);
    expect(await namesIn(path)).toEqual(['localsend.json']);
  });

  it('stays what it was where the new one can’t be written', async () => {
    const path = await newPath();
    const file = open(path);
    const first = await file.certificate();
    const nowhere = open(join(path, 'localsend.json'));
    await expect(nowhere.renew()).rejects.toMatchObject({ info: { code: 'data.not_a_folder' } });
    await expect(nowhere.certificate()).rejects.toThrow();
    expect(await file.certificate()).toBe(first);
  });

  it('is made anew where its file is damaged, which is kept', async () => {
    const path = await newPath();
    const { fingerprint, certificatePem, keyPem } = await open(path).certificate();
    const other = await makeCertificate();
    const changedAt = (at: number): string =>
      certificatePem.slice(0, at) + (certificatePem[at] === 'A' ? 'B' : 'A') + certificatePem.slice(at + 1);
    const damages = [
      '',
      '{"certificate": 5}',
      JSON.stringify({ certificate: certificatePem }),
      JSON.stringify({ certificate: '', key: keyPem }),
      JSON.stringify({ certificate: certificatePem, key: 'key' }),
      // Of the key, and of the signature.
      JSON.stringify({ certificate: changedAt(certificatePem.length >> 1), key: keyPem }),
      JSON.stringify({ certificate: changedAt(certificatePem.length - 90), key: keyPem }),
      JSON.stringify({ certificate: certificatePem, key: other.keyPem }),
    ];
    const known = new Set([fingerprint]);
    for (const [at, text] of damages.entries()) {
      await writeFile(path, text);
      const file = open(path);
      known.add((await file.certificate()).fingerprint);
      expect(known.size).toBe(at + 2);
      expect(file.keptAs).toMatch(/^localsend\.json\.damaged-20261122T000000-/);
      expect(await readFile(join(dirname(path), file.keptAs ?? ''), 'utf8')).toBe(text);
      expect(open(path).keptAs).toBeNull();
    }
  });

  it('gets into no error', async () => {
    const path = await newPath();
    const { keyPem } = await open(path).certificate();
    await writeFile(path, `{"key": ${JSON.stringify(keyPem)}`);
    const file = open(path);
    await file.certificate();
    expect(file.keptAs).not.toBeNull();
    expect(JSON.stringify(file)).not.toContain('PRIVATE');
  });
});
