// Questions to the person at the terminal, one at a time, and codes from whoever types or pipes them in.
import { InTurn } from '../base/in-turn.ts';
import { hiddenLine } from './hidden-line.ts';
import { Lines } from './lines.ts';
import type { Output } from './output.ts';
import { withoutIsolates } from './output.ts';
import type { Screen } from './screen.ts';
import type { Input, Sink, World } from './world.ts';

interface Question {
  /** What is to be known before answering, line by line. */
  readonly facts: readonly string[];
  readonly question: string;
  /** The answer that Enter gives. */
  readonly byEnter: boolean;
}

/** One with a third answer. */
interface ThreeWay<T extends string> extends Question {
  /** What says which answers there are. */
  readonly prompt: string;
  readonly third: { readonly answer: T; readonly words: string };
}

export class Person {
  /** Whether somebody is there who can be asked. */
  readonly isThere: boolean;
  readonly #output: Output;
  readonly #screen: Screen;
  readonly #input: Input;
  readonly #lines: Lines;
  readonly #sink: Sink;
  readonly #oneAtATime = new InTurn();

  constructor({ out, err, input }: Pick<World, 'out' | 'err' | 'input'>, output: Output, screen: Screen) {
    this.#output = output;
    this.#screen = screen;
    this.#input = input;
    this.#lines = new Lines(input);
    // Where standard output goes elsewhere, a question on it would be seen by nobody.
    this.#sink = out.isTerminal && !output.quiet ? out : err;
    this.isThere = input.isTerminal && this.#sink.isTerminal && !output.json;
  }

  /** Null where the question was taken back; the end of the input is a no. */
  confirm(asked: Question, signal: AbortSignal): Promise<boolean | null> {
    const { yesNo, yesNoEnter } = this.#output.t.cli;
    return this.#choose<never>({ ...asked, prompt: asked.byEnter ? yesNoEnter : yesNo, third: null }, signal);
  }

  /** The same, with one more thing to answer. */
  choose<T extends string>(asked: ThreeWay<T>, signal: AbortSignal): Promise<boolean | T | null> {
    return this.#choose(asked, signal);
  }

  #choose<T extends string>(
    {
      facts,
      question,
      byEnter,
      prompt,
      third,
    }: Omit<ThreeWay<T>, 'third'> & { readonly third: ThreeWay<T>['third'] | null },
    signal: AbortSignal,
  ): Promise<boolean | T | null> {
    const { yesWords, noWords } = this.#output.t.cli;
    return this.#ask(signal, async () => {
      this.#write(facts.map((fact) => `${fact}\n`).join(''));
      for (;;) {
        this.#write(`${question} ${prompt} `);
        const line = await this.#lines.next(signal);
        if (line === null) {
          this.#write('\n');
          return signal.aborted ? null : false;
        }
        const answer = line.trim().toLowerCase();
        if (answer === '') return byEnter;
        if (['y', 'yes', ...yesWords.split(' ')].includes(answer)) return true;
        if (['n', 'no', ...noWords.split(' ')].includes(answer)) return false;
        if (third !== null && [third.answer[0], third.answer, ...third.words.split(' ')].includes(answer))
          return third.answer;
      }
    });
  }

  /** What was typed, as it was typed; null at the end of the input, or when it isn't wanted any more. */
  line(question: string, signal: AbortSignal, facts: readonly string[] = []): Promise<string | null> {
    if (!this.isThere) return this.#oneAtATime.run(() => this.#lines.next(signal));
    return this.#ask(signal, async () => {
      this.#write(`${facts.map((fact) => `${fact}\n`).join('')}${question} `);
      const line = await this.#lines.next(signal);
      if (line === null) this.#write('\n');
      return line;
    });
  }

  /** What nobody is to read on the screen: typed unseen, or else the first line of what is piped in. */
  async secret(question: string): Promise<string | null> {
    if (!this.#input.isTerminal) return this.#lines.next(new AbortController().signal);
    return this.#hidden(question);
  }

  /** Typed unseen by somebody who is there, while other things go on; null when it isn't wanted any more. */
  unseen(question: string, signal: AbortSignal, facts: readonly string[]): Promise<string | null> {
    return this.#ask(signal, async () => {
      this.#write(facts.map((fact) => `${fact}\n`).join(''));
      return await this.#hidden(question, signal);
    });
  }

  async #hidden(question: string, signal?: AbortSignal): Promise<string | null> {
    // Unseen from the moment on at which somebody may begin to type.
    const typed = hiddenLine(this.#input.open(), signal);
    this.#write(`${question} `);
    const line = await typed;
    this.#write('\n');
    return line;
  }

  #ask<T>(signal: AbortSignal, ask: () => Promise<T | null>): Promise<T | null> {
    return this.#oneAtATime.run(async () => {
      if (signal.aborted) return null;
      await this.#lines.drain();
      const release = this.#screen.hold();
      try {
        return signal.aborted ? null : await ask();
      } finally {
        release();
      }
    });
  }

  #write(text: string): void {
    this.#sink.write(withoutIsolates(text));
  }
}
