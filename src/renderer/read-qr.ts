// What a QR code in a picture says. The picture is one that its person pasted, dropped or chose; its size is known, and
// checked, before its pixels are unpacked.
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';

export type QrProblem = 'notPicture' | 'pictureTooLarge' | 'noCode';

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Four bytes each: red, green, blue, alpha. */
  readonly data: Uint8ClampedArray;
}

const MAX_BYTES = 20_000_000;
const MAX_SIDE = 4096;
/** For what is blurred or tilted; a screenshot takes a fraction of it, whatever its size. */
const TIME_LIMIT_MS = 2000;

/** What browsers unpack by themselves, and none that is a document. */
const PICTURE_TYPES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp']);

export const isPicture = (file: Blob): boolean => file.type.startsWith('image/');

export async function readQr(file: Blob): Promise<Result<string, QrProblem>> {
  if (!PICTURE_TYPES.has(file.type)) return err('notPicture');
  if (file.size > MAX_BYTES) return err('pictureTooLarge');
  const picture = await load(file);
  if (picture === null) return err('notPicture');
  const { naturalWidth: width, naturalHeight: height } = picture;
  if (width > MAX_SIDE || height > MAX_SIDE) return err('pictureTooLarge');
  const pixels = pixelsOf(picture, width, height);
  if (pixels === null) return err('notPicture');
  const text = await codeIn(pixels);
  return text === null ? err('noCode') : ok(text);
}

export async function codeIn({ width, height, data }: Pixels): Promise<string | null> {
  // A piece of its own, because few people need it.
  const { decodeQR } = await import('qr/decode.js');
  try {
    return decodeQR({ width, height, data }, { effort: Number.POSITIVE_INFINITY, timeLimit: TIME_LIMIT_MS });
  } catch {
    // The library throws where it finds none.
    return null;
  }
}

/** The page's policy lets pictures in as data, and not by the name of a blob. */
async function load(file: Blob): Promise<HTMLImageElement | null> {
  try {
    const url = await dataUrlOf(file);
    return await new Promise((resolve) => {
      const picture = new Image();
      picture.onload = () => resolve(picture);
      picture.onerror = () => resolve(null);
      picture.src = url;
    });
  } catch {
    return null;
  }
}

const dataUrlOf = (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

function pixelsOf(picture: HTMLImageElement, width: number, height: number): Pixels | null {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null || width === 0 || height === 0) return null;
  try {
    // A code drawn on nothing is meant for paper.
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, 0, 0);
    return context.getImageData(0, 0, width, height);
  } catch {
    // Its end is missing, or there is no memory for it.
    return null;
  }
}
