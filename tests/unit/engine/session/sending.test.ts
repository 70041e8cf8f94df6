import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorInfo } from '../../../../src/contract/errors.ts';
import { ChannelError } from '../../../../src/engine/noise/channel.ts';
import type { Link } from '../../../../src/engine/session/link.ts';
import { Sending } from '../../../../src/engine/session/sending.ts';
import { FileStates } from '../../../../src/engine/transfer/file-states.ts';
import { makePlan } from '../../../../src/engine/transfer/plan.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

/** One transfer, whose list is asked for over a connection by which nothing can be said. */
async function asked(channel: Pick<Link['channel'], 'isEnding'>) {
  const folder = await tempFolder();
  await writeFile(join(folder, 'a'), 'a');
  const roots = [{ name: 'a', path: join(folder, 'a') }];
  const manifestPath = join(folder, 'list');
  const { summary, names } = await makePlan(roots, manifestPath, null);
  const id = randomBytes(16);
  const sending = new Sending({
    ...{ id, roots, manifestPath, summary, names },
    ...{ skipped: 0, text: null, stream: null, run: randomBytes(8) },
    limit: { pieceBytes: (most) => most, take: async () => undefined },
    fileStates: new FileStates(summary.entries),
    thumbnailsFor: () => null,
    clock: new FakeClock(),
    log: () => undefined,
    onChange: () => undefined,
    onEnded: () => undefined,
    troubleOf: (error) => errorInfo('internal', { note: String(error) }),
  });
  let tries = 0;
  const link = {
    channel,
    send: async () => {
      tries++;
      throw new ChannelError('closed');
    },
  } as unknown as Link; // Nothing else of it is used until content goes out.
  sending.attach(link);
  sending.hear({ kind: 'list', id });
  await expect.poll(() => tries).toBe(2);
  // Whoever has tried hears of it.
  await new Promise((resolve) => setImmediate(resolve));
  return sending;
}

it('what is to be sent just as this program leaves its connection isn’t lost by that', async () => {
  const sending = await asked({ isEnding: true });
  expect(sending.state.name).toBe('waitingForAnswer');
  sending.detach();
  expect(sending.state.name).toBe('away');
});

it('what can’t be said where it should be fails', async () => {
  expect((await asked({ isEnding: false })).state.name).toBe('ended');
});
