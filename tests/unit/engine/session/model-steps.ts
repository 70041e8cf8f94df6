// What can happen next to two devices and their transfer, and a walk over everything that can.
import { MISCHIEF, type Mischief, World } from './model.ts';
import { Fault, type Rules } from './model-parts.ts';

/** goesOn: of itself. person: when somebody wants it to go on. mischief: not without end. */
interface Step {
  readonly name: string;
  readonly sort: 'goesOn' | 'person' | 'mischief';
  readonly take: (world: World) => void;
}

export interface Bounds {
  /** Mischief of all kinds together, and of one kind. */
  readonly total: number;
  readonly each: number;
}

interface Possible {
  readonly can: (world: World) => boolean;
  readonly step: Step;
}

const possible = (sort: Step['sort'], name: string, can: (world: World) => boolean, take: Step['take']): Possible => ({
  can,
  step: { name, sort, take },
});

/** Stopped at the last moment: the row is written before there is another connection, or its person says more. */
const isWritingLate = ({ receiver: { machine, settling } }: World): boolean =>
  machine === null && settling === 'writing';

const ALWAYS: readonly Possible[] = [
  possible(
    'goesOn',
    'connects',
    (w) => !w.isUp && !w.isOver && !isWritingLate(w),
    (w) => w.connect(),
  ),
  possible(
    'goesOn',
    'the sender notices the loss',
    (w) => w.sender.link === 'old',
    (w) => w.sender.notice(w),
  ),
  possible(
    'goesOn',
    'the receiver notices the loss',
    (w) => w.receiver.link === 'old',
    (w) => w.receiver.notice(w),
  ),
  possible(
    'goesOn',
    'sends content',
    ({ sender: { content } }) => content !== null && content.isWanted === true && content.hasCredit && !content.isSent,
    (w) => w.sender.sendContent(w),
  ),
  possible(
    'goesOn',
    'has sent all',
    ({ sender: { content } }) => content !== null && !content.isOver && (content.isWanted === false || content.isSent),
    (w) => w.sender.finishContent(w),
  ),
  possible(
    'goesOn',
    'has looked at the offer',
    (w) => w.receiver.isOffered,
    (w) => w.receiver.takeOffer(w),
  ),
  possible(
    'goesOn',
    'has the whole list',
    ({ receiver: { machine, isLooking } }) => isLooking && machine?.name === 'listing',
    (w) => w.receiver.look(w),
  ),
  possible(
    'goesOn',
    'has made its place',
    (w) => w.receiver.isBeginning,
    (w) => w.receiver.begin(w),
  ),
  possible(
    'goesOn',
    'answers',
    ({ receiver: { start, link } }) => start > 0 && link === 'here',
    (w) => w.receiver.answer(w),
  ),
  possible(
    'goesOn',
    'settles',
    (w) => w.receiver.settling === 'ending',
    (w) => w.receiver.settle(w),
  ),
  possible(
    'goesOn',
    'writes that it is done',
    (w) => w.receiver.settling === 'writing',
    (w) => w.receiver.write(w),
  ),
  possible(
    'person',
    'accepts',
    (w) => w.receiver.isAsking,
    (w) => w.receiver.accept(w),
  ),
  possible(
    'person',
    'the sender resumes',
    (w) => w.sender.isStopped,
    (w) => w.sender.resume(w),
  ),
  possible(
    'person',
    'the receiver resumes',
    (w) => w.receiver.isStopped && !isWritingLate(w),
    (w) => w.receiver.resume(w),
  ),
  possible(
    'person',
    'mended',
    (w) => w.receiver.machine?.name === 'held',
    (w) => w.receiver.mend(w),
  ),
];

const isQuiet = ({ toSender, toReceiver }: World): boolean => toSender.length + toReceiver.length === 0;

