// The door of the engine: the only file of this layer that a shell may import. The engine runs in plain Node and knows
// no window, no command line and no words; it is given its ports and gives back one state and one way to ask.

export type { Engine } from './create-engine.ts';
export { createEngine } from './create-engine.ts';
export { defaultDataDir } from './default-data-dir.ts';
export { homeFolder } from './home-folder.ts';
export { looksLikeAddress, parseAddress, writeAddress } from './net/address.ts';
export { type ContentPipe, openContentPipe } from './net/content-pipe.ts';
export type { Door } from './net/local-caller.ts';
export type { Clock, KeyWrap, Log, LogLevel, Ports } from './ports.ts';
export { SYSTEM_PORTS } from './ports.ts';
export type { OpenDoor } from './running.ts';
export { openDoor, openOwnDoor } from './running.ts';
export { makeShellFolder } from './shell-folder.ts';
export { trySend } from './try-send.ts';
