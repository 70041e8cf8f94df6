// The system's own settings, by the addresses that macOS and Windows have for them; Linux has none that all desktops know.
import { shell } from 'electron';
import { ok } from '../base/result.ts';
import type { Outcome } from '../contract/errors.ts';
import { failure } from '../contract/errors.ts';

type Page = 'network' | 'permission' | 'firewall';

const PAGES: Partial<Record<NodeJS.Platform, Readonly<Record<Page, string>>>> = {
  darwin: {
    network: 'x-apple.systempreferences:com.apple.Network-Settings.extension',
    permission: 'x-apple.systempreferences:com.apple.preference.security?Privacy_LocalNetwork',
    firewall: 'x-apple.systempreferences:com.apple.Firewall-Settings.extension',
  },
  win32: {
    network: 'ms-settings:network-status',
    permission: 'ms-settings:privacy',
    firewall: 'windowsdefender://network',
  },
};

export async function openSystemPage(
  page: Page,
  platform: NodeJS.Platform = process.platform,
): Promise<Outcome<undefined>> {
  const address = PAGES[platform]?.[page];
  if (address === undefined) return failure('system.no_settings', {});
  const isOpened = await shell.openExternal(address).then(
    () => true,
    () => false,
  );
  return isOpened ? ok(undefined) : failure('system.no_settings', {});
}
