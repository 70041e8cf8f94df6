// Calls of two paired devices that cross: what a person wants is not broken off by what devices do by themselves.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/engine/net/admission.ts';
import { type ChildEngine, metFolders } from '../support/child-engine.ts';
import { engineOn } from '../support/engine-on.ts';
import { canMakeSpaces, type Host, NetSpace } from '../support/net-space.ts';

const ROUNDS = 30;
/** Far sooner than devices do; sooner still, and the guard against floods refuses them. */
const CALL_EVERY_MS = 1000 / LIMITS.handshakesPerSecond;

interface Side {
  readonly engine: ChildEngine;
  readonly host: Host;
}

/** Both listen, see each other, and keep a connection. */
async function connected(): Promise<readonly [Side, Side]> {
  const space = NetSpace.open();
  const hosts = [space.addHost('pier'), space.addHost('studio')] as const;
  const [pierFolder, studioFolder] = await metFolders('Calm Pier', 'Studio PC');
  const pier = { host: hosts[0], engine: await engineOn(hosts[0], 'Calm Pier', { folder: pierFolder }) };
  const studio = { host: hosts[1], engine: await engineOn(hosts[1], 'Studio PC', { folder: studioFolder }) };
  for (const { engine } of [pier, studio]) {
    await engine.ask('receive.offers', { into: null });
    await engine.until('the other', ({ nearby }) => Object.values(nearby).some(({ isHere }) => isHere));
  }
  const idOf = ({ engine }: Side): string => engine.self?.id ?? '';
  return idOf(pier) < idOf(studio) ? [pier, studio] : [studio, pier];
}

/** Calls the other whenever there is no connection, as devices that see each other do, and sooner. */
function keepCalling({ engine }: Side, other: Side): () => Promise<void> {
  let isOver = false;
  const address = other.host.addressOf();
  const calling = (async () => {
    while (!isOver) {
      await delay(CALL_EVERY_MS);
      await engine.ask('network.open', { port: null, address: null });
      await engine.ask('nearby.add', { text: address }).catch(() => undefined);
    }
  })();
  return () => {
    isOver = true;
    return calling;
  };
}

/** What `call` began gets as far as the code that is typed. */
async function reachesItsCode(caller: ChildEngine, other: ChildEngine, call: () => Promise<string>): Promise<void> {
  const before = new Set(Object.keys(other.pairings));
  const id = await call();
  const shown = other.until('being asked', ({ pairings }) =>
    Object.values(pairings).find((row) => !before.has(row.id) && row.stage === 'asked'),
  );
  const ended = caller.until('an end', ({ pairings }) => pairings[id]?.stage === 'ended' && pairings[id]);
  const asked = await Promise.race([shown, ended]);
  expect(asked).toMatchObject({ stage: 'asked' });
  await other.ask('pairing.allow', { id: asked.id });
  const typing = caller.until('the code to be asked for', ({ pairings }) => pairings[id]?.stage === 'typing' && 'yes');
  expect(await Promise.race([typing, ended])).toBe('yes');
  await caller.ask('pairing.end', { id });
  await ended;
}

describe.runIf(canMakeSpaces())('two paired devices that keep a connection', () => {
  it.each(['lower', 'higher'] as const)('pair and fetch anew where the one with the %s id wants to', async (which) => {
    const [lower, higher] = await connected();
    const [caller, other] = which === 'lower' ? [lower, higher] : [higher, lower];
    const to = await other.engine.until('itself', ({ self }) => ({ kind: 'device' as const, id: self.id }));
    const stopCalling = [keepCalling(caller, other), keepCalling(other, caller)];
    for (let round = 0; round < ROUNDS; round++) {
      await reachesItsCode(
        caller.engine,
        other.engine,
        async () => (await caller.engine.ask('pairing.dial', { to })).id,
      );
      await reachesItsCode(caller.engine, other.engine, async () => {
        const { pairing } = await caller.engine.ask('transfer.fetch', { from: to, into: null });
        return pairing ?? 'none';
      });
    }
    for (const stop of stopCalling) await stop();
  });
});
