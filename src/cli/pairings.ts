// The codes of this command: shown, asked for, and what is chosen once both devices know one.
import { showHidden } from '../base/text.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import { errorInfo } from '../contract/errors.ts';
import type { State } from '../contract/state.ts';
import type { ShownPairing } from '../contract/transfers.ts';
import type { Attendance } from './attendance.ts';
import { pictureLines } from './pictures.ts';
import { USUAL_COLUMNS } from './progress.ts';
import { drawQr } from './qr.ts';
import type { Opened } from './with-ferry.ts';

export interface PairingRules {
  /** The others belong to another surface. */
  readonly isOurs: (row: ShownPairing) => boolean;
  /** What happens once both know the code. Without a person who can be asked, nothing is kept. */
  readonly keep: 'always' | 'ask' | 'never';
  /** What to do with the code where no device is there yet, line by line. */
  readonly howToType?: readonly string[];
}

interface Seen {
  row: ShownPairing;
  /** The state in which something was done last: a stage, and the trouble it came with. */
  handled: string;
  code: string | null;
  /** The question that is open for it. */
  question: AbortController | null;
}

/** Lines of standard input that are no codes, before nobody can mean one of them. */
const MOST_NO_CODES = 3;
/** The longest that the engine takes, which is longer than what a QR code says; longer is no code. */
const MOST_TYPED = 1024;

export class Pairings {
  /** Those that are over: paired, or why not. */
  readonly paired = new Set<string>();
  readonly ended = new Map<string, ErrorInfo | null>();
  /** Both persons saw the same pictures. */
  readonly compared = new Set<string>();
  /** Both knew the code of these. */
  readonly proven = new Set<string>();
  /** What the last of the other devices called itself. */
  device: string | null = null;
  /** Codes that nobody gave: said already. */
  readonly givenUp: ErrorInfo[] = [];
  /** New devices that wanted a code and were shown none. */
  refused = 0;
  readonly #opened: Opened;
  readonly #attendance: Attendance;
  readonly #rules: PairingRules;
  readonly #seen = new Map<string, Seen>();

  constructor(opened: Opened, attendance: Attendance, rules: PairingRules) {
    this.#opened = opened;
    this.#attendance = attendance;
    this.#rules = rules;
  }

