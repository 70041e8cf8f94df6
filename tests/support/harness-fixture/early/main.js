// Does too early, and once ready too late, what Electron refuses then; each refusal is one line of output.
import {
  app,
  BrowserWindow,
  dialog,
  Notification,
  net,
  protocol,
  safeStorage,
  screen,
  session,
  Tray,
  utilityProcess,
} from 'electron';

async function refusal(name, attempt) {
  try {
    await attempt();
    console.log(`${name}: allowed`);
  } catch (error) {
    console.log(`${name}: ${error.message}`);
  }
}

const scheme = { scheme: 'late', privileges: { standard: true, secure: true } };

async function tryEarly() {
  await refusal('BrowserWindow', () => new BrowserWindow());
  await refusal('Tray', () => new Tray('none.png'));
  await refusal('Notification', () => new Notification());
  await refusal('dialog', () => dialog.showOpenDialog({}));
  await refusal('protocol.handle', () => protocol.handle('early', () => new Response()));
  await refusal('session', () => session.defaultSession);
  await refusal('screen', () => screen.getPrimaryDisplay());
  await refusal('safeStorage', () => safeStorage.isEncryptionAvailable());
  await refusal('net.fetch', () => net.fetch('http://127.0.0.1:1/'));
}

async function tryLate() {
  await refusal('registerSchemesAsPrivileged', () => protocol.registerSchemesAsPrivileged([scheme]));
  await refusal('enableSandbox', () => app.enableSandbox());
  await refusal('scheme without privileges', () => protocol.handle('plain', () => new Response()));
  await refusal('unknown module', () => utilityProcess.fork('x.js'));
  await refusal('unknown method', () => app.getGPUInfo('basic'));
  await refusal('unknown static', () => BrowserWindow.fromDevToolsExtension());
}

console.log(
  `first: ready is ${app.isReady()}, electron is ${process.versions.electron}, harness is ${process.env.FERRY_HARNESS}`,
);
app.on('ready', () => console.log('event: ready'));
const early = tryEarly();
void app.whenReady().then(async () => {
  await early;
  await tryLate();
  app.quit();
});
console.log('evaluated');
