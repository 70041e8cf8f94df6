import { describe, expect, it } from 'vitest';
import { isLikelyJson, MOST_FILES } from '../../../../../src/engine/interop/http/json-shape.ts';
import { encodePrepareUpload } from '../../../../../src/engine/interop/localsend/messages.ts';

const isLikely = (text: string): boolean => isLikelyJson(Buffer.from(text));

describe('what is likely JSON', () => {
  it('is an offer of as many files as there may be, with names of nothing but brackets', () => {
    const info = {
      alias: 'A',
      version: '2.2',
      deviceModel: null,
      deviceType: null,
      fingerprint: 'f',
      hasDownloads: false,
      port: 1,
      protocol: 'https' as const,
    };
    const files = Array.from({ length: MOST_FILES }, (_, index) => ({
      id: `${index}`,
      fileName: `[[{{,,"\\"\\\\${index}`,
      size: 1,
      fileType: 'x/y',
      sha256: null,
      preview: null,
      modifiedMs: 0,
    }));
    expect(isLikely(JSON.stringify(encodePrepareUpload({ info, files })))).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['brackets without end', '['.repeat(17)],
    ['objects without end', '{"a":'.repeat(17)],
    ['objects beside objects', `[${'{},'.repeat(300_000)}{}]`],
    ['numbers beside numbers', `[${'0,'.repeat(3_000_000)}0]`],
    ['what only looks like the end of a text', `"\\\\"${'['.repeat(17)}`],
  ])('is none of %s', (_what, text) => {
    expect(isLikely(text)).toBe(false);
  });

  it.each(['"', '"\\"[[[[[[[[[[[[[[[[[[[[', '"\\', '}}}}', '[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]'])(
    'is left to the parser: %s',
    (text) => {
      expect(isLikely(text)).toBe(true);
    },
  );
});
