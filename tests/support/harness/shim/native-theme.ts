import type { NativeTheme } from 'electron';
import { CdpClosed } from '../cdp-pipe.ts';
import { messageOf } from '../deadline.ts';
import type { WindowPage } from '../page.ts';
import { runtime, say } from '../runtime.ts';
import { guardedEmitter } from './guard.ts';

type Source = NativeTheme['themeSource'];

/** themeSource reaches the page for real: matchMedia and CSS see it. */
class HarnessNativeTheme
  extends guardedEmitter('nativeTheme')
  implements
    Pick<
      NativeTheme,
      | 'themeSource'
      | 'shouldUseDarkColors'
      | 'shouldUseHighContrastColors'
      | 'shouldUseInvertedColorScheme'
      | 'prefersReducedTransparency'
      | 'inForcedColorsMode'
    >
{
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly prefersReducedTransparency = false;
  readonly inForcedColorsMode = false;
  private source: Source = 'system';
  private systemIsDark = false;
  private readonly pages = new Set<WindowPage>();

  get themeSource(): Source {
    return this.source;
  }

  set themeSource(source: Source) {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`themeSource can't be ${String(source)}`);
    const wasDark = this.shouldUseDarkColors;
    const hasChanged = source !== this.source;
    this.source = source;
    for (const page of this.pages) this.emulate(page);
    if (hasChanged || wasDark !== this.shouldUseDarkColors) this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.source === 'system' ? this.systemIsDark : this.source === 'dark';
  }

  /** Only Windows has such a colour; elsewhere Electron repeats the one that themeSource may have set. */
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return process.platform === 'win32' ? this.systemIsDark : this.shouldUseDarkColors;
  }

  /** For tests: the person switches the desktop to dark or light. */
  setSystem(isDark: boolean): void {
    this.systemIsDark = isDark;
    for (const page of this.pages) this.emulate(page);
    this.emit('updated');
  }

  /** Keeps a page in step until the returned function is called. */
  apply(page: WindowPage): () => void {
    this.pages.add(page);
    this.emulate(page);
    return () => this.pages.delete(page);
  }

  private emulate(page: WindowPage): void {
    // A headed window follows the desktop by itself.
    const value = this.source === 'system' && runtime.isHeaded ? '' : this.shouldUseDarkColors ? 'dark' : 'light';
    page
      .send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] })
      .catch((error: unknown) => {
        if (!(error instanceof CdpClosed)) say(messageOf(error));
      });
  }
}

export const nativeTheme = new HarnessNativeTheme();
