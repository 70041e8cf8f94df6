// Pairing over a link: by code or QR from either side, or by eye. Whoever isn't proven at its end is disconnected.
import type { ErrorInfo } from '../../contract/errors.ts';
import type { PairingMethod } from '../identity/known-devices.ts';
import { CLOSE_REASON } from '../noise/channel.ts';
import { type PairingEnd, STEP_MS } from '../pairing/machine.ts';
import {
  type DisplayerNeeds,
  type Displaying,
  formAskedFor,
  type Pairing,
  type RecordPort,
  runDisplayer,
  runTyper,
  type TyperNeeds,
  type Typing,
} from '../pairing/run.ts';
import { type Comparing, runSas, type SasNeeds } from '../pairing/run-sas.ts';
import type { Clock, Log } from '../ports.ts';
import { decodePairMessage, PAIR_TYPES, type PairForm } from '../wire/pair-messages.ts';
import { type Link, LinkError } from './link.ts';
import { codeWrong, type PairingWas, pairingError } from './pair-error.ts';

export type PairOutcome =
  /** Nothing is pinned by that: see pair-keep.ts. */
  | { readonly kind: 'proven'; readonly method: PairingMethod }
  /** The connection is over. Null where this device's own person ended it. */
  | { readonly kind: 'notProven'; readonly error: ErrorInfo | null };

export type Over<P extends Pairing> = Omit<P, 'end'> & { readonly outcome: Promise<PairOutcome> };

interface PairNeeds {
  readonly link: Link;
  readonly clock: Clock;
  readonly random: (byteCount: number) => Uint8Array;
  readonly log: Log;
}

/** The link as pairing's machines see it. */
export function recordPort(link: Link): RecordPort {
  const { handshakeHash, ownKey, remoteKey } = link.channel;
  const passedOver = new Set<string>();
  return {
    handshakeHash,
    ownKey,
    remoteKey,
    // What can't be sent any more shows by reading, and the other device's last words are read before that.
    send: (type, body) => link.send(type, body).catch(() => undefined),
    receive: async () => {
      for (;;) {
        const record = await link.receive();
        if (record === null) throw new LinkError('closed');
        const kind = decodePairMessage(record.type, record.body)?.kind;
        if ((kind !== 'keep' && kind !== 'forget') || passedOver.has(kind)) return record;
        passedOver.add(kind);
        // It takes us for paired, and begins each connection so, or answers that it doesn't. Nobody is proven here, so
        // nothing of it is taken; that we don't go by it is for its person to know, who may pair anew as well as ours.
        if (kind === 'keep' && !link.isKept) await link.send(PAIR_TYPES.forget);
      }
    },
  };
}

/** What a device that isn't paired begins with: the form of pairing it asks for, or null where the connection is over. */
export async function pairingAskedFor(link: Link, clock: Clock): Promise<PairForm | null> {
  // It dialled because its person wants something: one that says nothing only holds a connection.
  const cancel = clock.after(STEP_MS, () => link.destroy());
  try {
    const form = formAskedFor(await recordPort(link).receive());
    if (form === null) await link.close(CLOSE_REASON.violation);
    return form;
  } catch {
    await link.close().catch(() => undefined);
    return null;
  } finally {
    cancel();
  }
}

/** Begins when the other device asked for it. */
export function pairAsDisplayer(
  needs: PairNeeds & Pick<DisplayerNeeds, 'form' | 'sheet' | 'source'>,
): Over<Displaying> {
  const { end, ...acts } = runDisplayer({ ...needs, port: recordPort(needs.link) });
  return { ...acts, outcome: outcomeOf(end, needs, () => ({ role: 'displayer', form: acts.formNow() })) };
}

interface TyperAsks {
  /** Our person's turn to type; with what was wrong with the code before. Not for a QR. */
  readonly onAsked: (wrong: ErrorInfo | null) => void;
}

/** Asks the other device for it. */
export function pairAsTyper(
  needs: PairNeeds & TyperAsks & Pick<TyperNeeds, 'form' | 'spent' | 'onGuess'>,
): Over<Typing> {
  const { link, onAsked } = needs;
  const { end, ...acts } = runTyper({
    ...needs,
    port: recordPort(link),
    onAsked: (triesLeft) => onAsked(triesLeft === null ? null : codeWrong(link.hello.name, triesLeft)),
  });
  return { ...acts, outcome: outcomeOf(end, needs, () => ({ role: 'typer', form: acts.formNow() })) };
}

/** The typer is the one whose person asked for it. */
export function pairByEye(needs: PairNeeds & Pick<SasNeeds, 'role' | 'onPictures'>): Over<Comparing> {
  const { end, ...acts } = runSas({ ...needs, port: recordPort(needs.link) });
  return { ...acts, outcome: outcomeOf(end, needs, () => ({ role: needs.role, form: 'sas' })) };
}

async function outcomeOf(
  ending: Promise<PairingEnd>,
  { link, log }: PairNeeds,
  wasWhat: () => Omit<PairingWas, 'name'>,
): Promise<PairOutcome> {
  try {
    const end = await ending;
    const was = wasWhat();
    const reason = 'reason' in end ? end.reason : null;
    log('info', 'pairing ended', { role: was.role, form: was.form, end: end.kind, reason });
    if (end.kind === 'proven') return { kind: 'proven', method: was.form };
    await link.close(end.kind === 'violation' ? CLOSE_REASON.violation : CLOSE_REASON.done).catch(() => undefined);
    return { kind: 'notProven', error: pairingError(end, { ...was, name: link.hello.name }) };
  } catch (error) {
    link.destroy();
    throw error;
  }
}
