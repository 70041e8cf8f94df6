// What is about to be sent and what became of it: the one sheet that every hand-over joins, and what goes to a device
// without it.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { DeviceId } from '../contract/devices.ts';
import type { ErrorInfo } from '../contract/errors.ts';
import type { Bridge, HandedItem, SentTo } from '../contract/window.ts';
import { ask, tell } from './ask.ts';
import type { Draft } from './draft.ts';
import { toggled, withItems, withoutItem, withText } from './draft.ts';
import type { LinkHow } from './parts/page-link.tsx';

/** Stands for "whoever types the code" among the receivers, and for what concerns none of them. */
export const NOBODY = '';

export interface SendingState {
  /** Null while the sheet is closed. */
  readonly draft: Draft | null;
  readonly isSending: boolean;
  /** Why it didn't begin, by receiver. */
  readonly troubles: Readonly<Record<string, ErrorInfo>>;
}

export interface SendingActions {
  /** To that device at once, or into the sheet. */
  take(items: readonly HandedItem[], to: DeviceId | null): Promise<void>;
  takeText(text: string, to: DeviceId | null): void;
  /** Files and folders that were dropped or pasted. False where none of them has a place on this computer. */
  hand(files: readonly object[], to: DeviceId | null): Promise<boolean>;
  takePicture(picture: Blob): Promise<void>;
  /** The system's dialog; what is chosen goes to these, or into the sheet. */
  choose(what: 'files' | 'folder', to: readonly DeviceId[]): Promise<void>;
  change(draft: Draft): void;
  toggle(id: DeviceId): void;
  removeItem(id: string): void;
  /** To those that are chosen, or to whoever types the code. */
  send(to: readonly (DeviceId | null)[]): Promise<void>;
  /** Files and folders, by a page for any browser; a text stays. */
  share(how: LinkHow): Promise<void>;
  leave(): void;
}

export type Sending = SendingState & SendingActions;

const CLOSED: SendingState = { draft: null, isSending: false, troubles: {} };

export function useSending(bridge: Bridge): Sending {
  const [state, setState] = useState<SendingState>(CLOSED);
  const newest = useRef(state);
  const actions = useMemo(
    () =>
      sendingActions(
        bridge,
        () => newest.current,
        (change) => {
          newest.current = { ...newest.current, ...change };
          setState(newest.current);
        },
      ),
    [bridge],
  );

  useEffect(() => {
    void ask(bridge, 'items.waiting').then((answer) => {
      if (answer.ok && answer.value.length > 0) void actions.take(answer.value, null);
    });
    return bridge.on('itemsHanded', ({ items }) => void actions.take(items, null));
  }, [bridge, actions]);

  return { ...state, ...actions };
}

