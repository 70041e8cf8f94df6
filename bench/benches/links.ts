// Between two computers, as people have them: over a cable of 1 Gbit/s, and over something like Wi-Fi, which loses packets.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok } from '../../src/base/result.ts';
import type { Bench, Options } from '../bench.ts';
import { goodput } from '../links/goodput.ts';
import { ON_LINKS } from '../links/limits.ts';
import { LINK_NAMES, type Link, makeLinks } from '../links/link.ts';
import { syncthing } from '../links/syncthing.ts';
import { WORKS_OF, workOn } from '../links/works.ts';
import { onPath } from '../peers.ts';
import { stopPrograms } from '../program.ts';
import type { Contender } from '../run.ts';
import { transferContender } from '../transfer/contender.ts';
import { ferryWay, pairFerry } from '../transfer/ferry.ts';
import { MEMORY } from '../transfer/limits.ts';
import { memorySpace } from '../transfer/space.ts';
import { findOtherWays, type OtherWays } from '../transfer/ways.ts';
import { makeWorks, type Work, type WorkName } from '../transfer/works.ts';

const GIB = 1024 ** 3;
const NEED_BYTES = 6 * GIB;
const NEED_SMALL_BYTES = GIB;
/** Loss-based, as what nearly all systems have, and to be had in every namespace; at 3 ms cubic is close to it. */
const USUAL_CONGESTION = 'reno';

export const links: Bench = {
  name: 'links',
  title:
    'between two computers over 1 Gbit/s and over something like Wi-Fi, beside what the link can do and what people use',
  isOnlyByName: true,
  plan: ({ isSmall }) => ({ rounds: 3, warmUps: 1, budgetMs: (isSmall ? 300 : 3_000) * 1000, limitMs: 90_000 }),
  prepare: async (options) => {
    const { isSmall, links: wanted, congestion } = options;
    const unknown = wanted?.find((name) => !LINK_NAMES.some((each) => each === name));
    if (unknown !== undefined) return err(`There is no link called ${unknown}; there are ${LINK_NAMES.join(', ')}.`);
    const names = LINK_NAMES.filter((name) => (wanted ?? LINK_NAMES).includes(name));
    const chosen = names.map((name) => [name, worksOn(name, options)] as const);
    const wantedWorks = chosen.flatMap(([, works]) => works);
    if (wantedWorks.length === 0) return err('Over gigabit W1 and W2 are moved, over wifi W6 and W2.');
    const space = await memorySpace(isSmall ? NEED_SMALL_BYTES : NEED_BYTES, { isWarm: !isSmall });
    if (!space.ok) return space;
    const { folder } = space.value;
    const made = await makeLinks(folder, names, congestion ?? USUAL_CONGESTION);
    if (!made.ok) {
      await space.value.close();
      return made;
    }
    const works = makeWorks(folder, [...new Set(wantedWorks)], isSmall);
    const command = onPath('syncthing');
    const others: OtherWays[] = [];
    const contenders: Contender[] = [];
    for (const link of made.value.links) {
      const own = join(folder, link.name);
      mkdirSync(own);
      const ways = findOtherWays(join(own, 'others'), link.places);
      others.push(ways);
      const ours = ferryWay(await pairFerry(own, link.places));
      const all = [ours, ...ways.for('fresh'), ...(command === null ? [] : [syncthing(own, link.places, command)])];
      for (const work of works.filter(({ name }) => worksOn(link.name, options).some((each) => each === name)))
        contenders.push(...contendersOn(link, work, all, join(own, 'target')));
    }
    return ok({
      contenders,
      missing: [
        ...new Set(others.flatMap(({ missing }) => missing)),
        ...(command === null ? ['Syncthing'] : []),
        ...(onPath('iperf3') === null ? ['iperf3'] : []),
      ],
      notes: [
        ...made.value.links.map(({ name, title }) => `${name}: ${title}`),
        `Congestion control of both ends, for everybody: ${made.value.congestion}.`,
        ...works.map(({ name, title }) => `${name}: ${title}`),
        'What the link can do is memory to memory by one connection, without the start of any program; all others start within the clock.',
        'CPU and RSS are of the sender / of the receiver; both share this machine’s cores, also with what makes the link.',
      ],
      stop: stopPrograms,
      close: async () => {
        for (const each of others) each.close();
        await made.value.close();
        await space.value.close();
      },
    });
  },
  limits: ({ isSmall }) => (isSmall ? MEMORY : ON_LINKS),
};

function worksOn(link: Link['name'], { works }: Options): readonly WorkName[] {
  return WORKS_OF[link].filter((name) => works === null || works.includes(name));
}

function contendersOn(
  { name, places }: Link,
  work: Work,
  ways: Parameters<typeof transferContender>[1][],
  into: string,
): Contender[] {
  const title = workOn(name, work.name);
  return [
    ...ways.map((way) => transferContender({ ...work, name: title }, way, into)),
    // Many small files have no reference: a link carries their bytes as those of a large one.
    ...(work.name === 'W2' ? [] : [goodput(title, places, work.bytes)]),
  ];
}
