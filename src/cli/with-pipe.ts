// The pipe by which a command gives content or takes it, for as long as the command goes on.
import { type ContentPipe, openContentPipe } from '../engine/index.ts';
import type { Opened } from './with-ferry.ts';

/** `move`: how that goes, the transfer says; it isn't done before all of it is. */
export async function withPipe(
  opened: Opened,
  move: (pipe: ContentPipe) => Promise<void>,
  run: (pipe: ContentPipe) => Promise<number>,
): Promise<number> {
  const made = await openContentPipe();
  if (!made.ok) return opened.output.fail(made.error);
  const pipe = made.value;
  opened.whenStopped(async () => pipe.close());
  try {
    move(pipe).catch(() => undefined);
    return await run(pipe);
  } finally {
    pipe.close();
  }
}
