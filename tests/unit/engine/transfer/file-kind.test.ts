import { describe, expect, it } from 'vitest';
import type { FileKind } from '../../../../src/contract/transfers.ts';
import { CommonKind, fileKind } from '../../../../src/engine/transfer/file-kind.ts';

const common = (...names: readonly string[]): FileKind => {
  const all = new CommonKind();
  for (const name of names) all.add(name);
  return all.kind;
};

describe('what a file is', () => {
  it.each([
    ['IMG_1.JPG', 'picture'],
    ['a.b.heic', 'picture'],
    ['film.mkv', 'video'],
    ['song.flac', 'music'],
    ['letter.pdf', 'document'],
    ['all.tar.gz', 'archive'],
    ['setup.exe', 'program'],
    ['photo.jpg.exe', 'program'],
    ['photo.exe. ', 'program'],
    ['Makefile', 'program'],
    ['README', 'file'],
    ['.jpg', 'picture'],
    ['a.constructor', 'file'],
    ['', 'file'],
  ] as const)('%j is a %s', (name, kind) => {
    expect(fileKind(name)).toBe(kind);
  });

  it('has one word for several of one kind only', () => {
    expect(common('a.jpg', 'b.png')).toBe('picture');
    expect(common('a.jpg', 'b.mp4', 'c.jpg')).toBe('file');
    expect(common('a', 'b.jpg')).toBe('file');
    expect(common()).toBe('file');
  });
});
