// Runs transfers between two processes, kills one of them for real, starts it again, and says what came of it.
import { utimesSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileNote, isOver, type ShownTransfer } from '../../src/contract/transfers.ts';
import { isTemporary } from '../../src/engine/disk/own-file.ts';
import { STAGING_NAME } from '../../src/engine/disk/safe-path.ts';
import { tempFolder } from './temp-folder.ts';
import type { Place } from './transfer-child.ts';
import { pair, Side, typeCode } from './transfer-side.ts';
import { makeInbox, namesIn, stagedBytes, type Tree, wrongIn } from './transfer-tree.ts';

const HOUR_MS = 60 * 60 * 1000;

export type SideName = 'sender' | 'receiver';

export interface Kill {
  readonly victim: SideName;
  /** At the so-manieth passing of this place, of any where it is null; or so long after the transfer began. */
  readonly when: { readonly at: Place | null; readonly passing: number } | { readonly afterMs: number };
}

export interface Result {
  /** False where the transfer was over before. */
  readonly isKilled: boolean;
  /** What is otherwise than it should be, in words. */
  readonly wrong: readonly string[];
  /** Bytes of content that were sent though they lay there at the kill. */
  readonly twiceBytes: number;
}

/** How often each place is passed. */
export type Passed = Readonly<Record<SideName, Readonly<Record<string, number>>>>;

/** What one program has said, the test hears within this, on the busiest of machines. */
const WORD_MS = 20_000;

const MOST_CALLS = 3;
const isUnanswered = ({ direction, stage, trouble }: ShownTransfer): boolean =>
  direction === 'send' && stage === 'stopped' && trouble?.code === 'device.unreachable';

/** Two devices and what they send; whoever isn't killed serves the next kill as well. */
export class KillRange {
  readonly #sides: Readonly<Record<SideName, Side>>;
  readonly #tree: Tree;
  readonly #folder: string;
  readonly #isPaired: boolean;
  #runs = 0;

  private constructor(sides: Readonly<Record<SideName, Side>>, tree: Tree, folder: string, isPaired: boolean) {
    this.#sides = sides;
    this.#tree = tree;
    this.#folder = folder;
    this.#isPaired = isPaired;
  }

  /** Of devices that are paired, or that take a new code each time. `program` is what they run. */
  static async open(tree: Tree, program: string, isPaired: boolean): Promise<KillRange> {
    const [sender, receiver] = [await Side.open('Calm Pier', program), await Side.open('Studio PC', program)];
    if (isPaired) await pair(receiver, sender);
    return new KillRange({ sender, receiver }, tree, await tempFolder(), isPaired);
  }