const MISCHIEVOUS: Record<Mischief, { readonly can: (world: World) => boolean; readonly take: Step['take'] }> = {
  lose: { can: (w) => w.isUp && !w.isOver, take: (w) => w.lose() },
  senderStops: {
    can: (w) => w.sender.machine !== null && w.sender.end === null,
    take: (w) => w.sender.stop(w),
  },
  receiverStops: {
    can: ({ receiver: { isEnded, machine, row, settling, link }, rules }) =>
      machine !== null &&
      !isEnded &&
      (settling !== 'writing' || link === 'here') &&
      (row === 'open' || (row === 'none' && rules.without.has('stopsAccepted'))),
    take: (w) => w.receiver.stop(w),
  },
  senderCancels: { can: (w) => w.sender.end === null, take: (w) => w.sender.cancel(w) },
  receiverCancels: { can: ({ receiver }) => receiver.isKnown && !receiver.isEnded, take: (w) => w.receiver.cancel(w) },
  decline: { can: (w) => w.receiver.isAsking, take: (w) => w.receiver.decline(w) },
  refuse: { can: (w) => w.receiver.isLooking, take: (w) => w.receiver.refuse(w) },
  damage: {
    can: (w) => w.toReceiver.some(({ kind, note }) => kind === 'content' && note === ''),
    take: (w) => w.damage(),
  },
  trouble: {
    can: ({ receiver: { machine } }) => machine?.name === 'receiving' || machine?.name === 'finishing',
    take: (w) => w.receiver.meetTrouble(w),
  },
  senderTimesOut: { can: (w) => w.sender.isWaiting, take: (w) => w.sender.timeOut(w) },
  receiverTimesOut: { can: (w) => w.receiver.isWaiting, take: (w) => w.receiver.timeOut(w) },
  senderRestarts: {
    can: (w) => w.sender.end === null,
    take: (w) => {
      w.lose();
      w.sender.restart(w);
    },
  },
  receiverRestarts: {
    can: (w) => w.receiver.isKnown && !w.isOver,
    take: (w) => {
      w.lose();
      w.receiver.restart(w);
    },
  },
};

function stepsFrom(world: World, { total, each }: Bounds): readonly Step[] {
  const steps = ALWAYS.filter(({ can }) => can(world)).map(({ step }) => step);
  const [toSender, toReceiver] = [world.toSender[0], world.toReceiver[0]];
  if (toSender !== undefined)
    steps.push({ name: `<- ${toSender.label}`, sort: 'goesOn', take: (w) => w.deliverToSender() });
  if (toReceiver !== undefined)
    steps.push({ name: `-> ${toReceiver.label}`, sort: 'goesOn', take: (w) => w.deliverToReceiver() });
  if (world.used.reduce((sum, count) => sum + count, 0) >= total) return steps;
  MISCHIEF.forEach((name, place) => {
    const { can, take } = MISCHIEVOUS[name];
    if ((world.used[place] ?? 0) >= each || !can(world)) return;
    const used = world.used.map((count, at) => (at === place ? count + 1 : count));
    steps.push({
      name,
      sort: 'mischief',
      take: (w) => {
        w.used = used;
        take(w);
      },
    });
  });
  return steps;
}

/** Where nothing goes on of itself: whether somebody is waited for who can do something about it. */
function mayRest({ isOver, sender, receiver }: World): boolean {
  const there = receiver.machine?.name;
  if (isOver) return true;
  if (sender.isStopped) return receiver.machine === null || there === 'away' || there === 'ended';
  if (receiver.isStopped) return sender.end !== null || sender.machine?.name === 'held';
  if (receiver.isAsking) return sender.machine?.name === 'waitingForAnswer';
  return there === 'held' && sender.machine?.name === 'held';
}

function taken(world: World, { take }: Step): World {
  const after = new World(world);
  take(after);
  if (after.wrong !== null) throw new Fault(after.wrong);
  return after;
}

const NO_BOUNDS: Bounds = { total: Number.POSITIVE_INFINITY, each: Number.POSITIVE_INFINITY };

