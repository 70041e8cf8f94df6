import { describe, expect, it } from 'vitest';
import {
  BACK_TYPES,
  type BackMessage,
  decodeBackMessage,
  encodeBackMessage,
  isBackType,
} from '../../../../src/engine/wire/connect-back.ts';
import { encodeControl } from '../../../../src/engine/wire/control.ts';

const SAMPLES: readonly BackMessage[] = [
  { kind: 'ask', id: 0, port: 1 },
  { kind: 'ask', id: 0xffff_ffff, port: 65_535 },
  { kind: 'result', id: 7, outcome: 'reached', isHeard: true },
  { kind: 'result', id: 7, outcome: 'unreachable', isHeard: false },
  { kind: 'result', id: 7, outcome: 'other', isHeard: false },
];

describe('the messages about calling back', () => {
  it.each(SAMPLES)('come back as they went: %o', (message) => {
    const { type, body } = encodeBackMessage(message);
    expect(body.length).toBe(256);
    expect(decodeBackMessage(type, body)).toEqual(message);
  });

  it('have the layout of the specification', () => {
    const bodyOf = (message: BackMessage): string => {
      const { type, body } = encodeBackMessage(message);
      return `${type.toString(16)} ${Buffer.from(body)
        .toString('hex')
        .replace(/(?:00)+$/, '')}`;
    };
    // Two bytes of length, then a map of two: 0: 7, 1: 26810.
    expect(bodyOf({ kind: 'ask', id: 7, port: 26_810 })).toBe('30 0007a20007011968ba');
    expect(bodyOf({ kind: 'result', id: 7, outcome: 'other', isHeard: true })).toBe('31 0007a30007010202f5');
  });

  it.each([
    [
      'a port of 0',
      BACK_TYPES.ask,
      [
        [0, 7],
        [1, 0],
      ],
    ],
    [
      'a port beyond the last',
      BACK_TYPES.ask,
      [
        [0, 7],
        [1, 65_536],
      ],
    ],
    ['no port', BACK_TYPES.ask, [[0, 7]]],
    [
      'a negative id',
      BACK_TYPES.ask,
      [
        [0, -1],
        [1, 26_810],
      ],
    ],
    [
      'an address in the port’s stead',
      BACK_TYPES.ask,
      [
        [0, 7],
        [1, '192.0.2.7'],
      ],
    ],
    [
      'a number for what is yes or no',
      BACK_TYPES.result,
      [
        [0, 7],
        [1, 0],
        [2, 1],
      ],
    ],
    [
      'a negative outcome',
      BACK_TYPES.result,
      [
        [0, 7],
        [1, -1],
        [2, true],
      ],
    ],
    [
      'a type beyond them',
      0x32,
      [
        [0, 7],
        [1, 26_810],
      ],
    ],
  ] as const)('are refused with %s', (_what, type, entries) => {
    const map = new Map<number, number | string | boolean>(entries as readonly (readonly [number, number])[]);
    expect(decodeBackMessage(type, encodeControl(map))).toBeNull();
  });

  it('take what only a later version says for no way through', () => {
    const body = encodeControl(
      new Map<number, number | boolean>([
        [0, 7],
        [1, 9],
        [2, true],
        [5, 1],
      ]),
    );
    expect(decodeBackMessage(BACK_TYPES.result, body)).toEqual({
      kind: 'result',
      id: 7,
      outcome: 'unreachable',
      isHeard: true,
    });
  });

  it('own the types from 0x30 to 0x3f', () => {
    expect([0x2f, 0x30, 0x3f, 0x40].map(isBackType)).toEqual([false, true, true, false]);
  });
});
