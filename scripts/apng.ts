// Puts PNGs of one size together to one that moves (PNG's third edition, section 11.3.4), which every browser and the
// usual places for a README show. The pictures' own bytes are taken as they are.
import { crc32 } from 'node:zlib';

export interface Frame {
  readonly png: Uint8Array;
  readonly ms: number;
}

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Plays for ever. Throws where a frame differs in size or kind from the first. */
export function apngOf(frames: readonly Frame[]): Uint8Array {
  const pictures = frames.map(({ png }) => chunksOf(png));
  const header = headerOf(pictures[0] ?? []);
  let sequence = 0;
  const body = pictures.flatMap((chunks, at) => {
    if (Buffer.compare(headerOf(chunks), header) !== 0) throw new Error(`frame ${at} isn't like the first`);
    const content = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
    const control = chunk('fcTL', frameControl(sequence++, header, frames[at]?.ms ?? 0));
    // The first one is the picture for whoever shows no others.
    if (at === 0) return [control, ...content.map((data) => chunk('IDAT', data))];
    return [control, ...content.map((data) => chunk('fdAT', Buffer.concat([u32(sequence++), data])))];
  });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('acTL', Buffer.concat([u32(frames.length), u32(0)])),
    ...body,
    chunk('IEND', new Uint8Array()),
  ]);
}

export function chunksOf(png: Uint8Array): readonly Chunk[] {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  if (Buffer.compare(bytes.subarray(0, 8), SIGNATURE) !== 0) throw new Error('not a PNG');
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (bytes.readUInt32BE(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) throw new Error('a damaged PNG');
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end - 4) });
    at = end;
  }
  return chunks;
}

function headerOf(chunks: readonly Chunk[]): Uint8Array {
  const found = chunks.find(({ type }) => type === 'IHDR');
  if (found === undefined) throw new Error('a PNG without a header');
  return found.data;
}

/** The whole picture, in place of the one before, for so long. */
function frameControl(sequence: number, header: Uint8Array, ms: number): Uint8Array {
  const rest = Buffer.alloc(14);
  rest.writeUInt16BE(ms, 8);
  rest.writeUInt16BE(1000, 10);
  return Buffer.concat([u32(sequence), header.subarray(0, 8), rest]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([u32(data.length), named, u32(crc32(named))]);
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
