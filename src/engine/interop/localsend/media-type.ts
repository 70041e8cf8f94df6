// What LocalSend calls the type of a file, by the end of its name: phones put pictures and films where they keep those.
const TYPES: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg jpeg jpe jfif',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'image/heif': 'heif',
  'image/bmp': 'bmp',
  'image/tiff': 'tif tiff',
  'image/svg+xml': 'svg',
  'image/x-adobe-dng': 'dng',
  'video/mp4': 'mp4 m4v',
  'video/quicktime': 'mov',
  'video/x-matroska': 'mkv',
  'video/webm': 'webm',
  'video/x-msvideo': 'avi',
  'video/mpeg': 'mpg mpeg',
  'video/3gpp': '3gp',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/flac': 'flac',
  'audio/ogg': 'ogg oga opus',
  'audio/wav': 'wav',
  'text/plain': 'txt log md',
  'text/csv': 'csv',
  'text/html': 'html htm',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/vnd.android.package-archive': 'apk',
};

const BY_END = new Map(Object.entries(TYPES).flatMap(([type, ends]) => ends.split(' ').map((end) => [end, type])));

export function mediaType(name: string): string {
  const dot = name.lastIndexOf('.');
  return BY_END.get(dot < 0 ? '' : name.slice(dot + 1).toLowerCase()) ?? 'application/octet-stream';
}
