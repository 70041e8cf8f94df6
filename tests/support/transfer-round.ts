// One round of a transfer between a source and what lies in a receive folder, without a network between the two.
import { randomBytes } from 'node:crypto';
import { copyFileSync, linkSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../src/engine/crypto/secret.ts';
import { openReceiveRoot } from '../../src/engine/disk/receive-root.ts';
import { checkKey } from '../../src/engine/transfer/blocks.ts';
import { Incoming } from '../../src/engine/transfer/incoming.ts';
import { type Page, pagesOf } from '../../src/engine/transfer/manifest-file.ts';
import { makePlan, type Plan, rootsOf } from '../../src/engine/transfer/plan.ts';
import { ReceiveRound } from '../../src/engine/transfer/receive-round.ts';
import { ContentSender } from '../../src/engine/transfer/send-content.ts';
import type { Seen } from '../../src/engine/transfer/source-file.ts';
import { decodeData } from '../../src/engine/wire/data.ts';

export interface Sent {
  readonly plan: Plan;
  readonly manifestPath: string;
  /** What the sender's program knows of earlier rounds. */
  readonly begun: Map<number, Seen>;
}

const ID = 'ab'.repeat(16);

export async function planOf(path: string, folder: string): Promise<Sent> {
  const manifestPath = join(folder, 'list');
  return { plan: await makePlan(rootsOf([path]), manifestPath), manifestPath, begun: new Map() };
}

export async function begin({ plan, manifestPath }: Sent, inbox: string, id = ID): Promise<Incoming> {
  const pages: Page[] = [];
  for await (const page of pagesOf(manifestPath)) pages.push(page);
  return Incoming.begin(await openReceiveRoot(inbox), id, pages, { entries: plan.summary.entries, choice: null });
}

/** As another program would, after this one has ended. Null where nothing can be made of it. */
export const load = async ({ plan }: Sent, inbox: string): Promise<Incoming | null> =>
  Incoming.load(await openReceiveRoot(inbox), ID, plan.summary.digest, { entries: plan.summary.entries, choice: null });

/** As it lies there at this moment: names that lead to one file do so in the copy, too. */
export function copied(from: string, to: string, links = new Map<number, string>()): void {
  mkdirSync(to, { recursive: true });
  for (const each of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, each.name), join(to, each.name)];
    if (each.isDirectory()) {
      copied(source, target, links);
      continue;
    }
    const { ino, atime, mtime } = statSync(source);
    const known = links.get(ino);
    if (known !== undefined) linkSync(known, target);
    else {
      copyFileSync(source, target);
      utimesSync(target, atime, mtime);
      links.set(ino, target);
    }
  }
}

/** The connection is lost after so many records. Says what was sent. `isKilled`: what throws ends the program. */
export async function runRound(
  { plan, manifestPath, begun }: Sent,
  incoming: Incoming,
  mostRecords = Number.POSITIVE_INFINITY,
  onHave: () => void | Promise<void> = () => undefined,
  isKilled = false,
): Promise<{ readonly isWhole: boolean; readonly sentBytes: number }> {
  const id = Buffer.from(ID, 'hex');
  const key = checkKey(new Secret(randomBytes(32)), id);
  let sentBytes = 0;
  let records = 0;
  let taking: Promise<void> = Promise.resolve();
  const round = new ReceiveRound({
    incoming,
    checkKey: key,
    onFile: () => undefined,
    onBytes: () => undefined,
    onSettled: () => undefined,
    // Whatever is taken next, or ends it, throws the same.
    onFailed: () => undefined,
  });
  const sender = new ContentSender({
    id,
    round: 1,
    entries: plan.summary.entries,
    manifestPath,
    begun,
    roots: plan.roots,
    checkKey: key,
    limit: { pieceBytes: (most) => most, take: async () => undefined },
    recordBytes: () => 1024 * 1024,
    waitForWord: (word) => word,
    send: ({ pieces }) => {
      const tag = randomBytes(16);
      // The buffers are the sender's again as soon as this returns.
      const segments = decodeData([Buffer.concat(pieces)])?.segments ?? [];
      if (++records > mostRecords) sender.paced.stop();
      else {
        for (const segment of segments) if (segment.kind === 'content') sentBytes += segment.length;
        taking = taking.then(() => round.take(segments, tag, () => undefined));
      }
      return { tag, sent: taking };
    },
    onFile: () => undefined,
    onFailed: () => undefined,
  });
  sender.paced.hearCredit(Number.MAX_SAFE_INTEGER);
  const said = (async () => {
    for await (const page of round.haves()) {
      sender.hearHave({ kind: 'have', id, ...page });
      await onHave();
    }
  })();
  const stop = async (): Promise<void> => {
    sender.paced.stop();
    await round.stop();
    await said;
  };
  try {
    const isAllSent = await sender.run();
    if (isAllSent) await said;
    await taking;
    const isWhole = isAllSent && (await round.end());
    await stop();
    return { isWhole, sentBytes };
  } catch (error) {
    if (!isKilled) await stop();
    throw error;
  }
}
