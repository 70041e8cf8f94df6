import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const ASSETS = join(import.meta.dirname, '../../assets');
const LINUX = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const WINDOWS = [16, 24, 32, 48, 64, 128, 256];
const STATES = ['idle', 'busy', 'needs-you'];
const read = (name: string) => readFileSync(join(ASSETS, name));

interface Pixels {
  width: number;
  height: number;
  rgba: Buffer;
}

/** Decodes the one kind of PNG there is here: 8 bits, colour and alpha, not interlaced. */
function png(file: Buffer): Pixels {
  expect(file.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  const data: Buffer[] = [];
  let header: Buffer = Buffer.alloc(0);
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') data.push(body);
    at += 12 + length;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  expect([...header.subarray(8)], 'bit depth, colour type, methods').toEqual([8, 6, 0, 0, 0]);
  return { width, height, rgba: unfilter(inflateSync(Buffer.concat(data)), 4 * width, height) };
}

function unfilter(raw: Buffer, stride: number, height: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const left = x >= 4 ? (out[y * stride + x - 4] ?? 0) : 0;
      const up = y > 0 ? (out[(y - 1) * stride + x] ?? 0) : 0;
      const corner = x >= 4 && y > 0 ? (out[(y - 1) * stride + x - 4] ?? 0) : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      out[y * stride + x] = ((raw[y * (stride + 1) + 1 + x] ?? 0) + guess) & 255;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

const channel = ({ rgba }: Pixels, index: number) => [...rgba.filter((_, at) => at % 4 === index)];

/** The colour of one pixel, `x` and `y` from 0 to 1. */
function at({ width, height, rgba }: Pixels, x: number, y: number): number[] {
  const start = 4 * (Math.floor(y * height) * width + Math.floor(x * width));
  return [...rgba.subarray(start, start + 4)];
}

function luminance([red = 0, green = 0, blue = 0]: number[]): number {
  const linear = (value: number) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function contrast(one: number[], other: number[]): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

interface IcoEntry {
  size: number;
  data: Buffer;
}

function ico(file: Buffer): IcoEntry[] {
  expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    expect(file[entry]).toBe(file[entry + 1]);
    const start = file.readUInt32LE(entry + 12);
    return { size: file[entry] || 256, data: file.subarray(start, start + file.readUInt32LE(entry + 8)) };
  });
}

function icns(file: Buffer): Map<string, Buffer> {
  expect(file.toString('latin1', 0, 4)).toBe('icns');
  expect(file.readUInt32BE(4)).toBe(file.length);
  const entries = new Map<string, Buffer>();
  for (let start = 8; start < file.length; ) {
    const length = file.readUInt32BE(start + 4);
    entries.set(file.toString('latin1', start, start + 4), file.subarray(start + 8, start + length));
    start += length;
  }
  return entries;
}

/** Undoes the run-length form of icns. */
function unpacked(data: Buffer): number[] {
  const out: number[] = [];
  for (let start = 0; start < data.length; ) {
    const lead = data[start] ?? 0;
    if (lead < 128) out.push(...data.subarray(start + 1, start + 2 + lead));
    else out.push(...new Array<number>(lead - 125).fill(data[start + 1] ?? 0));
    start += lead < 128 ? lead + 2 : 2;
  }
  return out;
}

describe('the app icon', () => {
  it.each(LINUX)('is %i px where its name says so', (size) => {
    const { width, height } = png(read(`icons/${size}x${size}.png`));
    expect([width, height]).toEqual([size, size]);
  });

  it('has its largest form as icon.png', () => {
    expect(read('icon.png').equals(read('icons/1024x1024.png'))).toBe(true);
  });

  it('has transparent corners and an opaque middle at every size', () => {
    for (const size of LINUX) {
      const pixels = png(read(`icons/${size}x${size}.png`));
      expect(at(pixels, 0, 0)[3], `corner at ${size}`).toBeLessThan(64);
      expect(at(pixels, 0.5, 0.6)[3], `middle at ${size}`).toBe(255);
    }
  });

  it('keeps 3:1 between its tile and both a light and a dark desktop, and between its hull and its tile', () => {
    for (const size of LINUX) {
      const pixels = png(read(`icons/${size}x${size}.png`));
      for (const tile of [at(pixels, 0.5, 0.06), at(pixels, 0.08, 0.5), at(pixels, 0.5, 0.95)]) {
        expect(contrast(tile, [243, 243, 243]), `light at ${size}`).toBeGreaterThan(3);
        expect(contrast(tile, [30, 30, 30]), `dark at ${size}`).toBeGreaterThan(3);
        expect(contrast(tile, at(pixels, 0.5, 0.6)), `hull at ${size}`).toBeGreaterThan(3);
      }
    }
  });

  it('is a directory of PNGs for Windows, each of the size the directory says', () => {
    const entries = ico(read('icon.ico'));
    expect(entries.map(({ size }) => size)).toEqual(WINDOWS);
    for (const { size, data } of entries) expect(png(data).width).toBe(size);
  });

  it('is a table for macOS, with 16 and 32 px as colour and mask and the rest as PNG', () => {
    const entries = icns(read('icon.icns'));
    const sizes = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 };
    expect([...entries.keys()].sort()).toEqual([...Object.keys(sizes), 'is32', 's8mk', 'il32', 'l8mk'].sort());
    for (const [type, size] of Object.entries(sizes))
      expect(png(entries.get(type) ?? Buffer.alloc(0)).width).toBe(size);
    for (const [size, color, mask] of [
      [16, 'is32', 's8mk'],
      [32, 'il32', 'l8mk'],
    ] as const) {
      const drawn = png(read(`icons/${size}x${size}.png`));
      expect([...(entries.get(mask) ?? [])]).toEqual(channel(drawn, 3));
      expect(unpacked(entries.get(color) ?? Buffer.alloc(0))).toEqual(
        [0, 1, 2].flatMap((index) => channel(drawn, index)),
      );
    }
  });

  it('leaves the air around its tile that macOS expects', () => {
    const pixels = png(icns(read('icon.icns')).get('ic10') ?? Buffer.alloc(0));
    expect(at(pixels, 0.09, 0.5)[3]).toBe(0);
    expect(at(pixels, 0.11, 0.5)[3]).toBe(255);
  });
});