  /** Files that killed programs were just writing: an hour old, they go with the next start. */
  async temporariesAfterAnHour(): Promise<readonly string[]> {
    const left = [];
    for (const side of Object.values(this.#sides)) {
      await side.kill();
      const old = new Date(Date.now() - 2 * HOUR_MS);
      for (const name of temporariesOf(side)) utimesSync(join(side.dataDir, name), old, old);
      await side.start();
      left.push(...temporariesOf(side));
    }
    return left;
  }

  /** Undisturbed: how often each place is passed, and how long it takes. */
  async count(): Promise<{ readonly passed: Passed; readonly ms: number }> {
    const { sender, receiver } = this.#sides;
    const before = { sender: (await sender.figures()).passed, receiver: (await receiver.figures()).passed };
    const inbox = await this.#newInbox();
    const began = performance.now();
    const id = await this.#begin(inbox, new AbortController().signal);
    const rows = [await sender.untilStage(id, 'done'), await receiver.untilStage(id, 'done')];
    const ms = performance.now() - began;
    const wrong = await this.#wrong(inbox, rows);
    if (wrong.length > 0) throw new Error(wrong.join('; '));
    const passedBy = async (side: SideName): Promise<Record<string, number>> => {
      const { passed } = await this.#sides[side].figures();
      return Object.fromEntries(Object.entries(passed).map(([at, times]) => [at, times - (before[side][at] ?? 0)]));
    };
    return { passed: { sender: await passedBy('sender'), receiver: await passedBy('receiver') }, ms };
  }

  async run(kill: Kill): Promise<Result> {
    const { sender, receiver } = this.#sides;
    const victim = this.#sides[kill.victim];
    const other = kill.victim === 'sender' ? receiver : sender;
    const inbox = await this.#newInbox();
    victim.prepare();
    const cancel = victim.dieWhen(kill.when);
    const id = await this.#untilKilledOrDone(victim, inbox);
    cancel();
    if (victim.isRunning) return { isKilled: false, wrong: [], twiceBytes: 0 };

    // What the other side has in hand it puts down first.
    await other.until('rest', ({ transfers }) => id === null || !isBusy(transfers[id]));
    const missing = this.#tree.missingBytes - (await stagedBytes(inbox, this.#tree));
    const isAccepted = id !== null && namesIn(join(inbox, STAGING_NAME, id)).includes('journal');
    const sentBefore = victim === sender ? 0 : (await sender.figures()).sent.length;
    const askedBefore = victim === receiver ? {} : (await receiver.figures()).asked;
    await victim.start(victim === receiver && this.#isPaired ? inbox : null);
    const again = await this.#goOn(victim, inbox, id);
    const rows = [...(await this.#untilOver(again, victim))];
    const { sent } = await sender.figures();
    const { asked } = await receiver.figures();
    const wrong = [...(await this.#wrong(inbox, rows))];
    if (isAccepted && (asked[id] ?? 0) > (askedBefore[id] ?? 0)) wrong.push('its person was asked twice');
    await rm(inbox, { recursive: true });
    const sentAgain = sent.slice(sentBefore).reduce((sum, bytes) => sum + bytes, 0);
    return { isKilled: true, wrong, twiceBytes: sentAgain - missing };
  }

  async #newInbox(): Promise<string> {
    const inbox = join(this.#folder, String(++this.#runs));
    await makeInbox(inbox, this.#tree);
    return inbox;
  }

  async #begin(inbox: string, signal: AbortSignal, onId: (id: string) => void = () => undefined): Promise<string> {
    const { sender, receiver } = this.#sides;
    const to = this.#isPaired ? receiver.target : null;
    if (this.#isPaired) await receiver.ask('receive.offers', { into: inbox });
    const { id } = await sender.ask('transfer.send', { paths: [this.#tree.path], to });
    onId(id);
    if (!this.#isPaired) await this.#fetchWithCode(inbox, signal);
    return id;
  }

  async #fetchWithCode(inbox: string, signal: AbortSignal): Promise<void> {
    await this.#sides.sender.untilPairing(({ code }) => code !== null, signal);
    await this.#fetch(inbox, signal);
  }

  /** What the receiver's person does where there was a code, or goes on. */
  async #fetch(inbox: string, signal: AbortSignal): Promise<void> {
    const { sender, receiver } = this.#sides;
    const { pairing } = await receiver.ask('transfer.fetch', { from: sender.target, into: inbox });
    if (pairing !== null) await typeCode(sender, receiver, signal);
  }

  async #untilKilledOrDone(victim: Side, inbox: string): Promise<string | null> {
    const { sender, receiver } = this.#sides;
    const aborter = new AbortController();
    let id: string | null = null;
    const beginning = this.#begin(inbox, aborter.signal, (given) => {
      id = given;
    }).then(async (given) => {
      await sender.until('its end', ({ transfers }) => transfers[given]?.stage === 'done', aborter.signal);
      await receiver.until('its end', ({ transfers }) => transfers[given]?.stage === 'done', aborter.signal);
    });
    await Promise.race([beginning, victim.death()]);
    aborter.abort();
    await beginning.catch((error: unknown) => {
      if (victim.isRunning) throw error;
    });
    return id;
  }

  /** What the person does whose program was killed; and if that is all that helps, the other person too. */
  async #goOn(victim: Side, inbox: string, id: string | null): Promise<string> {
    const { sender, receiver } = this.#sides;
    const { signal } = new AbortController();
    // Nothing had begun, or the sender has given it up: nobody was there.
    const sending = sender.state.transfers[id ?? ''];
    const isGivenUp = sending !== undefined && isOver(sending) && sending.stage !== 'done';
    if (id === null || isGivenUp) return this.#begin(inbox, signal);
    if (victim === receiver) {
      if (!this.#isPaired && sender.state.transfers[id]?.stage !== 'done') await this.#fetch(inbox, signal);
      return id;
    }
    // It knows nothing of it any more: it never began, or all of it was done, of which the other side's word is on its way.
    const isKnownThere = receiver.state.transfers[id] !== undefined;
    if (sender.state.transfers[id] === undefined && isKnownThere) {
      const isDone = await receiver
        .until('its end', ({ transfers }) => transfers[id]?.stage === 'done', AbortSignal.timeout(WORD_MS))
        .then(
          () => true,
          () => false,
        );
      if (isDone) return id;
    }
    const to = this.#isPaired ? receiver.target : null;
    const { id: again } = await sender.ask('transfer.send', { paths: [this.#tree.path], to });
    const there = receiver.state.transfers[again];
    if (!this.#isPaired && (there === undefined || isOver(there))) await this.#fetchWithCode(inbox, signal);
    return again;
  }

  /** As both persons see it, unless a program was killed after its end. */
  async #untilOver(id: string, victim: Side): Promise<readonly ShownTransfer[]> {
    try {
      return await this.#ends(id, victim);
    } catch (error) {
      const shown = Object.values(this.#sides).map((side) => `${side.name}: ${side.unfinished}`);
      throw new Error([String(error), ...shown].join('\n'));
    }
  }

  async #ends(id: string, victim: Side): Promise<readonly ShownTransfer[]> {
    const { sender, receiver } = this.#sides;
    const rows: ShownTransfer[] = [];
    for (const side of [sender, receiver]) {
      const ended = (): Promise<ShownTransfer | 'over before'> =>
        side.until<ShownTransfer | 'over before'>(`the end of ${id}`, ({ transfers }) => {
          const found = transfers[id];
          if (found === undefined) return victim === side && 'over before';
          return (isOver(found) || isUnanswered(found)) && found;
        });
      let row = await ended();
      // Its person tries again where the other device was too busy to answer.
      for (let tries = 0; row !== 'over before' && isUnanswered(row) && tries < MOST_CALLS; tries++) {
        await sender.ask('transfer.send', { paths: [this.#tree.path], to: receiver.target });
        row = await ended();
      }
      if (row !== 'over before') rows.push(row);
    }
    return rows;
  }

  async #wrong(inbox: string, rows: readonly ShownTransfer[]): Promise<readonly string[]> {
    const { files, bytes } = this.#tree;
    const wanted = JSON.stringify({ files: files - 1, bytes, skipped: 0, alreadyThere: 1, notWanted: 0 });
    const counts = rows.flatMap(({ direction, stage, done, trouble }) =>
      stage === 'done' && JSON.stringify(done) === wanted
        ? []
        : [`${direction}: ${stage} ${JSON.stringify(done)} ${JSON.stringify(trouble)}`],
    );
    const named = rows.flatMap(({ direction, notes }) => (direction === 'receive' ? [namesOf(notes)] : []));
    const misnamed = named.filter((names) => names !== RENAMED).map((names) => `named otherwise: ${names}`);
    return [...(await wrongIn(inbox, this.#tree)), ...counts, ...misnamed, ...(await this.#leftOver())];
  }

  /** What either has kept of transfers that are over. */
  async #leftOver(): Promise<readonly string[]> {
    let found: readonly string[] = [];
    // Some of it is tidied behind the end.
    for (let tries = 0; tries < 100; tries++) {
      found = (await Promise.all(Object.values(this.#sides).map(leftOverAt))).flat();
      if (found.length === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return found;
  }
}

async function leftOverAt({ name, dataDir }: Side): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of await readdir(join(dataDir, 'outgoing')).catch(() => []))
    found.push(`${name} keeps a list: ${file}`);
  for (const file of ['outgoing.json', 'incoming.json']) {
    const text = await readFile(join(dataDir, file), 'utf8').catch(() => '{"rows":[]}');
    const rows: { readonly done?: unknown }[] = JSON.parse(text).rows;
    const open = rows.filter(({ done }) => done === undefined || done === null);
    if (open.length > 0) found.push(`${name} keeps ${open.length} rows of ${file}`);
  }
  return found;
}

/** What the receiver's person is told was called otherwise. */
const RENAMED = 'album (1), clash (1).txt';
const namesOf = (notes: readonly FileNote[]): string => notes.map(({ newName }) => newName).join(', ');

const isBusy = (row: ShownTransfer | undefined): boolean => row?.stage === 'moving' || row?.stage === 'checking';

const temporariesOf = (side: Side): readonly string[] => namesIn(side.dataDir).filter(isTemporary);
