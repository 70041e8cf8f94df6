// Stops what is sent at a certain record, so that a test changes the source at that very moment and not about then.
import { Channel } from '../../src/engine/noise/channel.ts';
import { decodeData, isContentType } from '../../src/engine/wire/data.ts';

export class SendingGate {
  readonly #sendTagged = Channel.prototype.sendTagged;
  readonly #reached = Promise.withResolvers<void>();
  #opened = Promise.withResolvers<void>();
  #left: number;
  /** Bytes of content that were sent, in all. */
  sentBytes = 0;
  /** The connection that content was sent on last. */
  channel: Channel | null = null;

  /** Shut behind so many records of content, of whatever file. */
  constructor(records: number) {
    this.#left = records;
    const gate = this;
    Channel.prototype.sendTagged = function sendThroughGate(this: Channel, type, ...body) {
      const sent = gate.#sendTagged.call(this, type, ...body);
      if (!isContentType(type)) return sent;
      const segments = [...(decodeData(body, type)?.segments ?? [])];
      gate.sentBytes += segments.reduce((sum, each) => sum + (each.kind === 'content' ? each.length : 0), 0);
      gate.channel = this;
      if (--gate.#left > 0) return sent;
      gate.#reached.resolve();
      return { tag: sent.tag, sent: Promise.all([sent.sent, gate.#opened.promise]).then(() => undefined) };
    };
  }

  /** Nothing more goes through until it is opened. */
  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  readonly open = (): void => {
    Channel.prototype.sendTagged = this.#sendTagged;
    this.#opened.resolve();
  };
}
