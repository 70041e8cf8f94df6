// What the window may never do (claims W1 to W4 of docs/THREAT-MODEL.md). Its content policy forbids most of this a
// second time, so each guard is asked where the policy doesn't reach.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeFerries, openFerry, screen, settled } from '../support/ferry-app.ts';
import type { App } from '../support/launch.ts';
import { electronRuntime, harnessOf } from '../support/launch.ts';
import { pageAnew } from '../support/page-anew.ts';

const onHarness = electronRuntime === null || process.env.FERRY_E2E === 'harness';

/** One app, whose window opens its page anew for each test. */
let app: App;
let page: Page;
beforeAll(async () => {
  app = await openFerry(await settled());
  await screen(await app.window(), 'home');
});
beforeEach(async () => {
  page = await pageAnew(app);
});
afterAll(closeFerries);

type Answer = { readonly ok: boolean; readonly error?: { readonly code: string } };
type InPage = { ferry: { invoke(...words: unknown[]): Promise<Answer> } };

/** Somebody else on this machine, who would see every request. */
async function stranger() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'image/svg+xml', 'access-control-allow-origin': '*' });
    response.end('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Every kind of request, from a page that no content policy binds and from the session itself. */
const requestAll = (url: string) =>
  app.evaluate(async ({ BrowserWindow, session }, address) => {
    const bare = new BrowserWindow({ show: false });
    const outcome = (work: Promise<unknown>) =>
      work.then(
        () => 'answered',
        () => 'refused',
      );
    await bare.loadURL('about:blank');
    const inPage = (script: string) => outcome(bare.webContents.executeJavaScript(script));
    const answers = {
      fetch: await inPage(`fetch('${address}/fetch')`),
      image: await inPage(`Object.assign(new Image(), { src: '${address}/image' }).decode()`),
      page: await outcome(bare.loadURL(`${address}/page`)),
      session: await outcome(session.defaultSession.fetch(`${address}/session`)),
    };
    bare.destroy();
    return answers;
  }, url);

describe('the window', () => {
  it('is served its own files, and none beside or above them', async () => {
    const status = (url: string) =>
      app.evaluate(async ({ session }, address) => (await session.defaultSession.fetch(address)).status, url);
    expect(await status('app://ferry/index.html')).toBe(200);
    for (const other of ['%2e%2e/main/index.js', '..%2fmain%2findex.js', '']) {
      expect(await status(`app://ferry/${other}`), other).toBe(404);
    }
  });

  it('is refused every permission, whether it asks or only looks', async () => {
    const looked = await page.evaluate(() => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'];
      const states = names.map((name) => navigator.permissions.query({ name: name as PermissionName }));
      return Promise.all([Notification.permission, ...states.map(async (status) => (await status).state)]);
    });
    expect(looked).toEqual(Array(7).fill('denied'));
    const asked = await page.evaluate(async () => [
      await Notification.requestPermission(),
      await navigator.mediaDevices.getUserMedia({ audio: true }).catch(({ name }) => name),
      await navigator.clipboard.readText().catch(({ name }) => name),
      await new Promise((done) =>
        navigator.geolocation.getCurrentPosition(done, ({ code }) => done(code), { timeout: 5000 }),
      ),
    ]);
    const DENIED = 1;
    expect(asked).toEqual(['denied', 'NotAllowedError', 'NotAllowedError', DENIED]);
  });

  it('opens no other window and goes to no other page, not even one of its own', async () => {
    await app.evaluate(({ BrowserWindow }) => {
      const prevented: boolean[] = [];
      BrowserWindow.getAllWindows()[0]?.webContents.on('will-navigate', (event) =>
        prevented.push(event.defaultPrevented),
      );
      Object.assign(globalThis, { prevented });
    });
    await page.evaluate(() => {
      window.open('index.html');
      window.open('https://example.com/');
      const link = Object.assign(document.createElement('a'), { href: 'index.html', target: '_blank', id: 'away' });
      link.textContent = 'Away';
      document.querySelector('main')?.prepend(link);
    });
    await page.click('#away');
    // Answered after all that was asked before it.
    const facts = () => page.evaluate(() => (globalThis as unknown as InPage).ferry.invoke('shell.facts'));
    expect(await facts()).toMatchObject({ ok: true });
    expect(await app.windows()).toBe(1);
    await page.evaluate(() => {
      location.href = 'other.html';
    });
    const prevented = () => app.evaluate(() => (globalThis as unknown as { prevented: boolean[] }).prevented);
    await expect.poll(prevented).toEqual([true]);
    expect(await page.locator('#away').count()).toBe(1);
    expect(await facts()).toMatchObject({ ok: true });
  });

  it('runs no script that isn’t a file of its own', async () => {
    const wasRun = await page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.text = 'globalThis.wasRun = true';
      } catch {
        // Trusted types refuse the text itself.
      }
      document.body.append(script);
      return 'wasRun' in globalThis;
    });
    expect(wasRun).toBe(false);
  });

  it('is told nothing but the commands of its list, and only as the app’s own page', async () => {
    const bridge = await page.evaluate(async () => {
      const { ferry } = globalThis as unknown as InPage;
      const calls = [
        ['settings.get'],
        ['state.snapshot', 1],
        ['settings.set', { receiveFolder: '/tmp' }],
        ['__proto__'],
        [{}],
      ];
      const answers = await Promise.all(calls.map((call) => ferry.invoke(...call)));
      const frame = document.body.appendChild(document.createElement('iframe'));
      const inner = frame.contentWindow as unknown as Partial<InPage>;
      return {
        codes: answers.map(({ error }) => error?.code),
        keys: Object.keys(ferry),
        node: typeof (globalThis as { require?: unknown }).require,
        inFrame: typeof inner.ferry,
      };
    });
    const codes = Array(5).fill('input.invalid');
    expect(bridge).toEqual({ codes, keys: ['invoke', 'hand', 'on'], node: 'undefined', inFrame: 'undefined' });
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('about:blank'));
    await page.waitForURL('about:blank');
    expect(await page.evaluate(() => (globalThis as unknown as InPage).ferry.invoke('state.snapshot'))).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    });
  });
});