describe('the tray images', () => {
  const names = STATES.flatMap((state) => [`${state}Template`, `${state}-light`, `${state}-dark`]);

  it.each(names)('%s comes in 16 px and, for dense screens, 32 px', (name) => {
    expect(png(read(`tray/tray-${name}.png`))).toMatchObject({ width: 16, height: 16 });
    expect(png(read(`tray/tray-${name}@2x.png`))).toMatchObject({ width: 32, height: 32 });
  });

  it.each(STATES)('%s has Windows icons with the same pixels', (state) => {
    for (const panel of ['light', 'dark']) {
      const entries = ico(read(`tray/tray-${state}-${panel}.ico`));
      expect(entries.map(({ size }) => size)).toEqual([16, 24, 32]);
      for (const { size, data } of entries) expect(png(data).width).toBe(size);
      expect(entries[0]?.data.equals(read(`tray/tray-${state}-${panel}.png`))).toBe(true);
    }
  });

  it.each(STATES)('%s is black and alpha only where macOS gives the colour', (state) => {
    for (const suffix of ['', '@2x']) {
      const pixels = png(read(`tray/tray-${state}Template${suffix}.png`));
      for (const index of [0, 1, 2]) expect(Math.max(...channel(pixels, index))).toBe(0);
      const alpha = channel(pixels, 3);
      expect([Math.min(...alpha), Math.max(...alpha)]).toEqual([0, 255]);
    }
  });

  it('keeps 3:1 on its own panel, and on a middling one', () => {
    // Measured on the hull, which is solid ink in every state.
    for (const state of STATES)
      for (const [panel, background] of Object.entries({ light: [243, 243, 243], dark: [43, 43, 43] }))
        for (const behind of [background, [128, 128, 128]])
          expect(contrast(at(png(read(`tray/tray-${state}-${panel}.png`)), 0.5, 0.56), behind)).toBeGreaterThan(3);
  });

  it('tells its three states apart by shape alone', () => {
    for (const variant of ['Template', '-light', '-dark'])
      for (const suffix of ['', '@2x']) {
        const shapes = STATES.map((state) => channel(png(read(`tray/tray-${state}${variant}${suffix}.png`)), 3));
        for (const [index, shape] of shapes.entries())
          for (const other of shapes.slice(index + 1)) {
            const differing = shape.filter((alpha, spot) => Math.abs(alpha - (other[spot] ?? 0)) > 127).length;
            // An eighth of the picture: at 16 px fewer would pass for noise.
            expect(differing, `${variant}${suffix}`).toBeGreaterThan(shape.length / 8);
          }
      }
  });
});
