// The vectors of draft-irtf-cfrg-cpace for CPACE-RISTR255-SHA512, on the product's own functions.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha512 } from '../../src/engine/crypto/hash.ts';
import { Secret } from '../../src/engine/crypto/secret.ts';
import {
  calculateGenerator,
  generatorString,
  intermediateKey,
  lvCat,
  prependLength,
  scalarMultiply,
  transcriptIr,
} from '../../src/engine/pairing/cpace.ts';
import type { Count } from './check.ts';
import { equal, unhex } from './check.ts';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const join2 = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
const range = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at);

/** The draft's symmetric order, which Ferry doesn't use: the larger string first, behind the letters "oc". */
const oCat = (a: Uint8Array, b: Uint8Array): Uint8Array =>
  Buffer.compare(a, b) > 0 ? join2(ascii('oc'), a, b) : join2(ascii('oc'), b, a);
const transcriptOc = (ya: Uint8Array, ada: Uint8Array, yb: Uint8Array, adb: Uint8Array): Uint8Array =>
  oCat(lvCat(ya, ada), lvCat(yb, adb));
const sidOutput = (transcript: Uint8Array): Uint8Array => sha512(ascii('CPaceSidOutput'), transcript);

type Fields = Readonly<Record<string, string>>;

const read = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'cpace', file), 'utf8'));

/** A block of the draft's text by the end of its heading. */
function block(blocks: Record<string, unknown>, heading: string): Fields {
  const name = Object.keys(blocks).find((key) => key.endsWith(heading));
  if (name === undefined) throw new Error(`no vectors under "${heading}"`);
  return blocks[name] as Fields;
}

const field = (fields: Fields, name: string): Uint8Array => {
  const value = fields[name];
  if (value === undefined) throw new Error(`no vector named "${name}"`);
  return unhex(value);
};

function present(found: Uint8Array | null, what: string): Uint8Array {
  if (found === null) throw new Error(`${what} was refused`);
  return found;
}

export function checkCpace(): Count {
  let passed = 0;
  const same = (found: Uint8Array, expected: Uint8Array, what: string): void => {
    equal(found, expected, what);
    passed++;
  };
  const text = read('draft-embedded-25519-ristretto.json');
  const upstream = read('testvectors.json');

  const strings: readonly (readonly [string, string, Uint8Array])[] = [
    ['prepend_len test vectors', "prepend_len(b'')", prependLength(ascii(''))],
    ['prepend_len test vectors', "prepend_len(b'1234')", prependLength(ascii('1234'))],
    ['prepend_len test vectors', 'prepend_len(bytes(range(127)))', prependLength(range(127))],
    ['prepend_len test vectors', 'prepend_len(bytes(range(128)))', prependLength(range(128))],
    ['lv_cat()', "lv_cat(b'1234',b'5',b'',b'678')", lvCat(ascii('1234'), ascii('5'), ascii(''), ascii('678'))],
    ['vectors ordered concatenation', "o_cat(b'ABCD',b'BCD')", oCat(ascii('ABCD'), ascii('BCD'))],
    ['vectors ordered concatenation', "o_cat(b'BCD',b'ABCDE')", oCat(ascii('BCD'), ascii('ABCDE'))],
  ];
  for (const [heading, name, found] of strings) same(found, field(block(text, heading), name), name);
  for (const [ya, yb] of [
    ['123', '234'],
    ['3456', '2345'],
  ] as const) {
    const args = [ascii(ya), ascii('PartyA'), ascii(yb), ascii('PartyB')] as const;
    const name = `(b'${ya}',b'PartyA',b'${yb}',b'PartyB')`;
    same(transcriptIr(...args), field(block(text, 'transcript_ir function'), `transcript_ir${name}`), name);
    same(transcriptOc(...args), field(block(text, 'transcript_oc function'), `transcript_oc${name}`), name);
  }

  const generator = block(text, 'calculate_generator with group ristretto255');
  const inputs = [field(generator, 'PRS'), field(generator, 'CI'), field(generator, 'sid')] as const;
  const string = generatorString(...inputs);
  same(string, field(generator, 'generator_string(G.DSI,PRS,CI,sid,H.s_in_bytes)'), 'generator string');
  same(sha512(string), field(generator, 'hash result'), 'hash of the generator string');
  same(calculateGenerator(...inputs), field(generator, 'encoded generator g'), 'generator');

  // The draft's text and the file beside it say the same; both are run, so that a copy that went wrong is seen.
  for (const run of [
    block(text, 'ristretto255 and hash SHA-512 / Testvectors as JSON file encoded as BASE64'),
    upstream.G_Coffee25519 as Fields,
  ]) {
    const of = (name: string): Uint8Array => field(run, name);
    const g = calculateGenerator(of('PRS'), of('CI'), of('sid'));
    const [ya, yb] = [new Secret(of('ya')), new Secret(of('yb'))];
    const Ya = present(scalarMultiply(ya, g), 'Ya');
    const Yb = present(scalarMultiply(yb, g), 'Yb');
    const K = present(scalarMultiply(ya, Yb), 'K of a');
    same(g, of('g'), 'g');
    same(Ya, of('Ya'), 'Ya');
    same(Yb, of('Yb'), 'Yb');
    same(K, of('K'), 'K of a');
    same(present(scalarMultiply(yb, Ya), 'K of b'), of('K'), 'K of b');
    const ir = transcriptIr(Ya, of('ADa'), Yb, of('ADb'));
    const oc = transcriptOc(Ya, of('ADa'), Yb, of('ADb'));
    same(intermediateKey(of('sid'), K, ir).reveal(), of('ISK_IR'), 'ISK_IR');
    same(intermediateKey(of('sid'), K, oc).reveal(), of('ISK_SY'), 'ISK_SY');
    same(sidOutput(ir), of('sid_output_ir'), 'sid_output_ir');
    same(sidOutput(oc), of('sid_output_oc'), 'sid_output_oc');
  }

  for (const points of [
    block(text, 'ristretto255 and hash SHA-512 / Invalid inputs for scalar_mult_vfy'),
    upstream.G_Coffee25519_points,
  ] as readonly (Fields & { readonly Valid: Fields })[]) {
    const s = new Secret(field(points.Valid, 's'));
    const product = present(scalarMultiply(s, field(points.Valid, 'X')), 'the valid point');
    same(product, field(points.Valid, 'G.scalar_mult(s,decode(X))'), 'scalar_mult');
    same(product, field(points.Valid, 'G.scalar_mult_vfy(s,X)'), 'scalar_mult_vfy');
    for (const name of ['Invalid Y1', 'Invalid Y2']) {
      if (scalarMultiply(s, field(points, name)) !== null) throw new Error(`${name} was taken`);
      passed++;
    }
  }
  return { name: 'CPace', passed };
}
