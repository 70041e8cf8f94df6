// `npm run icons`: draws every image the app ships from the SVGs in assets/source. What it writes is committed, so that
// a build needs no browser; the same Chromium gives the same pixels again.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { findChromium } from './chromium.mjs';
import { ROOT } from './node24.mjs';

const ASSETS = join(ROOT, 'assets');

/** What one drawing became: as a file, and up to 32 px as plain pixels, for the entries of icns that hold no PNG. */
interface Picture {
  size: number;
  png: Buffer;
  rgba: Buffer;
}

interface Drawing {
  source: string;
  size: number;
  /** How much of the canvas the source covers, centred; macOS wants air around the tile. */
  scale?: number;
  /** Style of the root element: the colours of a drawing that leaves them open. */
  style?: string;
}

/** Small sizes are drawn by hand on their own pixels; everything above comes from the one large drawing. */
const BY_HAND = [16, 24, 32, 48];
const LINUX = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const WINDOWS = [16, 24, 32, 48, 64, 128, 256];
const WINDOWS_TRAY = [16, 24, 32];

/** Apple's grid: a tile of 824 in 1024. Ours fills 960 of its 1024. */
const MAC_SCALE = 824 / 960;

/**
 * Each is named after the panel it lies on: `light` is the dark drawing for a light panel. One ink and no accent: it
 * keeps well over 3:1 on a panel of middling grey too, and the state is told by the shape.
 */
const TRAY_STYLES = {
  light: 'color:#1f2328',
  dark: 'color:#fff',
};
const TRAY_STATES = ['idle', 'busy', 'needs-you'];

function iconSource(size: number): string {
  return BY_HAND.includes(size) ? `icon-${size}.svg` : 'icon.svg';
}

/** Runs in the page: draws an SVG on a canvas of exactly the pixels asked for. */
async function paint({ svg, size, scale }: { svg: string; size: number; scale: number }) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This Chromium has no 2D canvas.');
  const side = size * scale;
  context.drawImage(image, (size - side) / 2, (size - side) / 2, side, side);
  URL.revokeObjectURL(image.src);
  const { data } = context.getImageData(0, 0, size, size);
  // Only the smallest are needed as pixels, and a large one is minutes on its way out of the page.
  return { png: canvas.toDataURL('image/png').replace(/^.*,/, ''), rgba: size > 32 ? [] : [...data] };
}

async function draw(page: Page, { source, size, scale = 1, style = '' }: Drawing): Promise<Picture> {
  const text = await readFile(join(ASSETS, 'source', source), 'utf8');
  const svg = text.replace('<svg ', `<svg width="${size}" height="${size}" style="${style}" `);
  const { png, rgba } = await page.evaluate(paint, { svg, size, scale });
  return { size, png: Buffer.from(png, 'base64'), rgba: Buffer.from(rgba) };
}

