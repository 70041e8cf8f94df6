// The pairings under way, as a person sees and answers them: the sheet that shows a code, devices that ask for one, codes
// that are typed here. Each is a row of the state for as long as it lasts.
import type { ErrorInfo } from '../../contract/errors.ts';
import { errorInfo } from '../../contract/errors.ts';
import type { ShownPairing, TransferId } from '../../contract/transfers.ts';
import { isEqual } from '../crypto/hash.ts';
import type { Secret } from '../crypto/secret.ts';
import { ferryError } from '../errors.ts';
import { deviceIdOf } from '../identity/device-id.ts';
import { normaliseCode } from '../pairing/code.ts';
import { CodeSheet } from '../pairing/code-sheet.ts';
import { isLinkText, parseQr } from '../pairing/link.ts';
import type { Displaying, Typing } from '../pairing/run.ts';
import type { Clock, Log } from '../ports.ts';
import type { PairForm } from '../wire/pair-messages.ts';
import type { Link } from './link.ts';
import { type Over, type PairOutcome, pairAsDisplayer, pairAsTyper } from './pair.ts';

export type Purpose = ShownPairing['purpose'];

interface PairingRow {
  shown: ShownPairing;
  /** What the connection was made for, whatever either person wishes later. */
  readonly madeFor: Purpose;
  /** Those who are trying at it. */
  readonly displaying: Set<Over<Displaying>>;
  typing: Over<Typing> | null;
  link: Link | null;
  settle: () => void;
  /** How our person's choice is carried out: known once the connection goes on after the proof. */
  readonly keeper: PromiseWithResolvers<Keeper>;
  isDeclinedThere: boolean;
}

interface Keeper {
  keep(): Promise<boolean>;
  decline(): Promise<void>;
}

/** The connection is over. */
const NOBODY_TO_KEEP: Keeper = { keep: async () => false, decline: async () => undefined };

export interface PairingsNeeds {
  readonly clock: Clock;
  readonly random: (byteCount: number) => Uint8Array;
  readonly log: Log;
  /** For the QR; null where this device can't be reached. */
  readonly qrText: (secret: Uint8Array) => string | null;
  /** Whether a device that isn't paired may ask its person anything now. */
  readonly mayAsk: () => boolean;
  readonly onChange: (id: string, row: ShownPairing | null) => void;
  /** The sheet is closed for good: too many guesses. */
  readonly onSheetOver: (transferId: string | null, trouble: ErrorInfo) => void;
}

/** Who asks to be shown a code. */
interface Caller {
  readonly link: Link;
  readonly address: string;
  /** Our person has turned to it: it counts as a stranger no longer. */
  readonly settle: () => void;
}

export interface Displayed {
  readonly outcome: PairOutcome;
  readonly id: string | null;
  readonly transferId: TransferId | null;
}

/** What a code is wanted for. */
export interface Asks {
  readonly purpose: Purpose;
  readonly transferId: TransferId | null;
}

/** How often the sheet is looked at: a code has its time, and what has passed it must go from the screen. */
const LOOK_MS = 1000;
/** What has ended is shown so long, for whoever follows the state. */
const ENDED_MS = 30_000;
/** Of those that its person wants to hear nothing of: the oldest give way. */
const MOST_BLOCKED = 1000;

export class Pairings {
  readonly #needs: PairingsNeeds;
  readonly #sheet: CodeSheet;
  readonly #rows = new Map<string, PairingRow>();
  readonly #blocked = new Set<string>();
  #count = 0;
  #cancelLook: () => void = () => undefined;

  constructor(needs: PairingsNeeds) {
    this.#needs = needs;
    this.#sheet = new CodeSheet(needs);
  }

  /** Shows a code to whoever calls; one at a time. */
  show({ purpose, transferId }: Asks): string {
    const tries = this.#endSheet(null);
    const row = this.#open({ role: 'displayer', purpose, stage: 'waiting', transferId });
    for (const displaying of tries) row.displaying.add(displaying);
    this.#sheet.reopen();
    this.#showCode(row);
    this.#look();
    return row.shown.id;
  }

