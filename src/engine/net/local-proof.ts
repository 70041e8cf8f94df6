// How two programs of one user show each other that they are: both can read the data folder's token, and say so without
// sending it. Then lines of JSON, either way.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import * as v from 'valibot';

/** Until somebody has shown who they are; a longer line isn't ours. */
export const MAX_LINE_BYTES = 1024 * 1024;
/** From somebody who has: a command with a text in it, each character of it escaped; a state with five hundred transfers. */
export const MAX_PROVEN_LINE_BYTES = 32 * 1024 * 1024;
export const PROOF_DEADLINE_MS = 5000;

const Hex32 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Hello = v.strictObject({ ferry: v.literal(1), nonce: Hex32 });
const ServerProof = v.strictObject({ nonce: Hex32, proof: Hex32 });
const ClientProof = v.strictObject({ proof: Hex32 });

export type Lines = AsyncGenerator<unknown, void, undefined>;

/** The other side's lines, parsed. Ends when it ends; throws on a line that is too long or isn't JSON. */
export async function* readLines(socket: Socket, most: () => number): Lines {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of socket) {
    let fresh = chunk as Buffer;
    for (let end = fresh.indexOf(0x0a); end !== -1; end = fresh.indexOf(0x0a)) {
      const line = Buffer.concat([...rest, fresh.subarray(0, end)]);
      rest = [];
      restBytes = 0;
      fresh = fresh.subarray(end + 1);
      yield JSON.parse(line.toString());
    }
    rest.push(fresh);
    restBytes += fresh.length;
    if (restBytes > most()) throw new Error('line too long');
  }
}

export const writeLine = (socket: Socket, line: unknown, onSent?: (error?: Error | null) => void): void => {
  socket.write(`${JSON.stringify(line)}\n`, onSent);
};

/** True when the other side knows the token; it has then seen the same of us. Says nothing to one that doesn't. */
export async function proveAsServer(socket: Socket, lines: Lines, token: string): Promise<boolean> {
  const hello = v.safeParse(Hello, (await lines.next()).value);
  if (!hello.success) return false;
  const nonce = randomBytes(32).toString('hex');
  writeLine(socket, { nonce, proof: proofOf(token, 'server', nonce, hello.output.nonce) });
  const answer = v.safeParse(ClientProof, (await lines.next()).value);
  return answer.success && isEqual(answer.output.proof, proofOf(token, 'client', nonce, hello.output.nonce));
}

export async function proveAsClient(socket: Socket, lines: Lines, token: string): Promise<'proven' | 'wrong' | 'gone'> {
  const nonce = randomBytes(32).toString('hex');
  writeLine(socket, { ferry: 1, nonce });
  const line = await lines.next();
  if (line.done) return 'gone';
  const theirs = v.safeParse(ServerProof, line.value);
  if (!theirs.success) return 'wrong';
  if (!isEqual(theirs.output.proof, proofOf(token, 'server', theirs.output.nonce, nonce))) return 'wrong';
  writeLine(socket, { proof: proofOf(token, 'client', theirs.output.nonce, nonce) });
  return 'proven';
}

/** Both nonces and the side are in each proof: none can be replayed, or handed back to whoever made it. */
function proofOf(token: string, side: 'server' | 'client', serverNonce: string, clientNonce: string): string {
  return createHmac('sha256', token).update(`ferry v1 local ${side}|${serverNonce}|${clientNonce}`).digest('hex');
}

const isEqual = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
