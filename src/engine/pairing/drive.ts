// Drives a machine of pairing over the records of one channel: reads one record at a time, keeps the order of what is
// sent, holds the one deadline, and stops reading with the record that ends it, so that the next is its successor's.
import type { Clock } from '../ports.ts';
import { decodePairMessage, encodePairMessage } from '../wire/pair-messages.ts';
import type { CommonEffect, CommonEvent, PairingEnd, Step } from './machine.ts';

/** A channel whose handshake is done, as pairing sees it. */
export interface RecordPort {
  readonly handshakeHash: Uint8Array;
  readonly ownKey: Uint8Array;
  readonly remoteKey: Uint8Array;
  send(type: number, body: Uint8Array): Promise<void>;
  /** Throws when the other device is gone. */
  receive(): Promise<{ readonly type: number; readonly body: Uint8Array }>;
}

/** How long the last words of an end may take to leave, towards a device that may not be reading. */
const LAST_WORDS_MS = 2000;

export interface Drive<State, Event, Action> {
  readonly port: RecordPort;
  readonly clock: Clock;
  readonly start: Step<State, CommonEffect | Action>;
  readonly step: (state: State, event: Event | CommonEvent) => Step<State, CommonEffect | Action>;
  readonly isReading?: (state: State) => boolean;
  /** Does what the machine asked for, at once; the answer, where it has one, is the next event. */
  readonly perform: (action: Action, say: Say) => Event | null;
}

export type Say = (message: Parameters<typeof encodePairMessage>[0]) => void;

type AnyState = { readonly name: string };
type EndedState = { readonly name: 'ended'; readonly end: PairingEnd };

const isEnded = (state: AnyState): state is EndedState => state.name === 'ended';
const isCommonEffect = (effect: CommonEffect | { readonly type: string }): effect is CommonEffect =>
  effect.type === 'send' || effect.type === 'wait';

export class Driver<State extends AnyState, Event, Action extends { readonly type: string }> {
  readonly #drive: Drive<State, Event, Action>;
  readonly #ended = Promise.withResolvers<PairingEnd>();
  #state: State;
  #events: (Event | CommonEvent)[] = [];
  #isOver = false;
  #isStepping = false;
  #isReceiving = false;
  #sent: Promise<void> = Promise.resolve();
  #deadline: (() => void) | null = null;

  constructor(drive: Drive<State, Event, Action>) {
    this.#drive = drive;
    this.#state = drive.start[0];
  }

  get state(): State {
    return this.#state;
  }

  /** Resolves when it has ended and its last words have left. Whoever isn't proven is to be disconnected then. */
  run(): Promise<PairingEnd> {
    this.#apply(this.#drive.start);
    if (!this.#isOver) this.#drain();
    return this.#ended.promise;
  }

  tell(event: Event | CommonEvent): void {
    this.#events.push(event);
    this.#drain();
  }

  #drain(): void {
    // What an effect answers comes after the other effects of its step.
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) {
        if (this.#isOver) continue;
        this.#apply(this.#drive.step(this.#state, event));
      }
    } catch (error) {
      // Ours, not the other device's: whoever waits for the end hears of it.
      this.#stop();
      this.#ended.reject(error);
    } finally {
      this.#isStepping = false;
    }
    if (!this.#isOver) void this.#receive();
  }

  #apply([state, effects]: Step<State, CommonEffect | Action>): void {
    this.#state = state;
    for (const effect of effects) {
      if (!isCommonEffect(effect)) {
        const answer = this.#drive.perform(effect, this.#say);
        if (answer !== null) this.#events.push(answer);
      } else if (effect.type === 'send') this.#say(effect.message);
      else this.#wait(effect.ms);
    }
    if (isEnded(state)) {
      this.#stop();
      void this.#finish(state.end);
    }
  }

  readonly #say: Say = (message) => {
    const { type, body } = encodePairMessage(message);
    this.#sent = this.#sent
      .then(() => this.#drive.port.send(type, body))
      .catch(() => this.tell({ type: 'deviceClosed' }));
  };

  #wait(ms: number): void {
    this.#deadline?.();
    this.#deadline = this.#drive.clock.after(ms, () => this.tell({ type: 'timedOut' }));
  }

  async #receive(): Promise<void> {
    if (this.#isReceiving || this.#drive.isReading?.(this.#state) === false) return;
    this.#isReceiving = true;
    const event = await this.#drive.port.receive().then(
      ({ type, body }): CommonEvent => {
        const message = decodePairMessage(type, body);
        return message === null ? { type: 'malformed' } : { type: 'received', message };
      },
      (): CommonEvent => ({ type: 'deviceClosed' }),
    );
    this.#isReceiving = false;
    this.tell(event);
  }

  #stop(): void {
    this.#isOver = true;
    this.#deadline?.();
    this.#deadline = null;
  }

  async #finish(end: PairingEnd): Promise<void> {
    const patience = Promise.withResolvers<void>();
    const impatient = this.#drive.clock.after(LAST_WORDS_MS, patience.resolve);
    await Promise.race([this.#sent, patience.promise]);
    impatient();
    this.#ended.resolve(end);
  }
}