/** What comes of these steps, and then of whatever else goes on until both are over. */
export function play(rules: Rules, ...names: readonly string[]): World {
  let world = new World(rules);
  for (const name of names) {
    const steps = stepsFrom(world, NO_BOUNDS);
    const step = steps.find((one) => one.name === name);
    if (step === undefined) throw new Error(`not now: ${name}; but ${steps.map((one) => one.name).join(', ')}`);
    world = taken(world, step);
  }
  for (;;) {
    const step = stepsFrom(world, NO_BOUNDS).find(({ sort }) => sort !== 'mischief');
    if (step === undefined) return world;
    world = taken(world, step);
  }
}

export interface Walked {
  readonly states: number;
  /** How the two ended, where both did: the sender, the receiver. */
  readonly ends: ReadonlySet<string>;
  /** What must not be, by the shortest way. */
  readonly fault: string | null;
}

/** Everything that can be reached, the nearest first. */
export function walk(rules: Rules, bounds: Bounds): Walked {
  const places = new Map<string, number>();
  const cameFrom: { readonly place: number; readonly name: string }[] = [];
  const ends = new Set<string>();
  const overs: number[] = [];
  /** Pairs, of the steps that are nobody's mischief. */
  const edges: number[] = [];
  const traceTo = (place: number): string[] => {
    const trace: string[] = [];
    for (let at = cameFrom[place]; at !== undefined && at.place >= 0; at = cameFrom[at.place]) trace.unshift(at.name);
    return trace;
  };
  const wrong = (what: string, place: number, { sender, receiver }: World, ...more: readonly string[]): Walked => {
    const trace = [...traceTo(place), ...more].join('\n  ');
    return {
      states: places.size,
      ends,
      fault: `${what}\n  ${trace}\nsender ${sender.name}, receiver ${receiver.name}`,
    };
  };
  const begin = new World(rules);
  places.set(begin.key, 0);
  cameFrom.push({ place: -1, name: '' });
  let row: { readonly place: number; readonly world: World }[] = [{ place: 0, world: begin }];
  while (row.length > 0) {
    const next: typeof row = [];
    for (const { place, world } of row) {
      const steps = stepsFrom(world, bounds);
      const isAtRest = !steps.some(({ sort }) => sort === 'goesOn');
      if (isAtRest && !mayRest(world)) return wrong('each waits for the other', place, world);
      if (world.isOver) overs.push(place);
      if (world.isOver && isQuiet(world)) ends.add(`${world.sender.end}, ${world.receiver.name}`);
      for (const step of steps) {
        let after: World;
        try {
          after = taken(world, step);
        } catch (error) {
          if (error instanceof Fault) return wrong(error.message, place, world, step.name);
          throw error;
        }
        const { key } = after;
        const to = places.get(key) ?? places.size;
        if (to === places.size) {
          places.set(key, to);
          cameFrom.push({ place, name: step.name });
          next.push({ place: to, world: after });
        }
        if (step.sort !== 'mischief') edges.push(place, to);
      }
    }
    row = next;
  }
  const stuck = firstWithout(overs, edges, places.size);
  return stuck === null ? { states: places.size, ends, fault: null } : wrong('no way to an end', stuck, begin);
}

/** The nearest place from which none of these can be reached. */
function firstWithout(goals: readonly number[], edges: readonly number[], count: number): number | null {
  const last = new Int32Array(count).fill(-1);
  const before = new Int32Array(edges.length / 2);
  for (let edge = 0; edge < before.length; edge++) {
    const to = edges[2 * edge + 1] ?? 0;
    before[edge] = last[to] ?? -1;
    last[to] = edge;
  }
  const isGood = new Uint8Array(count);
  const open = [...goals];
  for (const place of open) isGood[place] = 1;
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (let edge = last[place] ?? -1; edge >= 0; edge = before[edge] ?? -1) {
      const from = edges[2 * edge] ?? 0;
      if (isGood[from] === 1) continue;
      isGood[from] = 1;
      open.push(from);
    }
  }
  const found = isGood.indexOf(0);
  return found < 0 ? null : found;
}
