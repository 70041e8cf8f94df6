import { describe, expect, it } from 'vitest';
import type { OfferedFile } from '../../../../../src/engine/interop/localsend/messages.ts';
import { textIn } from '../../../../../src/engine/interop/localsend/offered-text.ts';

describe('an offer of one text', () => {
  const file: OfferedFile = {
    id: 'one',
    fileName: '1.txt',
    size: 1,
    fileType: '',
    sha256: null,
    preview: null,
    modifiedMs: null,
  };
  it.each<[string, Partial<OfferedFile>, string | null]>([
    ['as it is today', { fileType: 'text/plain', preview: 'hello' }, 'hello'],
    ['as it was', { fileType: 'text', preview: '' }, ''],
    ['that is no text', { fileType: 'image/png', preview: 'hello' }, null],
    ['of another kind', { fileType: 'texture/x', preview: 'hello' }, null],
    ['that isn’t shown', { fileType: 'text/plain' }, null],
  ])('is told %s', (_what, is, expected) => {
    expect(textIn([{ ...file, ...is }])).toBe(expected);
  });

  it('is none with others', () => {
    const text = { ...file, fileType: 'text/plain', preview: 'hello' };
    expect(textIn([text, { ...text, id: 'two' }])).toBeNull();
    expect(textIn([])).toBeNull();
  });
});
