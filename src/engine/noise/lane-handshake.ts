// The handshake of a lane: a further connection of two devices that have one. What both know from that one takes the place
// of their keys, so it is short, and nobody else can make or take one. docs/PROTOCOL.md has the bytes.
import { hkdfSha256 } from '../crypto/hash.ts';
import type { Secret } from '../crypto/secret.ts';
import {
  type Established,
  established,
  framed,
  HandshakeError,
  keyPair,
  type LaneFlight,
  type Means,
  message,
  PROLOGUE,
  run,
} from './handshake.ts';
import { HandshakeState, type Role } from './handshake-state.ts';
import { NNpsk0 } from './patterns.ts';
import { ANSWER_BYTES, answer, answered, offer, VERSIONS } from './preface.ts';
import type { Transport } from './transport.ts';

const TICKET_INFO = Buffer.from('ferry v1 lane ticket', 'ascii');
const PSK_INFO = Buffer.from('ferry v1 lane psk', 'ascii');
const LANE_BYTES = 4;
export const TICKET_BYTES = 16;
/** Of either message: an ephemeral key and the tag over nothing. */
const MESSAGE_BYTES = 32 + 16;
const NOTHING = new Uint8Array(0);

/** The connection that a lane belongs to, on either side. */
export interface LaneRoot {
  readonly exporter: Secret;
  readonly version: number;
  readonly remoteKey: Uint8Array;
}

/** Shows in the clear which lane of which connection this is; worth nothing without what it was made of. */
export const laneTicket = ({ exporter }: LaneRoot, lane: number): Uint8Array =>
  derived(exporter, TICKET_INFO, lane, TICKET_BYTES).reveal();

export async function initiateLane(
  transport: Transport,
  means: Means,
  root: LaneRoot,
  lane: number,
): Promise<Established> {
  return run(transport, async (reader) => {
    const preface = offer(means.versions ?? VERSIONS, root.version, 'lane');
    const knock = Buffer.concat([numbered(lane), laneTicket(root, lane)]);
    const state = stateOf('initiator', { means, root, lane, preface, knock });
    transport.write([preface, knock, framed(state.writeMessage(NOTHING))]);
    const reply = await reader.exactly(ANSWER_BYTES);
    if (answered(reply) !== root.version) throw new HandshakeError('malformed');
    state.mixHash(reply);
    state.readMessage(await message(reader, MESSAGE_BYTES));
    const { version, remoteKey } = root;
    return established({ transport, means, state, version, remoteKey, rest: reader.rest() });
  });
}

/** `find`: whose ticket that is, asked once; null closes without a byte. */
export async function respondLane(
  transport: Transport,
  means: Means,
  { reader, preface, version }: LaneFlight,
  find: (ticket: Uint8Array, lane: number) => LaneRoot | null,
): Promise<Established> {
  const knock = await reader.exactly(LANE_BYTES + TICKET_BYTES);
  const lane = Buffer.from(knock).readUInt32BE();
  const root = find(knock.subarray(LANE_BYTES), lane);
  if (root === null || root.version !== version) throw new HandshakeError('refused');
  const first = await message(reader, MESSAGE_BYTES);
  const state = stateOf('responder', { means, root, lane, preface, knock });
  state.readMessage(first);
  const reply = answer(version);
  state.mixHash(reply);
  transport.write([reply, framed(state.writeMessage(NOTHING))]);
  return established({ transport, means, state, version, remoteKey: root.remoteKey, rest: reader.rest() });
}

interface Begun {
  readonly means: Means;
  readonly root: LaneRoot;
  readonly lane: number;
  readonly preface: Uint8Array;
  readonly knock: Uint8Array;
}

const stateOf = (role: Role, { means, root, lane, preface, knock }: Begun): HandshakeState =>
  new HandshakeState({
    suite: means.suite,
    pattern: NNpsk0,
    role,
    prologue: Buffer.concat([PROLOGUE, preface, knock]),
    createEphemeral: () => keyPair(means),
    psks: [derived(root.exporter, PSK_INFO, lane, 32)],
  });

const derived = (exporter: Secret, info: Uint8Array, lane: number, length: number): Secret =>
  hkdfSha256({ secret: exporter.reveal(), salt: NOTHING, info: Buffer.concat([info, numbered(lane)]), length });

function numbered(lane: number): Uint8Array {
  const bytes = Buffer.alloc(LANE_BYTES);
  bytes.writeUInt32BE(lane);
  return bytes;
}
