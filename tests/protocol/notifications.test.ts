// What a real notification daemon makes of ours, and what comes back from it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { State } from '../../src/contract/state.ts';
import type { ShownTransfer } from '../../src/contract/transfers.ts';
import { BusNotifications } from '../../src/main/notifications-bus.ts';
import { Notifier } from '../../src/main/notifier.ts';
import { stringsFor } from '../../src/strings/index.ts';
import { hasNotificationDaemon, openSession, type SessionOfTest } from '../support/notification-daemon.ts';
import { paired, rowsOf, transferRow } from '../support/shown-rows.ts';

const SOON = { timeout: 15_000, interval: 30 };
let session: SessionOfTest;
let end: () => void = () => undefined;

/** An app with these transfers, whose clock a test moves. */
async function openApp() {
  const did: string[] = [];
  const silent: string[] = [];
  const app = {
    did,
    silent,
    away: 0,
    now: 1_000_000,
    rows: [] as ShownTransfer[],
    look(...rows: readonly ShownTransfer[]): void {
      app.rows = [...rows];
      notifier.look();
      app.now += 1000;
      notifier.look();
      app.now += 1000;
    },
  };
  const notifier = new Notifier({
    engine: {
      snapshot: () => ({ revision: 1, state: rowsOf(app.rows) as State }),
      invoke: (async (command: string, { id, accept }: { id: string; accept: boolean }) => {
        did.push(`${command} ${Number.parseInt(id, 16)} ${accept}`);
        app.look(...app.rows.filter((row) => row.id !== id));
        return { ok: true, value: undefined };
      }) as never,
    },
    see: (id) => void did.push(`card ${Number.parseInt(id, 16)}`),
    seeHome: () => void did.push('home'),
    facts: () => ({ isWindowFocused: false, isWindowVisible: false, isLocked: false }),
    strings: () => stringsFor('en', []),
    now: () => app.now,
    signal: () => undefined,
  });
  const service = await BusNotifications.open({
    address: session.address,
    icon: '',
    listener: {
      onAnswer: (key, answer) => notifier.onAnswer(key, answer),
      onPutAway(key) {
        app.away += 1;
        notifier.onPutAway(key);
      },
    },
    onSilent: (reason) => void silent.push(reason),
  });
  if (service === null) throw new Error('no bus');
  notifier.start(service);
  end = () => notifier.stop();
  return app;
}

const shown = (count: number) => expect.poll(() => session.count(), SOON).toBe(count);
const seen = (text: string) => text.replace(/[\u2066-\u2069]/g, '');

describe.runIf(hasNotificationDaemon)('notifications on Linux (needs dunst, dbus-daemon and Xvfb)', () => {
  beforeAll(async () => {
    session = await openSession();
    await session.startDaemon();
  });
  afterAll(async () => session[Symbol.asyncDispose]());
  afterEach(async () => {
    end();
    await shown(0);
  });

  it.each([
    ['Accept', 'transfer.answer 1 true'],
    ['Decline', 'transfer.answer 1 false'],
  ])('answer what they were shown for: %s', async (label, done) => {
    const app = await openApp();
    app.look(transferRow(1));
    await shown(1);
    await session.press(label);
    await expect.poll(() => app.did, SOON).toEqual([done]);
    await shown(0);
  });

  it('lead to the card by a click', async () => {
    const app = await openApp();
    app.look(transferRow(7));
    await shown(1);
    session.click();
    await expect.poll(() => app.did, SOON).toEqual(['card 7']);
  });

  it('go when the offer is answered elsewhere, and stay away when they were put away', async () => {
    const app = await openApp();
    app.look(transferRow(1), transferRow(2));
    await shown(2);
    app.look(transferRow(2));
    await shown(1);
    session.putAway();
    await expect.poll(() => app.away, SOON).toBe(1);
    app.look(transferRow(2, { device: paired('Renamed') }));
    app.look(transferRow(2), transferRow(3));
    await shown(1);
    expect(app.did).toEqual([]);
  });

  it('show what a hostile name is made of, where it is', async () => {
    const app = await openApp();
    app.look(transferRow(1, { device: paired('<b>x</b>&amp;<img src=x>\n\u202Egpj') }));
    await shown(1);
    session.putAway();
    await shown(0);
    const [last] = session.history();
    expect(seen(last?.summary ?? '')).toBe('<b>x</b>&amp;<img src=x><U+000A><U+202E… wants to send 12 photos');
    expect(seen(last?.message ?? '')).toContain('&lt;b&gt;x&lt;/b&gt;&amp;amp;&lt;img src=x&gt;');
    expect(last).toMatchObject({ body: '48 MB' });
    expect(JSON.stringify(last)).not.toContain('secret');
  });

  it('take the place of what was said before', async () => {
    const app = await openApp();
    app.look(transferRow(1));
    await shown(1);
    app.look(transferRow(1, { hasActiveTypes: true }));
    await expect.poll(() => session.choices(), SOON).toEqual(['Decline', 'Open Ferry']);
    await session.press('Decline');
    await expect.poll(() => app.did, SOON).toEqual(['transfer.answer 1 false']);
  });

  it('are pressed by their own service and by nobody else on the bus', async () => {
    const app = await openApp();
    app.look(transferRow(1));
    await shown(1);
    for (let id = 1; id < 30; id++) session.forge('ActionInvoked', id, 'default');
    await session.press('Decline');
    await expect.poll(() => app.did, SOON).toEqual(['transfer.answer 1 false']);
  });

  it('come back with another service, and what the one before showed acts on nothing', async () => {
    const app = await openApp();
    app.look(transferRow(1));
    await shown(1);
    await session.endDaemon();
    app.look(transferRow(1), transferRow(2));
    await session.startDaemon();
    await shown(2);
    app.look(transferRow(2));
    await shown(1);
    await session.press('Accept');
    await expect.poll(() => app.did, SOON).toEqual(['transfer.answer 2 true']);
  });

  it('are none, and that is said once, where there is no service or no bus', async () => {
    await session.endDaemon();
    const app = await openApp();
    app.look(transferRow(1));
    app.look(transferRow(1), transferRow(2));
    await expect.poll(() => app.silent.length, SOON).toBe(1);
    // And from when there is one, they are there.
    await session.startDaemon();
    await shown(2);
    const nowhere = { icon: '', listener: { onAnswer: () => undefined, onPutAway: () => undefined } };
    for (const address of [undefined, '', 'unix:path=/nonexistent/bus', 'not an address'])
      expect(await BusNotifications.open({ ...nowhere, address, onSilent: () => undefined })).toBeNull();
    expect(app.silent).toHaveLength(1);
  });
});
