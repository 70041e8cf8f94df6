// A small app as Electron apps are: it proves the harness, and nothing else.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { app, BrowserWindow, ipcMain, Menu, nativeImage, net, protocol, session, Tray } from 'electron';

const here = fileURLToPath(new URL('.', import.meta.url));
const heard = [];
globalThis.fixture = { heard, closesArePrevented: false, tray: null };

const dataFlag = process.argv.find((argument) => argument.startsWith('--data='));
if (dataFlag) app.setPath('userData', dataFlag.slice('--data='.length));

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

for (const name of ['before-quit', 'will-quit', 'quit', 'window-all-closed', 'ready']) {
  app.on(name, () => {
    heard.push(name);
    console.log(`event: ${name}`);
  });
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "worker-src 'self'",
].join('; ');

async function servePage(request) {
  const { pathname, hostname } = new URL(request.url);
  if (hostname !== 'fixture') return new Response('no such host', { status: 404 });
  if (pathname === '/echo') {
    return Response.json({ url: request.url, method: request.method, body: await request.text() });
  }
  if (pathname === '/go-away') return Response.redirect('https://away.example/redirected', 302);
  const file = join(here, 'page', pathname === '/' ? 'index.html' : pathname);
  const response = await net.fetch(pathToFileURL(file).href);
  const headers = new Headers(response.headers);
  // One page without a policy: what happens to its requests is up to the main process alone.
  if (pathname !== '/second.html') headers.set('content-security-policy', policy);
  return new Response(await readFile(file), { status: response.status, headers });
}

function openWindow(options = {}) {
  const window = new BrowserWindow({
    width: 640,
    height: 480,
    show: false,
    webPreferences: { preload: join(here, 'preload.cjs') },
    ...options,
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    heard.push('close');
    console.log('event: close');
    if (globalThis.fixture.closesArePrevented) event.preventDefault();
  });
  window.on('closed', () => {
    heard.push('closed');
    console.log('event: closed');
  });
  window.webContents.on('will-navigate', (event, url) => {
    heard.push(`will-navigate ${url}`);
    if (!url.startsWith('app://fixture/')) event.preventDefault();
  });
  window.webContents.on('will-redirect', (event, url) => {
    heard.push(`will-redirect ${url}`);
    event.preventDefault();
  });
  window.webContents.on('render-process-gone', (_event, details) => {
    heard.push(`gone ${details.reason}`);
    console.log(`event: gone ${details.reason}`);
  });
  window.webContents.setWindowOpenHandler(({ url }) => {
    heard.push(`window.open ${url}`);
    return { action: 'deny' };
  });
  void window.loadURL('app://fixture/index.html?from=main#top');
  return window;
}
globalThis.fixture.openWindow = openWindow;

if (app.requestSingleInstanceLock({ from: process.pid, at: new Date(0) })) {
  app.on('second-instance', (_event, argv, cwd, data) => {
    heard.push(['second-instance', argv.slice(2), cwd, data]);
  });
  void app.whenReady().then(() => {
    protocol.handle('app', servePage);
    session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
      heard.push(`permission ${permission}`);
      answer(false);
    });
    session.defaultSession.setPermissionCheckHandler(() => false);
    session.defaultSession.webRequest.onBeforeRequest(
      { urls: ['http://*/*', 'https://*/*', '*://*/cancel*'] },
      (details, answer) => {
        heard.push(`request ${details.resourceType} ${details.url}`);
        answer({ cancel: true });
      },
    );
    globalThis.fixture.tray = new Tray(nativeImage.createFromPath(join(here, 'icon.png')));
    globalThis.fixture.tray.setToolTip('Fixture');
    globalThis.fixture.tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Open', click: () => heard.push('tray open') },
        { type: 'separator' },
        {
          label: 'More',
          submenu: [
            { id: 'deep', label: 'Deep', type: 'checkbox', click: (item) => heard.push(`deep ${item.checked}`) },
          ],
        },
        { label: 'Grey', enabled: false },
      ]),
    );
    openWindow();
  });
} else {
  console.log('another instance has the lock');
  app.quit();
}

ipcMain.handle('echo', (event, ...args) => ({
  args,
  from: event.senderFrame.url,
  isTop: event.senderFrame.parent === null,
}));
ipcMain.handle('fail', () => {
  throw new TypeError('no such boat');
});
ipcMain.handle('unclonable', () => () => 1);
ipcMain.on('tell', (event, ...args) => {
  heard.push(['tell', ...args]);
  event.reply('told', ...args);
});
ipcMain.on('ask', (event, text) => {
  event.returnValue = `${text}!`;
});
