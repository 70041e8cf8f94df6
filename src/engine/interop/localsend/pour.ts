// The content of a file into a request. A stream between the two would cost more than all that is sent of a small file.
import type { ClientRequest } from 'node:http';

/** Ends it, or breaks it off with what is wrong with the content. A piece is used no more once the next is asked for. */
export async function pour(content: AsyncIterable<Uint8Array>, request: ClientRequest): Promise<void> {
  let wake = (): void => undefined;
  request.once('close', () => wake());
  try {
    for await (const piece of content) {
      if (request.destroyed) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        request.write(piece, () => resolve());
      });
      if (request.destroyed) return;
    }
    request.end();
  } catch (error) {
    request.destroy(error as Error);
  }
}