  /** A code is shown to whoever comes. */
  get isShowing(): boolean {
    return [...this.#rows.values()].some(({ shown }) => isSheet(shown));
  }

  /** Not to one device that has asked for it. */
  get isShowingToAll(): boolean {
    return [...this.#rows.values()].some(({ shown, link }) => isSheet(shown) && link === null);
  }

  /** A transfer was bound, or given up: nobody else may come for it. */
  closeSheetOf(transferId: string): void {
    for (const row of this.#rows.values())
      if (row.shown.transferId === transferId && isSheet(row.shown)) this.#endSheet(null);
  }

  /** A device that isn't paired, or pairs anew, asks for what is shown here. */
  async display(caller: Caller, form: PairForm): Promise<Displayed> {
    const sheet = [...this.#rows.values()].find(({ shown }) => isSheet(shown));
    if (form !== 'sas' && sheet !== undefined) return this.#displayOn(sheet, caller, form);
    if (form !== 'sas' && this.#needs.mayAsk()) return this.#ask(caller, form);
    await caller.link.close().catch(() => undefined);
    return { outcome: { kind: 'notProven', error: null }, id: null, transferId: null };
  }

  /** Any number may try at what is shown to all; whoever knows it gets it. */
  async #displayOn(row: PairingRow, caller: Caller, form: 'code' | 'qr'): Promise<Displayed> {
    const displaying = this.#displaying(caller, form);
    row.displaying.add(displaying);
    displaying.shown();
    return this.#tried(row, displaying, caller.link);
  }

  /** Our person is asked first whether a code is shown at all. */
  async #ask(caller: Caller, form: 'code' | 'qr'): Promise<Displayed> {
    const { link, settle } = caller;
    const row = this.#open({ role: 'displayer', purpose: 'receive', stage: 'asked', ...metBy(link) });
    row.link = link;
    row.settle = settle;
    const displaying = this.#displaying(caller, form);
    // Whoever answers by a rule has done so as soon as the row was there.
    if (isOver(row.shown)) displaying.decline();
    else row.displaying.add(displaying);
    return this.#tried(row, displaying, link);
  }

  async #tried(row: PairingRow, displaying: Over<Displaying>, link: Link): Promise<Displayed> {
    const outcome = await displaying.outcome;
    // Another code may be shown by now, and be the one that was typed.
    const now = [...this.#rows.values()].find((each) => each.displaying.delete(displaying)) ?? row;
    if (outcome.kind === 'proven') this.#isProven(now, link);
    else if (now.link === link) this.#end(now, outcome.error);
    else if (isSheet(now.shown)) this.#goOn(now, outcome.error);
    return { outcome, id: now.shown.id, transferId: now.shown.transferId };
  }

  #displaying({ link, address }: Caller, form: 'code' | 'qr'): Over<Displaying> {
    const { clock, random, log } = this.#needs;
    return pairAsDisplayer({ link, clock, random, log, form, sheet: this.#sheet, source: address });
  }

  #isProven(row: PairingRow, link: Link): void {
    this.#sheet.close();
    row.link = link;
    this.#change(row, { stage: 'proven', ...metBy(link), code: null, qr: null, trouble: null });
  }

  /** Asks our person for the code that the device shows. */
  async type(
    link: Link,
    { purpose, transferId }: Asks,
  ): Promise<{ readonly outcome: PairOutcome; readonly id: string }> {
    const { clock, random, log } = this.#needs;
    const row = this.#open({ role: 'typer', purpose, stage: 'waiting', ...metBy(link), transferId });
    row.link = link;
    row.typing = pairAsTyper({
      link,
      clock,
      random,
      log,
      form: { kind: 'code' },
      spent: 0,
      onGuess: () => undefined,
      onAsked: (trouble) => this.#change(row, { stage: 'typing', trouble }),
    });
    const outcome = await row.typing.outcome;
    row.typing = null;
    if (outcome.kind === 'proven') this.#change(row, { stage: 'proven', trouble: null });
    else this.#end(row, outcome.error);
    return { outcome, id: row.shown.id };
  }

  /** Of the pairing that goes on there. */
  idOf(link: Link): string | null {
    return [...this.#rows.values()].find((row) => row.link === link)?.shown.id ?? null;
  }

  /** What may follow a proof, once the connection goes on. */
  mayKeep(id: string, keeper: Keeper): void {
    this.#rows.get(id)?.keeper.resolve(keeper);
  }

  /** The other person chose to pair; whether ours does is theirs to say. */
  wanted(link: Link): void {
    for (const row of this.#rows.values())
      if (row.link === link && row.shown.stage === 'proven') this.#change(row, { purpose: 'pair' });
  }

  /** The other person wants it only this once. Ours needs to know that only where they chose otherwise: `isKept`. */
  declined(link: Link, isKept: boolean): void {
    for (const row of this.#rows.values()) {
      if (row.link !== link || row.shown.stage !== 'proven') continue;
      row.isDeclinedThere = true;
      if (isKept) this.#end(row, onceThere(row));
    }
  }

  paired(link: Link): void {
    for (const row of this.#rows.values()) {
      if (row.link !== link || isOver(row.shown)) continue;
      this.#change(row, { stage: 'paired' });
      this.#closeLater(row);
    }
  }

  /** The connection has ended, and what went on there with it. Whether two are paired doesn't hang on that. */
  linkEnded(link: Link): void {
    for (const row of [...this.#rows.values()])
      if (row.link === link && row.shown.stage !== 'waiting' && !isOver(row.shown)) this.#end(row, null);
  }

  allow(id: string): void {
    const row = this.#row(id);
    if (row.shown.stage !== 'asked') throw ferryError('pairing.over', {});
    const tries = this.#endSheet(null);
    this.#sheet.open();
    this.#showCode(row);
    this.#look();
    row.settle();
    for (const displaying of row.displaying) displaying.shown();
    for (const displaying of tries) row.displaying.add(displaying);
  }

  /** Whoever was told the old one finds that it isn't shown any more. */
  renew(id: string): void {
    const row = this.#row(id);
    if (!isSheet(row.shown)) throw ferryError('pairing.over', {});
    this.#sheet.reopen();
    this.#change(row, { trouble: null });
    this.#showCode(row);
  }

  typed(id: string, text: string): void {
    const row = this.#row(id);
    const { typing } = row;
    if (typing === null) throw ferryError('pairing.over', {});
    const isQr = isLinkText(text);
    const secret = isQr ? secretIn(text, row) : codeIn(text);
    if (!(isQr ? typing.read(secret) : typing.type(secret))) {
      secret.wipe();
      throw ferryError('pairing.over', {});
    }
    this.#change(row, { stage: 'checking', trouble: null });
  }

  async keep(id: string): Promise<void> {
    const row = this.#row(id);
    if (row.shown.stage !== 'proven') throw ferryError('pairing.over', {});
    if (row.isDeclinedThere) return this.#end(row, onceThere(row));
    const keeper = await row.keeper.promise;
    if (!(await keeper.keep())) throw ferryError('pairing.over', {});
  }

  endOf(id: string): void {
    const row = this.#row(id);
    for (const displaying of row.displaying) {
      if (row.shown.stage === 'asked') displaying.decline();
      displaying.cancel();
    }
    row.typing?.cancel();
    if (isSheet(row.shown)) this.#sheet.close();
    if (row.shown.stage === 'proven') void this.#decline(row).catch(() => undefined);
    this.#end(row, null);
  }

  /** Both know the code, and the other person may wait for ours. What is sent on it goes on without a pairing. */
  async #decline({ keeper, madeFor, link }: PairingRow): Promise<void> {
    const reached = await keeper.promise;
    await reached.decline();
    if (madeFor === 'pair') await link?.close();
  }

  /** Ends it, and whoever has that key isn't heard any more while this program runs, from whatever address. */
  blockOf(id: string): void {
    const { link } = this.#row(id);
    this.endOf(id);
    if (link === null) return;
    const key = hex(link.channel.remoteKey);
    this.#blocked.delete(key);
    this.#blocked.add(key);
    const [oldest] = this.#blocked;
    if (this.#blocked.size > MOST_BLOCKED && oldest !== undefined) this.#blocked.delete(oldest);
    // Its person is told nothing more than that it ended.
    void link.close().catch(() => undefined);
  }

  isBlocked(key: Uint8Array): boolean {
    return this.#blocked.has(hex(key));
  }

  closeAll(): void {
    this.#cancelLook();
    this.#sheet.close();
    for (const row of [...this.#rows.values()]) this.#close(row);
  }

  #open(shown: Partial<ShownPairing> & Pick<ShownPairing, 'role' | 'purpose' | 'stage'>): PairingRow {
    const id = `pairing-${++this.#count}`;
    const row: PairingRow = {
      shown: {
        id,
        device: null,
        deviceId: null,
        pictures: null,
        code: null,
        qr: null,
        trouble: null,
        transferId: null,
        ...shown,
      },
      madeFor: shown.purpose,
      displaying: new Set(),
      typing: null,
      link: null,
      settle: () => undefined,
      keeper: Promise.withResolvers<Keeper>(),
      isDeclinedThere: false,
    };
    this.#rows.set(id, row);
    this.#needs.onChange(id, row.shown);
    return row;
  }

  #row(id: string): PairingRow {
    const row = this.#rows.get(id);
    if (row === undefined || row.shown.stage === 'ended') throw ferryError('pairing.over', {});
    return row;
  }

  #change(row: PairingRow, change: Partial<ShownPairing>): void {
    if (!this.#rows.has(row.shown.id)) return;
    row.shown = { ...row.shown, ...change };
    this.#needs.onChange(row.shown.id, row.shown);
  }

  #showCode(row: PairingRow): void {
    const { code, qrSecret } = this.#sheet;
    if (code === null) return;
    const qr = qrSecret === null ? null : this.#needs.qrText(qrSecret.reveal());
    this.#change(row, { stage: 'waiting', code: Buffer.from(code.reveal()).toString('ascii'), qr });
  }

  /** Whoever came had another code, or gave up: the next may come. */
  #goOn(row: PairingRow, trouble: ErrorInfo | null): void {
    if (this.#sheet.pausedUntil !== null) {
      this.#pause(row);
      return;
    }
    // Where only that one is turned away for a while, others may still type it.
    this.#change(row, { trouble: trouble?.code === 'pairing.paused' ? null : trouble });
    if (this.#sheet.code !== null) return;
    this.#sheet.open();
    this.#showCode(row);
  }

  /** Somebody may be guessing. */
  #pause(row: PairingRow): void {
    const paused = errorInfo('pairing.paused', {});
    // The QR as well: whoever waits at it isn't let in by what isn't shown any more.
    this.#sheet.close();
    this.#end(row, paused);
    this.#needs.onSheetOver(row.shown.transferId, paused);
  }

  /**
   * A code that has passed its time is replaced while somebody waits with it, and one that nobody is let in by isn't shown,
   * also where whoever guesses stays connected.
   */
  #look(): void {
    this.#cancelLook();
    this.#cancelLook = this.#needs.clock.after(LOOK_MS, () => {
      const row = [...this.#rows.values()].find(({ shown }) => isSheet(shown));
      if (row === undefined) return;
      if (this.#sheet.pausedUntil !== null) {
        this.#pause(row);
        return;
      }
      if (this.#sheet.code === null) {
        this.#sheet.open();
        this.#showCode(row);
      }
      this.#look();
    });
  }

  /** Gives those that were trying at it: what is shown next, they may type as well. */
  #endSheet(trouble: ErrorInfo | null): readonly Over<Displaying>[] {
    const rows = [...this.#rows.values()].filter(({ shown }) => isSheet(shown));
    for (const row of rows) this.#end(row, trouble);
    this.#sheet.close();
    const tries = rows.flatMap(({ displaying }) => [...displaying]);
    for (const { displaying } of rows) displaying.clear();
    return tries;
  }

  #end(row: PairingRow, trouble: ErrorInfo | null): void {
    row.keeper.resolve(NOBODY_TO_KEEP);
    this.#change(row, { stage: 'ended', code: null, qr: null, trouble });
    this.#closeLater(row);
  }

  #closeLater(row: PairingRow): void {
    this.#needs.clock.after(ENDED_MS, () => this.#close(row));
  }

  #close(row: PairingRow): void {
    if (this.#rows.delete(row.shown.id)) this.#needs.onChange(row.shown.id, null);
  }
}

const hex = (key: Uint8Array): string => Buffer.from(key).toString('hex');
const metBy = ({ hello, channel }: Link) => ({ device: hello.name, deviceId: deviceIdOf(channel.remoteKey) });
const onceThere = ({ shown }: PairingRow): ErrorInfo => errorInfo('pairing.once_there', { name: shown.device ?? '' });
const isOver = ({ stage }: ShownPairing): boolean => stage === 'paired' || stage === 'ended';
const isSheet = ({ role, stage }: ShownPairing): boolean => role === 'displayer' && stage === 'waiting';

function codeIn(text: string): Secret {
  const code = normaliseCode(text);
  if (code === null) throw ferryError('pairing.not_a_code', {});
  return code;
}

/** A QR names the key of the device that shows it: the secret goes to no other, not even to be proven wrong there. */
function secretIn(text: string, { link, shown }: PairingRow): Secret {
  const parsed = parseQr(text);
  if (!parsed.ok && parsed.error === 'newerVersion') throw ferryError('nearby.newer_link', {});
  if (!parsed.ok || parsed.value.secret === null) throw ferryError('pairing.not_a_code', {});
  const { secret } = parsed.value;
  if (link !== null && isEqual(parsed.value.link.publicKey, link.channel.remoteKey)) return secret;
  secret.wipe();
  throw ferryError('pairing.other_device', { name: shown.device ?? '' });
}
