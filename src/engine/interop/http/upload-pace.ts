// How slowly a file may come, by any way that is HTTP. Whoever sends less doesn't send a file, but keeps a place.

const SECOND = 1000;

export const UPLOAD_PACE = {
  /** Nothing comes of a file. */
  uploadSilenceMs: 30 * SECOND,
  /**
   * One packet in six seconds. Where a network loses so many that less gets through, the pauses between those that do are
   * soon longer than the silence that is allowed; and three files at once are three times as much.
   */
  uploadBytesPerSecond: 256,
  /** For so long it may come more slowly than that, for whoever walks out of reach of a network and back into it. */
  uploadBehindMs: 4 * 60 * SECOND,
} as const;
