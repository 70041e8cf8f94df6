import { app } from 'electron';

// Electron becomes ready only after this module has been evaluated: this line waits for ever.
await app.whenReady();
console.log('ready at the top level');
