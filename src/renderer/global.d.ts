import type { Bridge } from '../contract/window.ts';

declare global {
  interface Window {
    /** Made by the preload. */
    readonly ferry: Bridge;
  }
}
