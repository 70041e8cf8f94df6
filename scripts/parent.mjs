// npm hands a signal to the shell it runs a script in; the shell dies of it, and the script never hears. So a script
// that npm started takes the loss of its parent for the signal.

const LOOK_MS = 300;

/**
 * @param {() => void} onGone called once, when the process that started us is no more
 * @returns {() => void} stops looking
 */
export function watchParent(onGone) {
  // Windows keeps naming the parent that was. Started by hand, being left behind is what somebody wanted (nohup, &).
  if (process.platform === 'win32' || process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, LOOK_MS);
  return () => clearInterval(timer);
}
