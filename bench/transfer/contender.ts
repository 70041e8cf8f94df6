// One work by one way, as `run` measures it: what must be there first, the transfer, and whether it is right.
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Program } from '../program.ts';
import type { Contender, Outcome } from '../run.ts';
import { difference, heldBytes, isSame, rewriteSpots } from './trees.ts';
import { breakOff, type Missed, type Moved, type Mover, move, type Way } from './two-ends.ts';
import { SPOTS, type Work } from './works.ts';

const MIB = 1024 * 1024;
/** Of the whole: who moves more in the second run has not gone on where the first ended. */
const MOST_RESUMED = 0.75;

type Done = (Moved & { readonly kept?: number }) | Exclude<Awaited<ReturnType<typeof move>>, Moved>;

export function transferContender(work: Work, way: Way, into: string): Contender {
  return {
    work: work.name,
    what: way.what,
    isOurs: way.isOurs,
    measure: (limitMs) =>
      inFolder(into, async () => {
        const mover = way.open();
        try {
          return outcome(await HOW[work.start](work, mover, into, limitMs), work, way);
        } finally {
          mover.close?.();
        }
      }),
  };
}

/** Each measurement has the folder empty, and leaves none. */
export async function inFolder<T>(folder: string, use: () => Promise<T>): Promise<T> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    return await use();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const HOW: Record<Work['start'], (work: Work, mover: Mover, into: string, limitMs: number) => Promise<Done>> = {
  fresh: async (work, mover, into, limitMs) =>
    checked(await move(mover, work.source, into, limitMs), () => wrongIn(work.source, into)),

  cold: async (work, mover, into, limitMs) =>
    checked(await move(mover, work.source, into, limitMs, 'start of both'), () => wrongIn(work.source, into)),

  changed: async (work, mover, into, limitMs) => {
    cpSync(work.source, join(into, basename(work.source)), { preserveTimestamps: true });
    const restore = rewriteSpots(work.source, SPOTS, work.spotBytes);
    let isRestored = false;
    const restored = (): void => {
      if (!isRestored) restore();
      isRestored = true;
    };
    try {
      return checked(await move(mover, work.source, into, limitMs), () =>
        wrongAfterChange(work.source, into, restored),
      );
    } finally {
      restored();
    }
  },

  resumed: (...run) => afterKill((_sender, receiver) => receiver, ...run),
  'sent again': (...run) => afterKill((sender) => sender, ...run),
};

async function afterKill(
  victimOf: (sender: Program, receiver: Program) => Program,
  work: Work,
  mover: Mover,
  into: string,
  limitMs: number,
): Promise<Done> {
  const half = await breakOff(mover, work.source, into, limitMs, {
    isFar: () => heldBytes(into) >= work.bytes / 2,
    end: async (...ends) => {
      const victim = victimOf(...ends);
      victim.kill('SIGKILL');
      await victim.ended;
    },
  });
  if (half.kind !== 'broken off') return half;
  const kept = heldBytes(into);
  const done = await checked(await move(mover, work.source, into, limitMs), () => wrongIn(work.source, into));
  if (done.kind !== 'moved') return done;
  if ((done.sentBytes ?? 0) > work.bytes * MOST_RESUMED)
    return { kind: 'wrong', why: `it sent ${mib(done.sentBytes)} MiB again, with ${mib(kept)} MiB there` };
  return { ...done, kept };
}

async function checked<D extends Done>(done: D, wrong: () => string | null): Promise<D | Missed> {
  const why = done.kind === 'moved' ? wrong() : null;
  return why === null ? done : { kind: 'wrong', why };
}

/** Just what was sent is there, and nothing besides; or a sentence on what isn't so. */
export function wrongIn(source: string, into: string): string | null {
  const name = basename(source);
  const more = readdirSync(into).find((each) => each !== name);
  return more === undefined ? difference(source, join(into, name)) : `${more} is too much`;
}

/** The new version is there, in place of the old one or beside it. `restore` makes the source the old one again. */
function wrongAfterChange(source: string, into: string, restore: () => void): string | null {
  const paths = readdirSync(into).map((name) => join(into, name));
  const others = paths.filter((path) => !isSame(source, path));
  if (others.length === paths.length) return 'the new version is not there';
  restore();
  const odd = others.find((path) => !isSame(source, path));
  return odd === undefined ? null : `${basename(odd)} is neither the old version nor the new one`;
}

function outcome(done: Done, work: Work, way: Way): Outcome {
  if (done.kind !== 'moved') return done;
  const { seconds, cpu, senderMiB, receiverMiB, sentBytes, kept } = done;
  const sent =
    work.start === 'fresh' || work.start === 'cold' || sentBytes === null ? '' : `${mib(sentBytes)} MiB sent`;
  const note = [way.note ?? '', kept === undefined ? '' : `${mib(kept)} MiB kept`, sent].filter((text) => text !== '');
  return {
    kind: 'measured',
    sample: {
      seconds,
      cpuSeconds: cpu?.senderSeconds ?? null,
      receiverCpuSeconds: cpu?.receiverSeconds ?? null,
      rssMiB: senderMiB,
      receiverRssMiB: receiverMiB,
      bytes: work.bytes < MIB ? null : work.bytes,
      note: note.join(', '),
    },
  };
}

function mib(bytes: number | null): string {
  return ((bytes ?? 0) / MIB).toFixed(0);
}
