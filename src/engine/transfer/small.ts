/** Up to this size a file shares a record with others, and is read and written in one go. */
export const SMALL_BYTES = 256 * 1024;
