/** What a launcher (a test) and the harness tell each other over Node's IPC channel. */

export interface WindowOpened {
  readonly type: 'window opened';
  readonly windowId: number;
  readonly pid: number;
  /** Playwright's way in; null without FERRY_HARNESS_DEVTOOLS=1. */
  readonly endpoint: string | null;
}

export type FromHarness =
  | { readonly type: 'entry evaluated' }
  | WindowOpened
  | { readonly type: 'window closed'; readonly windowId: number }
  | { readonly type: 'answered'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly message: string; readonly stack: string };

export type ToHarness =
  | { readonly type: 'evaluate'; readonly id: number; readonly source: string; readonly arg: unknown }
  | { readonly type: 'control'; readonly id: number; readonly method: string; readonly args: readonly unknown[] };
