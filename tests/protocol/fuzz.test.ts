// Everything that takes bytes from the network, given what nobody would send: it answers, in time, takes no memory for
// what is only promised, and what it takes for well-formed has one spelling.
import { randomInt } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { offerRest, PREFACE_HEAD_BYTES } from '../../src/engine/noise/preface.ts';
import { MOST_BODY, RecordOpener } from '../../src/engine/noise/records.ts';
import { decodeControl, encodeControl } from '../../src/engine/wire/control.ts';
import { decodeData } from '../../src/engine/wire/data.ts';
import { EntryReader, ManifestError } from '../../src/engine/wire/manifest.ts';
import { newKeyPair, suite } from '../support/channel.ts';
import { heldBytes, MOST_INPUT_BYTES, mutated, mutatedMap, Random, watched, within } from '../support/fuzz.ts';
import { DECODERS, type Decoder } from '../support/fuzz-decoders.ts';
import { LOCALSEND_DECODERS } from '../support/fuzz-localsend.ts';

const ALL = [...DECODERS, ...LOCALSEND_DECODERS];
const LONG = Boolean(process.env.FERRY_LONG);
const INPUTS = LONG ? 1_000_000 : 50_000;
const SEED = Number(process.env.FERRY_SEED || randomInt(2 ** 31));
/** So many inputs are given so much time, on a machine that is busy with other things. */
const BATCH = 250;
const BATCH_MS = 20_000;
/** Each so-many-th is given as it was made, whatever chance makes of the others. */
const WHOLE_EVERY = 20;
/** When all of a decoder's inputs are through. */
const MOST_HELD_BYTES = 16 * 1024 * 1024;

/** Half of them random, half of them nearly right. */
function someInput(random: Random, { valid, dress, controlFrom }: Decoder): Buffer {
  if (random.isOneIn(2)) {
    const bytes = random.bytes(random.below(random.isOneIn(200) ? MOST_INPUT_BYTES : random.pick([4, 40, 400])));
    return random.isOneIn(2) ? dress(random, bytes) : bytes;
  }
  const bytes = valid(random);
  const map = controlFrom === undefined || random.isOneIn(4) ? null : decodeControl(bytes.subarray(controlFrom));
  if (map === null) return mutated(random, bytes, valid(random));
  return Buffer.concat([bytes.subarray(0, controlFrom), encodeControl(mutatedMap(random, map))]);
}

describe(`whatever comes from the network (FERRY_SEED=${SEED})`, () => {
  it.each(ALL.map((decoder, at) => [decoder.name, decoder, at] as const))(
    'is decoded or refused: %s',
    async (name, decoder, at) => {
      const random = new Random(SEED + at);
      for (let times = 0; times < 50; times++) expect(decoder.decodes(decoder.valid(random))).toBe(true);
      const before = heldBytes();
      const inputs = Math.round(INPUTS * decoder.share);
      let [done, decoded] = [0, 0];
      let input: Buffer = Buffer.alloc(0);
      const batch = (): void => {
        for (const end = Math.min(inputs, done + BATCH); done < end; done++) {
          const isWhole = done % WHOLE_EVERY === 0;
          input = isWhole ? decoder.valid(random) : someInput(random, decoder);
          if (watched(() => decoder.decodes(input))) decoded++;
        }
      };
      while (done < inputs) {
        try {
          within(BATCH_MS, batch);
        } catch (cause) {
          const hex = input.subarray(0, 4096).toString('hex');
          const which = `FERRY_SEED=${SEED}, ${name}, input ${done} of ${input.length} bytes: ${hex}`;
          throw new Error(`${cause}\n${which}`, { cause });
        }
        await breathe();
      }
      // Else it would show only how refusals are made.
      expect(decoded).toBeGreaterThanOrEqual(inputs / WHOLE_EVERY);
      input = Buffer.alloc(0);
      expect(heldBytes() - before).toBeLessThan(MOST_HELD_BYTES);
    },
    LONG ? 900_000 : 60_000,
  );

  it('adds up to all of the inputs', () => {
    expect(ALL.reduce((sum, { share }) => sum + Math.round(INPUTS * share), 0)).toBe(INPUTS);
  });
});

describe('no room is kept', () => {
  const isOpened = (length: number, mostBody: number): boolean => {
    const opener = new RecordOpener(suite, newKeyPair().secretKey, mostBody);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(length);
    try {
      opener.push(head, () => undefined);
      return true;
    } catch (error) {
      if (String(error).includes('a length that is not allowed')) return false;
      throw error;
    }
  };
  const isControl = (hex: string): boolean => {
    const body = Buffer.alloc(256);
    body.writeUInt16BE(hex.length / 2);
    body.write(hex, 2, 'hex');
    return decodeControl(body) !== null;
  };
  const isPage = (hex: string): boolean => {
    try {
      return new EntryReader().read(Buffer.from(hex, 'hex')).length > 0;
    } catch (error) {
      if (error instanceof ManifestError) return false;
      throw error;
    }
  };
  const isData = (hex: string): boolean =>
    decodeData([Buffer.alloc(16), Buffer.of(0, 0, 0, 1, 0, 0, 0, 0), Buffer.from(hex, 'hex')]) !== null;

  it.each<[string, () => boolean]>([
    ['a record of 2^32 - 1 bytes', () => isOpened(2 ** 32 - 1, MOST_BODY)],
    ['a record of -1, or 2^31, bytes', () => isOpened(2 ** 31, MOST_BODY)],
    ['a record of a byte too many', () => isOpened(MOST_BODY + 18, MOST_BODY)],
    ['a record of a large body before there is reason for one', () => isOpened(MOST_BODY, 64 * 1024)],
    ['a record of no bytes', () => isOpened(0, MOST_BODY)],
    ['an array of 2^32 - 1 items', () => isControl('a1009affffffff')],
    ['an array of 2^53 items', () => isControl('a1009b0020000000000000')],
    ['a map of 2^32 - 1 keys', () => isControl('baffffffff')],
    ['a text of 2^32 - 1 bytes', () => isControl('a1007affffffff')],
    ['2^32 - 1 bytes', () => isControl('a1005affffffff')],
    ['2^53 bytes', () => isControl('a1005b0020000000000000')],
    ['a name of 65,535 bytes', () => isPage('0200ffff61')],
    ['65,535 segments', () => isData('ffff')],
    ['4,096 segments', () => isData('1000')],
    ['a segment of 2^32 - 1 bytes', () => isData('000102000000000000000000000000ffffffff')],
    ['a digest of 2^32 - 1 bytes', () => isData('000103000000000000000000000000ffffffff')],
    ['255 versions', () => offerRest(Buffer.from('46525259ff', 'hex').subarray(0, PREFACE_HEAD_BYTES)) !== null],
  ])('for %s that didn’t come', (_what, isTaken) => {
    const before = process.memoryUsage().arrayBuffers;
    expect(isTaken()).toBe(false);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(256 * 1024);
  });
});
