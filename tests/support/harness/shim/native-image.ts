import { existsSync, readFileSync } from 'node:fs';
import type { NativeImage } from 'electron';
import { sayOnce } from '../runtime.ts';
import { guard } from './guard.ts';

interface Size {
  width: number;
  height: number;
}

const none: Size = { width: 0, height: 0 };

/** Width and height of a PNG or JPEG, or null: what Electron can't decode is an empty image there, too. */
const sizeOf = (bytes: Buffer): Size | null => {
  if (bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.length > 4 && bytes.readUInt16BE(0) === 0xffd8) {
    for (let at = 2; at + 9 < bytes.length; ) {
      const marker = bytes.readUInt16BE(at);
      if (marker >= 0xffc0 && marker <= 0xffc3) {
        return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
      }
      at += 2 + bytes.readUInt16BE(at + 2);
    }
  }
  return null;
};

export class HarnessImage
  implements
    Pick<
      NativeImage,
      | 'isEmpty'
      | 'getSize'
      | 'getAspectRatio'
      | 'setTemplateImage'
      | 'isTemplateImage'
      | 'addRepresentation'
      | 'getScaleFactors'
      | 'toPNG'
      | 'toDataURL'
    >
{
  isMacTemplateImage = false;
  /** For tests: which file it was read from. */
  readonly file: string | null;
  private readonly bytes: Buffer;
  private readonly scales: number[] = [1];

  constructor(bytes: Buffer, file: string | null = null) {
    this.bytes = sizeOf(bytes) === null ? Buffer.alloc(0) : bytes;
    this.file = file;
  }

  get isTemplate(): boolean {
    return this.isMacTemplateImage;
  }
  isEmpty(): boolean {
    return this.bytes.length === 0;
  }
  getSize(): Size {
    return sizeOf(this.bytes) ?? none;
  }
  getAspectRatio(): number {
    const { width, height } = this.getSize();
    return height === 0 ? 1 : width / height;
  }
  setTemplateImage(isTemplate: boolean): void {
    this.isMacTemplateImage = isTemplate;
  }
  isTemplateImage(): boolean {
    return this.isMacTemplateImage;
  }
  addRepresentation(options: { scaleFactor?: number }): void {
    this.scales.push(options.scaleFactor ?? 1);
  }
  getScaleFactors(): number[] {
    return [...this.scales];
  }
  toPNG(): Buffer {
    return this.bytes;
  }
  toDataURL(): string {
    return `data:image/png;base64,${this.bytes.toString('base64')}`;
  }
  /** There is no decoder here, so no smaller picture can be made: what Electron gives where it can't, either. */
  toJPEG(_quality: number): Buffer {
    sayOnce('The harness makes no JPEG of a picture: it has no decoder. The app gets an empty one.');
    return Buffer.alloc(0);
  }
  resize(_options: object): HarnessImage {
    return guarded(new HarnessImage(this.bytes, this.file));
  }
}

const guarded = (image: HarnessImage): HarnessImage => guard('NativeImage', image);

/** name@2x.png beside name.png is taken along, as Electron does it. */
const addSharper = (image: HarnessImage, path: string): void => {
  for (const scaleFactor of [1.25, 1.5, 2, 2.5, 3, 4, 5]) {
    if (existsSync(path.replace(/(\.[a-z]+)$/i, `@${scaleFactor}x$1`))) image.addRepresentation({ scaleFactor });
  }
};

export const nativeImage = guard('nativeImage', {
  createEmpty: (): HarnessImage => guarded(new HarnessImage(Buffer.alloc(0))),
  createFromPath: (path: string): HarnessImage => {
    const image = guarded(new HarnessImage(existsSync(path) ? readFileSync(path) : Buffer.alloc(0), path));
    // On macOS the name decides: …Template.png
    if (process.platform === 'darwin' && /Template(@\dx)?\.[a-z]+$/.test(path)) image.setTemplateImage(true);
    addSharper(image, path);
    return image;
  },
  createFromBuffer: (bytes: Buffer): HarnessImage => guarded(new HarnessImage(Buffer.from(bytes))),
  createFromDataURL: (url: string): HarnessImage =>
    guarded(new HarnessImage(Buffer.from(url.split(',')[1] ?? '', 'base64'))),
});

export const imageFrom = (image: unknown): HarnessImage =>
  image instanceof HarnessImage ? image : nativeImage.createFromPath(String(image));
