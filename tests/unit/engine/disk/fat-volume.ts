// A volume in memory with the ways of a FAT stick, served to the kernel through /dev/fuse from a thread of its own: case
// and accents' forms don't count, dots at the end are dropped, the characters of Windows are refused, there are no links,
// no file has 4 GiB, times go by two seconds, and a folder's number changes when nobody looks.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const OPCODE = {
  1: 'lookup',
  2: 'forget',
  3: 'getattr',
  4: 'setattr',
  9: 'mkdir',
  10: 'unlink',
  11: 'unlink',
  12: 'rename',
  13: 'link',
  14: 'open',
  15: 'read',
  16: 'write',
  17: 'statfs',
  18: 'done',
  20: 'done',
  25: 'done',
  26: 'init',
  27: 'open',
  28: 'readdir',
  29: 'done',
  35: 'create',
  42: 'forget',
} as const;
const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  EEXIST: 17,
  ENOTDIR: 20,
  EINVAL: 22,
  EFBIG: 27,
  ENOSYS: 38,
  ENOTEMPTY: 39,
} as const;
const MOST_FILE_BYTES = 2 ** 32 - 1;
const BUFFER_BYTES = 256 * 1024;
const MOST_WRITE = 64 * 1024;
const ROOT = 1;
const REFUSED = /["*:<>?|\\]/;
/** A folder has another number after so many requests. */
const DRIFT_EVERY = 40;

interface Node {
  readonly id: number;
  readonly isFolder: boolean;
  mode: number;
  seconds: number;
  content: Buffer;
  /** By folded name. */
  readonly entries: Map<string, { name: string; node: Node }>;
}

class Refusal extends Error {
  readonly errno: number;

  constructor(code: keyof typeof ERRNO) {
    super(code);
    this.errno = ERRNO[code];
  }
}

class FatVolume {
  readonly #nodes = new Map<number, Node>();
  #lastId = 0;
  #requests = 0;

  constructor() {
    this.#make(true, 0o755);
  }

  /** The answer's body, or null where none is expected. */
  answer(request: Buffer): Buffer | null {
    this.#requests++;
    const operation = (OPCODE as Record<number, string>)[request.readUInt32LE(4)];
    const node = this.#nodes.get(Number(request.readBigUInt64LE(16)));
    const body = request.subarray(40);
    switch (operation) {
      case 'init':
        return initAnswer(body);
      case 'forget':
        return null;
      case 'statfs':
        return statfsAnswer();
      case 'done':
        return Buffer.alloc(0);
      case 'open':
        return Buffer.alloc(16);
    }
    if (node === undefined) throw new Refusal('ENOENT');
    switch (operation) {
      case 'lookup':
        return this.#entry(this.#find(node, textOf(body)));
      case 'getattr':
        return this.#attributes(node);
      case 'setattr':
        return this.#change(node, body);
      case 'mkdir':
        return this.#entry(this.#add(node, textOf(body.subarray(8)), true, body.readUInt32LE(0)));
      case 'create': {
        const made = this.#add(node, textOf(body.subarray(16)), false, body.readUInt32LE(4));
        return Buffer.concat([this.#entry(made), Buffer.alloc(16)]);
      }
      case 'unlink':
        return this.#remove(node, textOf(body));
      case 'rename':
        return this.#rename(node, body);
      case 'link':
        throw new Refusal('EPERM');
      case 'read': {
        const offset = Number(body.readBigUInt64LE(8));
        return node.content.subarray(offset, offset + body.readUInt32LE(16));
      }
      case 'write':
        return this.#write(node, body);
      case 'readdir':
        return listing(node, Number(body.readBigUInt64LE(8)), body.readUInt32LE(16));
      default:
        throw new Refusal('ENOSYS');
    }
  }

  #make(isFolder: boolean, mode: number): Node {
    const id = ++this.#lastId;
    const node = { id, isFolder, mode: mode & 0o777, seconds: now(), content: Buffer.alloc(0), entries: new Map() };
    this.#nodes.set(id, node);
    return node;
  }

  #find(folder: Node, name: string): Node {
    const found = folder.entries.get(fold(name));
    if (found === undefined) throw new Refusal('ENOENT');
    return found.node;
  }

  #add(folder: Node, name: string, isFolder: boolean, mode: number): Node {
    if (REFUSED.test(name)) throw new Refusal('EINVAL');
    if (folder.entries.has(fold(name))) throw new Refusal('EEXIST');
    const node = this.#make(isFolder, mode);
    folder.entries.set(fold(name), { name: name.replace(/[. ]+$/, ''), node });
    return node;
  }

  #remove(folder: Node, name: string): Buffer {
    if (this.#find(folder, name).entries.size > 0) throw new Refusal('ENOTEMPTY');
    folder.entries.delete(fold(name));
    return Buffer.alloc(0);
  }

  #rename(folder: Node, body: Buffer): Buffer {
    const [from = '', to = ''] = body.subarray(8).toString().split('\0');
    const target = this.#nodes.get(Number(body.readBigUInt64LE(0)));
    if (target === undefined) throw new Refusal('ENOENT');
    if (REFUSED.test(to)) throw new Refusal('EINVAL');
    const node = this.#find(folder, from);
    folder.entries.delete(fold(from));
    target.entries.set(fold(to), { name: to, node });
    return Buffer.alloc(0);
  }

  #write(node: Node, body: Buffer): Buffer {
    const offset = Number(body.readBigUInt64LE(8));
    const bytes = body.subarray(40, 40 + body.readUInt32LE(16));
    const end = offset + bytes.length;
    if (end > MOST_FILE_BYTES) throw new Refusal('EFBIG');
    if (end > node.content.length) node.content = Buffer.concat([node.content], end);
    bytes.copy(node.content, offset);
    const answer = Buffer.alloc(8);
    answer.writeUInt32LE(bytes.length);
    return answer;
  }

  #change(node: Node, body: Buffer): Buffer {
    const valid = body.readUInt32LE(0);
    if (valid & 1) node.mode = body.readUInt32LE(68) & 0o777;
    if (valid & 8) node.content = Buffer.concat([node.content], Number(body.readBigUInt64LE(16)));
    if (valid & 32) node.seconds = Math.floor(Number(body.readBigInt64LE(40)) / 2) * 2;
    return this.#attributes(node);
  }

  #attributes(node: Node): Buffer {
    return Buffer.concat([Buffer.alloc(16), this.#attributesOf(node)]);
  }

  #entry(node: Node): Buffer {
    const head = Buffer.alloc(40);
    head.writeBigUInt64LE(BigInt(node.id), 0);
    return Buffer.concat([head, this.#attributesOf(node)]);
  }

  #attributesOf(node: Node): Buffer {
    const drift = node.isFolder && node.id !== ROOT ? Math.floor(this.#requests / DRIFT_EVERY) * 10_000 : 0;
    const attributes = Buffer.alloc(88);
    attributes.writeBigUInt64LE(BigInt(node.id + drift), 0);
    attributes.writeBigUInt64LE(BigInt(node.content.length), 8);
    for (const place of [24, 32, 40]) attributes.writeBigInt64LE(BigInt(node.seconds), place);
    attributes.writeUInt32LE((node.isFolder ? 0o040000 : 0o100000) | node.mode, 60);
    attributes.writeUInt32LE(node.isFolder ? 2 : 1, 64);
    attributes.writeUInt32LE(4096, 80);
    return attributes;
  }
}

const now = (): number => Math.floor(Date.now() / 2000) * 2;
const fold = (name: string): string =>
  name
    .normalize('NFC')
    .toUpperCase()
    .toLowerCase()
    .replace(/[. ]+$/, '');
const textOf = (bytes: Buffer): string => bytes.subarray(0, bytes.indexOf(0)).toString();

function initAnswer(body: Buffer): Buffer {
  const answer = Buffer.alloc(64);
  answer.writeUInt32LE(7, 0);
  answer.writeUInt32LE(31, 4);
  answer.writeUInt32LE(body.readUInt32LE(8), 8);
  // Writes of more than a page.
  answer.writeUInt32LE(1 << 5, 12);
  answer.writeUInt32LE(MOST_WRITE, 20);
  answer.writeUInt32LE(1, 24);
  return answer;
}

function statfsAnswer(): Buffer {
  const answer = Buffer.alloc(80);
  for (const place of [0, 8, 16]) answer.writeBigUInt64LE(1n << 20n, place);
  // It likes to be written to in blocks of 1 MiB, and counts in fragments of 4 KiB.
  answer.writeUInt32LE(1024 * 1024, 40);
  answer.writeUInt32LE(255, 44);
  answer.writeUInt32LE(4096, 48);
  return answer;
}

function listing(node: Node, from: number, room: number): Buffer {
  const rows: Buffer[] = [];
  let used = 0;
  for (const [index, { name, node: entry }] of [...node.entries.values()].entries()) {
    if (index < from) continue;
    const bytes = Buffer.from(name);
    const row = Buffer.alloc(24 + Math.ceil(bytes.length / 8) * 8);
    if (used + row.length > room) break;
    row.writeBigUInt64LE(BigInt(entry.id), 0);
    row.writeBigUInt64LE(BigInt(index + 1), 8);
    row.writeUInt32LE(bytes.length, 16);
    row.writeUInt32LE(entry.isFolder ? 4 : 8, 20);
    bytes.copy(row, 24);
    rows.push(row);
    used += row.length;
  }
  return Buffer.concat(rows);
}

/** Until it is unmounted. */
function serve(device: number): void {
  const volume = new FatVolume();
  const buffer = Buffer.alloc(BUFFER_BYTES);
  for (;;) {
    let length: number;
    try {
      length = readSync(device, buffer);
    } catch {
      return;
    }
    const request = buffer.subarray(0, length);
    let body: Buffer | null = Buffer.alloc(0);
    let errno = 0;
    try {
      body = volume.answer(request);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errno = error.errno;
    }
    if (body === null) continue;
    const head = Buffer.alloc(16);
    head.writeUInt32LE(16 + body.length, 0);
    head.writeInt32LE(-errno, 4);
    request.copy(head, 8, 8, 16);
    writeSync(device, Buffer.concat([head, body]));
  }
}

/** Says how it is taken away again. */
export async function mountFat(place: string): Promise<() => Promise<void>> {
  const device = openSync('/dev/fuse', 'r+');
  const options = `fd=3,rootmode=40000,user_id=${process.getuid?.()},group_id=${process.getgid?.()}`;
  const { status } = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'fat', place], {
    stdio: ['ignore', 'ignore', 'inherit', device],
  });
  if (status !== 0) throw new Error('no FUSE here');
  const worker = new Worker(new URL(import.meta.url), { workerData: { device } });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  await new Promise((resolve) => worker.once('online', resolve));
  return async () => {
    spawnSync('umount', ['-l', place]);
    await ended;
    closeSync(device);
  };
}

if (!isMainThread && workerData?.device !== undefined) serve(workerData.device);
