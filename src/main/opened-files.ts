// How macOS hands files over: by an event for each, of which the first come before the app is ready.
import { app } from 'electron';

/** From before the app is ready on; whoever calls the answer takes what has come by then, and what comes later. */
export function openedFiles(): (take: (paths: readonly string[]) => void) => void {
  const early: string[] = [];
  let takeNow = (paths: readonly string[]): void => void early.push(...paths);
  app.on('open-file', (event, path) => {
    event.preventDefault();
    takeNow([path]);
  });
  return (take) => {
    takeNow = take;
    take(early.splice(0));
  };
}
