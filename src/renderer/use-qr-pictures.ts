// Pictures of a QR code that are pasted or dropped while something on the screen waits for one: they are for that alone.
import { useEffect, useRef } from 'react';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { Strings } from '../strings/index.ts';
import { isPicture, readQr } from './read-qr.ts';

/** Longer than any link. */
const MOST_CHARACTERS = 2048;

/** What a QR code of Ferry's says; or else why there is none, in words. */
export async function ferryTextIn(
  picture: Blob,
  { otherWays: words }: Pick<Strings, 'otherWays'>,
): Promise<Result<string, string>> {
  const reading = await readQr(picture);
  if (!reading.ok) {
    const { notPicture, pictureTooLarge, noCode } = words;
    return err({ notPicture, pictureTooLarge, noCode }[reading.error]);
  }
  const isFerrys = /^\s*ferry:/i.test(reading.value) && reading.value.length <= MOST_CHARACTERS;
  return isFerrys ? ok(reading.value.trim()) : err(words.otherCode);
}

export const pictureAmong = (files: readonly File[]): File | undefined => files.find(isPicture) ?? files[0];

/** Before everything else on the page that takes what is pasted or dropped. */
export function useQrPictures(onPicture: (picture: Blob) => void): void {
  const newest = useRef(onPicture);
  useEffect(() => {
    newest.current = onPicture;
  });

  useEffect(() => {
    function take(event: Event, data: DataTransfer | null): void {
      const picture = pictureAmong([...(data?.files ?? [])]);
      if (picture === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      newest.current(picture);
    }
    const onPaste = (event: ClipboardEvent) => take(event, event.clipboardData);
    const onDrop = (event: DragEvent) => take(event, event.dataTransfer);
    function onDrag(event: DragEvent): void {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = 'copy';
    }
    window.addEventListener('paste', onPaste, true);
    window.addEventListener('dragenter', onDrag, true);
    window.addEventListener('dragover', onDrag, true);
    window.addEventListener('drop', onDrop, true);
    return () => {
      window.removeEventListener('paste', onPaste, true);
      window.removeEventListener('dragenter', onDrag, true);
      window.removeEventListener('dragover', onDrag, true);
      window.removeEventListener('drop', onDrop, true);
    };
  }, []);
}
