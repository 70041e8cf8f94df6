// Pictures of QR codes, as files and as what comes out of the clipboard.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Page } from 'playwright';
import { encode } from 'uqr';
import { pngChunk } from './png.ts';
import { tempFolder } from './temp-folder.ts';

/** A PNG in shades of grey. */
export async function pngOf(width: number, height: number, shadeAt: (x: number, y: number) => number): Promise<string> {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  const pixels = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixels[y * (width + 1) + x + 1] = shadeAt(x, y);
  const path = join(await tempFolder(), 'picture.png');
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(pixels)), pngChunk('IEND', new Uint8Array())];
  await writeFile(path, Buffer.concat([signature, ...chunks]));
  return path;
}

export function qrPng(text: string): Promise<string> {
  const { data, size } = encode(text, { border: 4 });
  const scale = 5;
  return pngOf(size * scale, size * scale, (x, y) => (data[Math.floor(y / scale)]?.[Math.floor(x / scale)] ? 0 : 255));
}

/** As a screenshot comes out of the clipboard. */
export async function pastePicture(page: Page, path: string): Promise<void> {
  const bytes = await readFile(path);
  await page.evaluate((content) => {
    const file = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([file], 'image.png', { type: 'image/png' }));
    const at = document.activeElement ?? document.body;
    at.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, bytes.toString('base64'));
}
