import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certificateTrouble, makeCertificate } from '../../../../../src/engine/interop/localsend/certificate.ts';
import type { Log } from '../../../../../src/engine/ports.ts';
import { openCertificate as open } from '../../../../support/own-certificate.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';
import { fakeKeyWrap } from '../../identity/fake-key-wrap.ts';

const NOW = Date.UTC(2026, 10, 22);

const newPath = async (): Promise<string> => join(await tempFolder(), 'localsend.json');
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

describe('this device’s certificate where its own keys are wrapped', () => {
  const isOpenIn = async (path: string): Promise<boolean> => (await readFile(path, 'utf8')).includes('PRIVATE KEY');
  const wrapping = { keyWrap: fakeKeyWrap(), isWrapped: () => true };

  it('is made so, comes back, and is renewed so', async () => {
    const path = await newPath();
    const { fingerprint, keyPem } = await open(path, wrapping).certificate();
    expect(await isOpenIn(path)).toBe(false);
    expect(await open(path, wrapping).certificate()).toMatchObject({ fingerprint, keyPem });
    expect((await open(path, wrapping).renew()).fingerprint).not.toBe(fingerprint);
    expect(await isOpenIn(path)).toBe(false);
  });

  it('is wrapped in its place, and opened again; one that was never made stays unmade', async () => {
    const path = await newPath();
    const file = open(path, { keyWrap: fakeKeyWrap() });
    await file.protect(true);
    expect(await namesIn(path)).toEqual([]);
    const { fingerprint } = await file.certificate();
    for (const isWrapped of [true, true, false]) {
      await file.protect(isWrapped);
      expect(await isOpenIn(path)).toBe(!isWrapped);
      expect((await open(path, { ...wrapping, isWrapped: () => isWrapped }).certificate()).fingerprint).toBe(
        fingerprint,
      );
    }
  });

  it('follows the device’s own keys where a crash came between, and serves as it is where that fails', async () => {
    const path = await newPath();
    const { fingerprint } = await open(path).certificate();
    const logged: string[] = [];
    const log: Log = (_level, event) => void logged.push(event);
    const keyWrap = fakeKeyWrap();
    keyWrap.isOpen = false;
    expect((await open(path, { ...wrapping, keyWrap, log }).certificate()).fingerprint).toBe(fingerprint);
    expect([await isOpenIn(path), logged]).toEqual([true, ['localsend.not_protected']]);
    expect((await open(path, wrapping).certificate()).fingerprint).toBe(fingerprint);
    expect(await isOpenIn(path)).toBe(false);
    await open(path, { keyWrap: fakeKeyWrap() }).certificate();
    expect(await isOpenIn(path)).toBe(true);
  });

  it('is no other than it was where the key store can’t be asked, is locked or gives nonsense', async () => {
    const path = await newPath();
    await open(path, wrapping).certificate();
    const text = await readFile(path, 'utf8');
    const locked = fakeKeyWrap();
    locked.isOpen = false;
    const nonsense = fakeKeyWrap();
    nonsense.gives = () => Buffer.from('nonsense');
    for (const [keyWrap, code] of [
      [null, 'identity.locked'],
      [locked, 'identity.not_unlocked'],
      [nonsense, 'identity.not_unlocked'],
    ] as const)
      await expect(open(path, { ...wrapping, keyWrap }).certificate()).rejects.toMatchObject({ info: { code } });
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await namesIn(path)).toEqual(['localsend.json']);
  });

  it('isn’t made where the key store doesn’t give back what it was given', async () => {
    const path = await newPath();
    const keyWrap = fakeKeyWrap();
    keyWrap.gives = () => Buffer.from('nonsense');
    const refused = open(path, { ...wrapping, keyWrap }).certificate();
    await expect(refused).rejects.toMatchObject({ info: { code: 'identity.unprotected' } });
    expect(await namesIn(path)).toEqual([]);
  });
});
