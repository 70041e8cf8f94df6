// What this computer's own firewall does with who calls Ferry: asked of the programs that the system has for it.
import type { FirewallFacts } from './facts.ts';
import { linuxFirewall } from './firewall-linux.ts';
import { macFirewall } from './firewall-macos.ts';
import { windowsFirewall } from './firewall-windows.ts';
import type { RunCommand } from './run-command.ts';

export interface FirewallNeeds {
  readonly platform: string;
  /** The program that listens: Windows and macOS have rules for programs. */
  readonly execPath: string;
  /** By which others connect. */
  readonly port: number;
  /** By which they are announced: that of mDNS, or LocalSend's. */
  readonly udpPort: number;
  /** The interfaces that Ferry uses: firewalld has a zone for each. */
  readonly used: readonly string[];
  readonly run: RunCommand;
  /** Null where it can't be read. */
  readonly readFile: (path: string) => Promise<string | null>;
}

export const NOT_KNOWN: FirewallFacts = { firewall: null, state: 'unknown', place: '' };

export function firewallFacts(needs: FirewallNeeds): Promise<FirewallFacts> {
  if (needs.platform === 'linux') return linuxFirewall(needs);
  if (needs.platform === 'darwin') return macFirewall(needs);
  if (needs.platform === 'win32') return windowsFirewall(needs);
  return Promise.resolve(NOT_KNOWN);
}
