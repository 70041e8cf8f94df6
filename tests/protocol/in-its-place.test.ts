// Where a paired device was, somebody else answers: whether that is news depends on who.
import { describe, expect, it } from 'vitest';
import { FerryEngine, pair } from '../support/ferry-engine.ts';

async function pairedWith(visitor: FerryEngine, name: string): Promise<FerryEngine> {
  const engine = await FerryEngine.start(name);
  await engine.listen();
  await pair(engine, visitor);
  await visitor.until(`${name} to be kept`, ({ devices }) => devices[engine.state.self.id]);
  return engine;
}

/** Strangers get an answer from it, and see by that whose key it has. */
async function takePlaceOf(gone: FerryEngine, engine: FerryEngine): Promise<void> {
  await engine.listen(gone.port);
  await engine.ask('visibility.everyone', undefined);
}

describe('a call to a paired device that is gone', () => {
  it('finds nobody where another paired one is in its place now, as with two accounts of one computer', async () => {
    const visitor = await FerryEngine.start('Visitor');
    const mia = await pairedWith(visitor, 'Mia');
    const leo = await pairedWith(visitor, 'Leo');
    const to = { kind: 'device', id: mia.state.self.id } as const;
    await mia.stop();
    await leo.stop();
    await takePlaceOf(mia, await FerryEngine.start('Leo', leo.folder));
    await expect(visitor.ask('pairing.dial', { to })).rejects.toThrow('device.unreachable {"name":"Mia"');
  });

  it('tells of another key where a stranger is in its place now', async () => {
    const visitor = await FerryEngine.start('Visitor');
    const mia = await pairedWith(visitor, 'Mia');
    const to = { kind: 'device', id: mia.state.self.id } as const;
    await mia.stop();
    await takePlaceOf(mia, await FerryEngine.start('Mia'));
    await expect(visitor.ask('pairing.dial', { to })).rejects.toThrow('device.identity_changed {"name":"Mia"');
  });
});
