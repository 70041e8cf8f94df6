// What a person may say of a network: `ferry networks trust wlan0`.
import type { NetworkTrust } from '../contract/networks.ts';

interface NetworkChoice {
  readonly trust?: NetworkTrust;
  readonly isOn?: boolean;
}

export const NETWORK_WORDS: Readonly<Record<string, NetworkChoice>> = {
  trust: { trust: 'trusted' },
  public: { trust: 'public' },
  on: { isOn: true },
  off: { isOn: false },
};