describe('Chromium', () => {
  it('is kept quiet: no background traffic, no proxy look-up, no crash reports, no spell checker', async () => {
    const facts = await app.evaluate(({ app: electronApp, session }) => ({
      switches: [
        'disable-background-networking',
        'disable-component-update',
        'disable-domain-reliability',
        'no-pings',
        'no-proxy-server',
      ].filter((name) => !electronApp.commandLine.hasSwitch(name)),
      spell: session.defaultSession.isSpellCheckerEnabled(),
    }));
    expect(facts).toEqual({ switches: [], spell: false });
    if (!onHarness) return;
    expect(await harnessOf(app).crashReporterStarts()).toEqual([]);
    expect(await harnessOf(app).proxies()).toEqual([{ mode: 'direct' }]);
    expect(await harnessOf(app).isSandboxEnabled()).toBe(true);
  });
});

describe('every window', () => {
  it('gets nothing from elsewhere, also where its content policy doesn’t reach', async () => {
    await using elsewhere = await stranger();
    const refused = { fetch: 'refused', image: 'refused', page: 'refused', session: 'refused' };
    expect(await requestAll(elsewhere.url)).toEqual(refused);
    const own = (url: string) =>
      fetch(url).then(
        () => 'answered',
        () => 'refused',
      );
    expect(await page.evaluate(own, `${elsewhere.url}/own`)).toBe('refused');
    expect(elsewhere.asked).toEqual([]);
    if (!onHarness) return;
    // It is gone for good, so this is the last test. Nothing else stands in the way: without it the same requests arrive.
    await app.evaluate(({ session }) => session.defaultSession.webRequest.onBeforeRequest(null));
    await requestAll(elsewhere.url);
    expect(elsewhere.asked).toEqual(['/fetch', '/image', '/page', '/session']);
  });
});
