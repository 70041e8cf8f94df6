// The bridge, and nothing else: names of the contract go through, and neither ipcRenderer nor an event object does.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { EVENT_CHANNEL, HAND_CHANNEL, INVOKE_CHANNEL } from '../contract/channels.ts';
import type { Bridge } from '../contract/window.ts';

const listeners = new Map<string, Set<(payload: never) => void>>();

ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, payload: unknown) => {
  // Main sends each name with its own payload; the contract's types hold on both sides of this one line.
  for (const listener of listeners.get(name) ?? []) listener(payload as never);
});

const bridge: Bridge = {
  // Checked in main, which trusts no window.
  invoke: (command, ...input) => ipcRenderer.invoke(INVOKE_CHANNEL, command, input[0]),
  // Whatever isn't a file of this computer has no path, and is left out.
  hand: (files) =>
    ipcRenderer.invoke(
      HAND_CHANNEL,
      files.map((file) => webUtils.getPathForFile(file as File)).filter((path) => path !== ''),
    ),
  on(event, listener) {
    const ofEvent = listeners.get(event) ?? new Set();
    listeners.set(event, ofEvent.add(listener));
    return () => ofEvent.delete(listener);
  },
};

contextBridge.exposeInMainWorld('ferry', bridge);
