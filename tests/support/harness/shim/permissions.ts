import { CdpClosed } from '../cdp-pipe.ts';
import { messageOf } from '../deadline.ts';
import type { WindowPage } from '../page.ts';
import { say } from '../runtime.ts';
import { toApp, toChromium } from '../urls.ts';

/** Electron's names of permissions, and what Chromium's DevTools call them. */
const chromiumNames: Record<string, readonly string[]> = {
  notifications: ['notifications'],
  geolocation: ['geolocation'],
  media: ['camera', 'microphone'],
  'display-capture': ['display-capture'],
  'clipboard-read': ['clipboard-read'],
  'clipboard-sanitized-write': ['clipboard-write'],
  midi: ['midi'],
  'idle-detection': ['idle-detection'],
  'storage-access': ['storage-access'],
  'window-management': ['window-management'],
  'persistent-storage': ['persistent-storage'],
};

const set = async (page: WindowPage, origin: string, name: string, isGranted: boolean): Promise<void> => {
  const setting = isGranted ? 'granted' : 'denied';
  try {
    await page.chromium.cdp.send('Browser.setPermission', { origin, setting, permission: { name } });
  } catch (error) {
    // Names come and go with Chromium's versions; one it doesn't know has nothing to be refused.
    if (error instanceof CdpClosed || /Unknown permission|Permission can't be/.test(messageOf(error))) return;
    say(`Chromium didn't take the permission ${name}: ${messageOf(error)}`);
  }
};

/** Gives Chromium the app's answer, so that it is Chromium that refuses. */
export const grantPermission = async (
  page: WindowPage,
  url: string,
  permission: string,
  isGranted: boolean,
): Promise<void> => {
  const origin = originOf(url);
  if (origin === null) return;
  await Promise.all((chromiumNames[permission] ?? []).map((name) => set(page, origin, name, isGranted)));
};

/** What a page may find out without asking (`permissions.query`, `Notification.permission`); set before it loads. */
export const applyPermissions = async (
  page: WindowPage,
  url: string,
  check: (permission: string, origin: string) => boolean,
): Promise<void> => {
  const origin = originOf(toChromium(url));
  if (origin === null) return;
  const answers = Object.entries(chromiumNames).flatMap(([permission, names]) => {
    const isGranted = check(permission, `${toApp(origin)}/`);
    return names.map((name) => set(page, origin, name, isGranted));
  });
  await Promise.all(answers);
};

const originOf = (url: string): string | null => {
  const { origin, protocol } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? origin : null;
};
