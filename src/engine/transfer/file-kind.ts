// What a file is to a person, by the end of its name: one word for an offer, where all of its files are of one kind.
import type { FileKind } from '../../contract/transfers.ts';
import { isActiveType } from '../disk/active-types.ts';

const WORDS: Readonly<Record<Exclude<FileKind, 'file' | 'program'>, string>> = {
  picture: 'jpg jpeg jpe jfif png gif webp avif heic heif bmp tif tiff svg raw dng cr2 cr3 nef arw orf rw2 jxl psd ico',
  video: 'mp4 m4v mov mkv webm avi wmv mpg mpeg mts m2ts 3gp ogv flv',
  music: 'mp3 m4a aac flac ogg oga opus wav aif aiff wma mid midi',
  document: 'pdf txt md rtf doc docx odt pages xls xlsx ods numbers ppt pptx odp key csv tsv epub mobi tex log',
  archive: 'zip 7z rar tar gz tgz bz2 tbz xz txz zst lz lzma cab',
};

const KINDS = new Map(
  Object.entries(WORDS).flatMap(([kind, words]) => words.split(' ').map((word) => [word, kind as FileKind] as const)),
);

export function fileKind(name: string): FileKind {
  if (isActiveType(name)) return 'program';
  const dot = name.lastIndexOf('.');
  return dot < 0 ? 'file' : (KINDS.get(name.slice(dot + 1).toLowerCase()) ?? 'file');
}

/** Of many files, one after the other. */
export class CommonKind {
  #kind: FileKind | null = null;

  add(name: string): void {
    if (this.#kind === 'file') return;
    const kind = fileKind(name);
    this.#kind = this.#kind === null || this.#kind === kind ? kind : 'file';
  }

  get kind(): FileKind {
    return this.#kind ?? 'file';
  }
}
