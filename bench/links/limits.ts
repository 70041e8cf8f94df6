// What Ferry must reach on links that people have, beside others on the same link in the same run.
import type { Limit } from '../limit.ts';
import { timesAsFast } from '../limit.ts';
import { fast, long, MEMORY } from '../transfer/limits.ts';
import { workOn } from './works.ts';

/** Whichever is here of the two that say what a link can do. */
const REFERENCES = ['iperf3', 'bare TCP'];

export const ON_LINKS: readonly Limit[] = [
  ...REFERENCES.map((what): Limit => {
    const work = workOn('gigabit', 'W1');
    const measure = timesAsFast(work, what);
    return {
      what: `${work}: of the goodput by ${what}, start-up included`,
      is: 'least',
      needed: 0.95,
      aim: null,
      measure,
    };
  }),
  // Beyond what each takes to start the link is what counts: anything much longer is waiting.
  long(workOn('gigabit', 'W2'), 'rsync daemon', 1.5, 1),
  fast(workOn('wifi', 'W6'), 'rsync daemon', 3, 4),
  fast(workOn('wifi', 'W6'), 'Syncthing', 3, 4),
  fast(workOn('wifi', 'W2'), 'rsync daemon', 1, null),
  ...MEMORY,
];
