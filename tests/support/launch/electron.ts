import { _electron, type ElectronApplication, type Page } from 'playwright';
import { within } from '../harness/deadline.ts';
import { type App, createHome, QUIT_TIMEOUT_MS, type Start, WINDOW_TIMEOUT_MS } from './app.ts';

/** The same interface on the real thing. */
export const launchElectron = async ({ appRoot, args, env }: Start, executablePath: string): Promise<App> => {
  const home = createHome();
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  // Terminals inside Electron editors set this, and it would turn Electron into a plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...outer } = Object.fromEntries(inherited);
  const application: ElectronApplication = await _electron.launch({
    executablePath,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), appRoot, ...args],
    env: { ...outer, ...home.env, ...env },
  });
  const child = application.process();
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
  void exited.then(() => home.remove());

  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    try {
      await within(QUIT_TIMEOUT_MS, 'Electron to quit', application.close());
    } catch {
      child.kill('SIGKILL');
    }
    await exited;
  };

  return {
    kind: 'electron',
    pid: child.pid ?? 0,
    window: async (): Promise<Page> => {
      await application.firstWindow({ timeout: WINDOW_TIMEOUT_MS });
      const newest = application.windows().at(-1);
      if (newest === undefined) throw new Error('The window closed again at once.');
      return newest;
    },
    windows: () => application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
    evaluate: (run, arg) => application.evaluate(run as never, arg as never),
    output: () => text,
    exited,
    close,
    [Symbol.asyncDispose]: close,
  };
};
