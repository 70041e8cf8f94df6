// What a transfer may take and must reach, whatever machine it runs on.
import { type Figure, ratio, spread } from '../run.ts';

/** Of the speed of the plain pipe, with one large file. */
const LEAST_OF_PLAIN = 0.4;
const MOST_MEMORY_MIB = 200;

export function tooSlow(figures: readonly Figure[]): string[] {
  const of = (what: string) => figures.find(({ contender }) => contender.work === 'W1' && contender.what === what);
  const [ours, plain] = [of('Ferry'), of('plain pipe')];
  const times = ours && plain ? ratio(ours, plain) : null;
  return times === null || 1 / times >= LEAST_OF_PLAIN
    ? []
    : [`W1 has ${(1 / times).toFixed(2)} of the plain pipe’s speed; it must have ${LEAST_OF_PLAIN}.`];
}

/** The worst round counts. */
export function tooLarge(figures: readonly Figure[]): string[] {
  return figures
    .filter(({ contender }) => contender.isOurs)
    .flatMap((figure) =>
      (['rssMiB', 'receiverRssMiB'] as const).flatMap((end) => {
        const most = spread(figure, end)?.max ?? 0;
        const who = end === 'rssMiB' ? 'sender' : 'receiver';
        return most <= MOST_MEMORY_MIB
          ? []
          : [`${figure.contender.work}: the ${who} took ${most.toFixed(0)} MiB; it may take ${MOST_MEMORY_MIB}.`];
      }),
    );
}
