// A ZIP file read by its directory, as programs do that unpack one: its names and contents, each checked.
import { crc32 } from 'node:zlib';

export function entriesOfZip(zip: Buffer): ReadonlyMap<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  const count = zip.readUInt16LE(end + 10);
  const entries = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (zip.readUInt32LE(at) !== 0x0201_4b50) throw new Error('no directory');
    const [sum, size] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 24)];
    const [nameBytes, extraBytes, local] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt32LE(at + 42),
    ];
    const name = zip.subarray(at + 46, at + 46 + nameBytes).toString();
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(from, from + size);
    if (zip.readUInt32LE(local) !== 0x0403_4b50 || crc32(content) !== sum) throw new Error(`damaged: ${name}`);
    entries.set(name, content);
    at += 46 + nameBytes + extraBytes;
  }
  return entries;
}
