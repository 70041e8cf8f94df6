// What the window may never do, and what Chromium must not do by itself: no permission, no other page, no other window,
// no request but app://, nothing that phones home.
import { app, type Session, session, type WebContents } from 'electron';
import { APP_ORIGIN } from './app-scheme.ts';

/** Before the app is ready. */
export function quietChromium(): void {
  app.enableSandbox();
  for (const name of [
    'disable-background-networking',
    'disable-component-update',
    'disable-domain-reliability',
    'no-pings',
    'no-proxy-server',
  ]) {
    app.commandLine.appendSwitch(name);
  }
}

export async function lockSession(locked: Session = session.defaultSession): Promise<void> {
  locked.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  locked.setPermissionCheckHandler(() => false);
  locked.setSpellCheckerEnabled(false);
  locked.webRequest.onBeforeRequest((request, answer) => {
    answer({ cancel: !request.url.startsWith(`${APP_ORIGIN}/`) });
  });
  // Without this Chromium asks the network for a proxy's configuration.
  await locked.setProxy({ mode: 'direct' });
}

export function lockContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
