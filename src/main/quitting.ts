// Quitting: by a person's choice it is asked first while work is under way, and however it comes the engine stops before.
import { app, dialog } from 'electron';
import type { Engine } from '../engine/index.ts';
import type { UnfinishedWork } from '../policy/quitting.ts';
import type { Strings } from '../strings/index.ts';

/** How long quitting waits for the engine before it goes without it. */
const STOP_DEADLINE_MS = 3000;

interface QuittingParts {
  readonly unfinished: () => UnfinishedWork;
  readonly strings: () => Strings;
  readonly quit: () => void;
}

/** Quits, unless its person then wants Ferry to go on. */
export function quitting({ unfinished, strings, quit }: QuittingParts): () => void {
  let isAsking = false;

  async function mayQuit(): Promise<boolean> {
    const { goesOn, ends } = unfinished();
    if (goesOn + ends === 0) return true;
    const { shell, localSend } = strings();
    const [message = '', detail] = [
      ...(goesOn > 0 ? [shell.unfinished(goesOn)] : []),
      ...(ends > 0 ? [localSend.unfinished(ends)] : []),
    ];
    const asked = dialog.showMessageBox({
      type: 'question',
      message,
      ...(detail === undefined ? {} : { detail }),
      buttons: [shell.quit, shell.keepRunning],
      defaultId: 1,
      cancelId: 1,
    });
    // Where nothing can be asked, quitting must still be possible; everything goes on next time.
    return asked.then(
      ({ response }) => response === 0,
      () => true,
    );
  }

  return () => {
    if (isAsking) return;
    isAsking = true;
    void mayQuit().then((may) => {
      isAsking = false;
      if (may) quit();
    });
  };
}

/** So that what is under way is kept as far as it has come. */
export function stopBeforeQuit(engine: Pick<Engine, 'stop'>, atLast: () => void): void {
  let isStopped = false;
  app.on('will-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    isStopped = true;
    const late = new Promise((resolve) => setTimeout(resolve, STOP_DEADLINE_MS));
    void Promise.race([engine.stop(), late]).finally(() => {
      atLast();
      app.quit();
    });
  });
}
