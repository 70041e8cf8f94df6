const { contextBridge, ipcRenderer, webUtils } = require('electron');

const listeners = new Set();
ipcRenderer.on('told', (_event, ...args) => {
  for (const listener of listeners) listener(...args);
});

contextBridge.exposeInMainWorld('fixture', {
  version: 1,
  nested: { list: [1, 'two', { three: 3 }], date: new Date(0), bytes: new Uint8Array([1, 2, 3]) },
  platform: process.platform,
  isSandboxed: process.sandboxed,
  echo: (...args) => ipcRenderer.invoke('echo', ...args),
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  tell: (...args) => ipcRenderer.send('tell', ...args),
  askNow: (text) => ipcRenderer.sendSync('ask', text),
  onTold: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  callBack: (run, value) => run(value, (inner) => `preload:${inner}`),
  isSame: (run) => run === globalThis.kept,
  keep: () => {
    globalThis.kept = () => 'kept';
    return globalThis.kept;
  },
  throwing: () => {
    throw new RangeError('too deep');
  },
  throwingNothing: () => {
    throw 'text';
  },
  rejecting: async () => {
    throw new TypeError('later');
  },
  describe: (value) => `${Object.prototype.toString.call(value)} ${Object.keys(value)}`,
  echoBack: (value) => value,
  pathOf: (file) => webUtils.getPathForFile(file),
  tryUnknown: () => ipcRenderer.sendToHost,
  tryRequire: (name) => typeof require(name),
  tryExposeTwice: () => contextBridge.exposeInMainWorld('fixture', {}),
  tryExposeIpc: () => contextBridge.exposeInMainWorld('everything', { ipcRenderer }),
  sendFunction: () => ipcRenderer.send('tell', () => 1),
});