/** Apart from React, because most of it happens between two answers of the main process. */
export function sendingActions(
  bridge: Bridge,
  now: () => SendingState,
  set: (change: Partial<SendingState>) => void,
): SendingActions {
  const troubled = (who: string, trouble: ErrorInfo | null): void => {
    const { [who]: _before, ...rest } = now().troubles;
    set({ troubles: trouble === null ? rest : { ...rest, [who]: trouble } });
  };
  const drop = (items: readonly HandedItem[]): void => {
    if (items.length > 0) void tell(bridge, 'items.drop', { items: items.map(({ id }) => id) });
  };

  async function sendItems(items: readonly HandedItem[], to: readonly (DeviceId | null)[]): Promise<readonly SentTo[]> {
    if (items.length === 0) return [];
    const answer = await ask(bridge, 'items.send', { items: items.map(({ id }) => id), to: [...to] });
    return answer.ok ? answer.value : to.map((one) => ({ to: one, started: null, trouble: answer.error }));
  }

  async function sendText({ text, isPrivate }: Draft, to: readonly (DeviceId | null)[]): Promise<readonly SentTo[]> {
    if (text === null || text.trim() === '') return [];
    const answer = await ask(bridge, 'text.send', { text, isPrivate, to: [...to] });
    return answer.ok ? answer.value : to.map((one) => ({ to: one, started: null, trouble: answer.error }));
  }

  async function take(items: readonly HandedItem[], to: readonly DeviceId[]): Promise<void> {
    if (items.length === 0) return;
    if (to.length === 0 || now().draft !== null) {
      const draft = withItems(now().draft, items);
      set({ draft: { ...draft, to: [...new Set([...draft.to, ...to])] } });
      return;
    }
    for (const id of to) troubled(id, null);
    const sent = await sendItems(items, to);
    for (const one of sent) if (one.trouble !== null) troubled(one.to ?? NOBODY, one.trouble);
    drop(items);
  }

  return {
    take: (items, to) => take(items, to === null ? [] : [to]),
    takeText(text, to) {
      const draft = withText(now().draft, text);
      set({ draft: to === null || draft.to.includes(to) ? draft : { ...draft, to: [...draft.to, to] } });
    },
    async hand(files, to) {
      const answer = await bridge.hand(files);
      troubled(NOBODY, answer.ok ? null : answer.error);
      if (!answer.ok) return true;
      await take(answer.value, to === null ? [] : [to]);
      return answer.value.length > 0;
    },
    async takePicture(picture) {
      const png = new Uint8Array(await picture.arrayBuffer());
      const answer = await ask(bridge, 'items.addPicture', { png });
      troubled(NOBODY, answer.ok ? null : answer.error);
      if (answer.ok) await take([answer.value], []);
    },
    async choose(what, to) {
      const answer = await ask(bridge, 'items.choose', { what });
      const [first] = to;
      troubled(first ?? NOBODY, answer.ok ? null : answer.error);
      if (answer.ok) await take(answer.value, to);
    },
    change: (draft) => set({ draft }),
    toggle(id) {
      const { draft } = now();
      if (draft === null) return;
      troubled(id, null);
      set({ draft: { ...draft, to: toggled(draft.to, id) } });
    },
    removeItem(id) {
      const { draft } = now();
      if (draft === null) return;
      set({ draft: withoutItem(draft, id) });
      void tell(bridge, 'items.drop', { items: [id] });
    },
    async send(to) {
      const { draft, isSending } = now();
      if (draft === null || isSending || to.length === 0) return;
      set({ isSending: true, troubles: {} });
      const sentItems = await sendItems(draft.items, to);
      const sentTexts = await sendText(draft, to);
      const failed = [...sentItems, ...sentTexts].filter(({ trouble }) => trouble !== null);
      // What was handed over meanwhile isn't lost; and only what didn't begin is asked for again.
      const added = now().draft?.items.filter((item) => !draft.items.includes(item)) ?? [];
      const areItemsLeft = sentItems.some(({ trouble }) => trouble !== null);
      if (!areItemsLeft) drop(draft.items);
      set({ isSending: false, troubles: troublesOf(failed) });
      if (failed.length > 0) {
        set({
          draft: {
            ...draft,
            items: [...(areItemsLeft ? draft.items : []), ...added],
            text: sentTexts.some(({ trouble }) => trouble !== null) ? draft.text : null,
            to: [...new Set(failed.map((one) => one.to).filter((one) => one !== null))],
          },
        });
      } else set({ draft: added.length > 0 ? withItems(null, added) : null });
    },
    async share(how) {
      const { draft, isSending } = now();
      if (draft === null || isSending || draft.items.length === 0) return;
      set({ isSending: true, troubles: {} });
      const { items } = draft;
      const trouble = await tell(bridge, 'items.share', { items: items.map(({ id }) => id), ...how });
      set({ isSending: false });
      if (trouble !== null) return troubled(NOBODY, trouble);
      // What was handed over meanwhile isn't lost, nor what isn't for a browser.
      const left = items.reduce<Draft | null>((rest, { id }) => rest && withoutItem(rest, id), now().draft);
      set({ draft: left });
    },
    leave() {
      drop(now().draft?.items ?? []);
      set({ draft: null, troubles: {} });
    },
  };
}

function troublesOf(sent: readonly SentTo[]): Readonly<Record<string, ErrorInfo>> {
  const troubles: Record<string, ErrorInfo> = {};
  for (const { to, trouble } of sent) if (trouble !== null) troubles[to ?? NOBODY] = trouble;
  return troubles;
}