  /** Those that are under way. */
  get open(): readonly string[] {
    return [...this.#seen.keys()].filter((id) => !this.paired.has(id) && !this.ended.has(id));
  }

  look(state: State): void {
    for (const row of Object.values(state.pairings)) if (this.#rules.isOurs(row)) this.#follow(row);
    for (const [id, seen] of this.#seen) {
      if (state.pairings[id] !== undefined) continue;
      seen.question?.abort();
      this.#seen.delete(id);
      if (!this.paired.has(id) && !this.ended.has(id)) this.ended.set(id, null);
    }
  }

  #follow(row: ShownPairing): void {
    const seen = this.#seen.get(row.id) ?? { row, handled: '', code: null, question: null };
    this.#seen.set(row.id, seen);
    seen.row = row;
    this.device = row.device ?? this.device;
    const { code } = row;
    if (code !== null && code !== seen.code) this.#attendance.beside(() => this.#show(row, code));
    seen.code = row.code;
    // A wrong code leads back to the same stage, with another trouble.
    const now = `${row.stage} ${row.purpose} ${JSON.stringify(row.trouble)}`;
    if (now === seen.handled) return;
    seen.handled = now;
    seen.question?.abort();
    seen.question = null;
    this.#handle(row, seen);
  }

  #handle(row: ShownPairing, seen: Seen): void {
    const { output, signal } = this.#opened;
    const question = new AbortController();
    const asked = AbortSignal.any([signal, question.signal]);
    const ask = (task: (signal: AbortSignal) => Promise<void>): void => {
      seen.question = question;
      this.#attendance.beside(() => task(asked));
    };
    // Whoever came had another code, and what is shown now is for the next.
    if (row.stage === 'waiting' && row.trouble !== null) output.warn(row.trouble);
    if (row.stage === 'asked') ask((withdrawn) => this.#meet(row, withdrawn));
    if (row.stage === 'typing') {
      if (row.trouble !== null) output.warn(row.trouble);
      ask((withdrawn) => this.#type(row, withdrawn));
    }
    if (row.stage === 'comparing') ask((withdrawn) => this.#compare(row, withdrawn));
    if (row.stage === 'proven' && row.purpose === 'compare') {
      this.compared.add(row.id);
      output.say(output.t.meeting.matchedMore(this.#nameOf(row)), { event: 'compared', device: row.device ?? '' });
    } else if (row.stage === 'proven') {
      this.proven.add(row.id);
      ask((withdrawn) => this.#choose(row, withdrawn));
    }
    if (row.stage === 'paired') {
      this.paired.add(row.id);
      output.say(output.t.cli.paired(this.#nameOf(row)), { event: 'paired', device: row.device ?? '' });
    }
    if (row.stage === 'ended') this.ended.set(row.id, row.trouble);
  }

  #nameOf(row: ShownPairing): string {
    return row.device === null ? this.#opened.output.t.cli.unnamed : showHidden(row.device);
  }

  async #show(row: ShownPairing, code: string): Promise<void> {
    const { output, screen, world } = this.#opened;
    const { cli } = output.t;
    const how = row.device === null ? (this.#rules.howToType ?? []) : [cli.typeItOn(this.#nameOf(row))];
    const qr =
      row.qr !== null && screen.canRedraw
        ? await drawQr(row.qr, world.out.columns() ?? USUAL_COLUMNS, (world.env.NO_COLOR ?? '') === '')
        : null;
    output.show([...(qr === null ? [] : [qr]), cli.code(`${code.slice(0, 3)} ${code.slice(3)}`), ...how].join('\n'), {
      event: 'code',
      code,
      qr: row.qr,
      device: row.device,
      ...(row.transferId === null ? {} : { transferId: row.transferId }),
    });
  }

  /** A device that isn't paired hopes to be shown a code. */
  async #meet(row: ShownPairing, withdrawn: AbortSignal): Promise<void> {
    const { output, person, invoke } = this.#opened;
    const { cli } = output.t;
    const name = this.#nameOf(row);
    output.tell(null, { event: 'asked', wants: 'show', device: row.device });
    const third = { answer: 'block', words: cli.blockWords } as const;
    const question = { facts: [], question: cli.wantsCode(name), byEnter: false, prompt: cli.yesNoBlock, third };
    const answer = person.isThere ? await person.choose(question, withdrawn) : false;
    if (answer === null) return;
    if (answer === true) return this.#unlessOver(await invoke('pairing.allow', { id: row.id }));
    this.refused++;
    if (answer === 'block') {
      output.tell(cli.blocked(name), null);
      return this.#unlessOver(await invoke('pairing.block', { id: row.id }));
    }
    if (!person.isThere) output.tell(cli.codeNotShown(name), null);
    this.#unlessOver(await invoke('pairing.end', { id: row.id }));
  }

  async #type(row: ShownPairing, withdrawn: AbortSignal): Promise<void> {
    const { output, person, invoke } = this.#opened;
    const { cli } = output.t;
    let trouble = row.trouble;
    output.tell(null, { event: 'asked', wants: 'type', device: row.device });
    for (let noCodes = 0; person.isThere || noCodes < MOST_NO_CODES; noCodes++) {
      const prompt = row.device === null ? cli.codeOnTheOther : cli.codeOn(this.#nameOf(row));
      const code = await person.line(prompt, withdrawn);
      if (withdrawn.aborted) return;
      if (code === null) break;
      const typed =
        code.length > MOST_TYPED
          ? ({ ok: false, error: errorInfo('pairing.not_a_code', {}) } as const)
          : await invoke('pairing.type', { id: row.id, code });
      if (typed.ok || typed.error.code === 'pairing.over') return;
      trouble = typed.error;
      output.warn(trouble);
    }
    // People have read it already.
    if (trouble === null || output.json) output.fail(trouble ?? errorInfo('usage.no_code', {}));
    this.givenUp.push(trouble ?? errorInfo('usage.no_code', {}));
    await invoke('pairing.end', { id: row.id });
  }

  async #choose(row: ShownPairing, withdrawn: AbortSignal): Promise<void> {
    const { output, person, invoke } = this.#opened;
    const { cli } = output.t;
    const { keep } = this.#rules;
    if (keep === 'never' || (keep === 'ask' && row.purpose !== 'pair')) return;
    const name = this.#nameOf(row);
    const question = cli.pairWith(name);
    const answer =
      keep === 'always' ||
      (person.isThere ? await person.confirm({ facts: [], question, byEnter: false }, withdrawn) : false);
    if (answer === null) return;
    if (answer) output.tell(cli.waitingToPair(name), null);
    this.#unlessOver(await invoke(answer ? 'pairing.keep' : 'pairing.end', { id: row.id }));
  }

  async #compare(row: ShownPairing, withdrawn: AbortSignal): Promise<void> {
    const { output, person, invoke } = this.#opened;
    const { meeting } = output.t;
    const name = this.#nameOf(row);
    output.tell(null, { event: 'asked', wants: 'compare', device: row.device });
    // Only who looks can say. Another surface may ask its person; here it is left alone.
    if (!person.isThere || row.pictures === null) return;
    const facts = [meeting.compareMore(name), ...pictureLines(row.pictures, output.t.locale)];
    const isSame = await person.confirm({ facts, question: meeting.compare, byEnter: false }, withdrawn);
    if (isSame === null) return;
    if (isSame) output.tell(meeting.waitingToCompare(name), null);
    this.#unlessOver(await invoke('pairing.compared', { id: row.id, isSame }));
  }

  /** What was over in the meantime needs no word: the row says why. */
  #unlessOver(outcome: Awaited<ReturnType<Opened['invoke']>>): void {
    if (!outcome.ok && outcome.error.code !== 'pairing.over') this.#opened.output.warn(outcome.error);
  }
}