/** A Windows icon: a directory of sizes, each one a whole PNG (understood since Windows Vista). */
function ico(pictures: Picture[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index;
    // 256 is written as 0: the field is one byte.
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** One channel in the run-length form of icns: 0-127 announces n+1 plain bytes, 128-255 repeats one byte n-125 times. */
function packed(bytes: Buffer): Buffer {
  const out: number[] = [];
  let plain: number[] = [];
  const flush = () => {
    if (plain.length > 0) out.push(plain.length - 1, ...plain);
    plain = [];
  };
  for (let at = 0; at < bytes.length; ) {
    const value = bytes[at] ?? 0;
    let run = 1;
    while (run < 130 && bytes[at + run] === value) run++;
    if (run >= 3) {
      flush();
      out.push(run + 125, value);
      at += run;
    } else {
      plain.push(value);
      if (plain.length === 128) flush();
      at++;
    }
  }
  flush();
  return Buffer.from(out);
}

function channel({ rgba }: Picture, index: number): Buffer {
  return Buffer.from(rgba.filter((_, at) => at % 4 === index));
}

/**
 * A macOS icon. 16 and 32 px at 1x are colour plus mask: the PNG entries of those sizes (icp4, icp5) aren't shown for an
 * app, and of the ARGB ones (ic04, ic05) the second is dropped where both are there. Every other size is a PNG.
 */
function icns(of: (size: number) => Picture): Buffer {
  const entries: [type: string, data: Buffer][] = [];
  for (const [size, color, mask] of [
    [16, 'is32', 's8mk'],
    [32, 'il32', 'l8mk'],
  ] as const) {
    const picture = of(size);
    entries.push([color, Buffer.concat([0, 1, 2].map((index) => packed(channel(picture, index))))]);
    entries.push([mask, channel(picture, 3)]);
  }
  for (const [type, size] of [
    ['ic11', 32],
    ['ic12', 64],
    ['ic07', 128],
    ['ic13', 256],
    ['ic08', 256],
    ['ic14', 512],
    ['ic09', 512],
    ['ic10', 1024],
  ] as const)
    entries.push([type, of(size).png]);
  return entry('icns', Buffer.concat(entries.map(([type, data]) => entry(type, data))));
}

function entry(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(8 + data.length, 4);
  return Buffer.concat([head, data]);
}

async function drawApp(page: Page, write: (name: string, data: Buffer) => Promise<void>): Promise<void> {
  const tile = new Map<number, Picture>();
  const mac = new Map<number, Picture>();
  for (const size of LINUX) {
    const picture = await draw(page, { source: iconSource(size), size });
    tile.set(size, picture);
    await write(`icons/${size}x${size}.png`, picture.png);
    // At the smallest sizes air would cost more than it gives.
    mac.set(size, size < 64 ? picture : await draw(page, { source: 'icon.svg', size, scale: MAC_SCALE }));
  }
  await write('icon.png', found(tile, 1024).png);
  await write('icon.ico', ico(WINDOWS.map((size) => found(tile, size))));
  await write(
    'icon.icns',
    icns((size) => found(mac, size)),
  );
}

async function drawTray(page: Page, write: (name: string, data: Buffer) => Promise<void>): Promise<void> {
  for (const state of TRAY_STATES) {
    const source = `tray-${state}.svg`;
    const pair = async (name: string, style: string) => {
      await write(`tray/${name}.png`, (await draw(page, { source, size: 16, style })).png);
      await write(`tray/${name}@2x.png`, (await draw(page, { source, size: 32, style })).png);
    };
    await pair(`tray-${state}Template`, 'color:#000');
    for (const [panel, style] of Object.entries(TRAY_STYLES)) {
      await pair(`tray-${state}-${panel}`, style);
      const sizes: Picture[] = [];
      for (const size of WINDOWS_TRAY) sizes.push(await draw(page, { source, size, style }));
      await write(`tray/tray-${state}-${panel}.ico`, ico(sizes));
    }
  }
}

function found(pictures: Map<number, Picture>, size: number): Picture {
  const picture = pictures.get(size);
  if (!picture) throw new Error(`No drawing of ${size} px.`);
  return picture;
}

async function main(): Promise<void> {
  const browser = findChromium({ platform: process.platform, env: process.env, exists: existsSync });
  if (!browser || 'missing' in browser) {
    const found = browser ? `CHROMIUM names ${browser.missing}, and there is nothing there` : 'none was found';
    process.stderr.write(`The icons are drawn by Chromium, and ${found}. Install it, or set CHROMIUM to its path.\n`);
    process.exitCode = 1;
    return;
  }
  // Chromium refuses its sandbox to root; what it opens here are our own drawings.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const running = await chromium.launch({ executablePath: browser.path, args });
  let count = 0;
  try {
    const page = await running.newPage();
    await mkdir(join(ASSETS, 'icons'), { recursive: true });
    await mkdir(join(ASSETS, 'tray'), { recursive: true });
    const write = async (name: string, data: Buffer) => {
      await writeFile(join(ASSETS, name), data);
      count++;
    };
    await drawApp(page, write);
    await drawTray(page, write);
  } finally {
    await running.close();
  }
  process.stdout.write(`Wrote ${count} images to assets.\n`);
}

await main();
