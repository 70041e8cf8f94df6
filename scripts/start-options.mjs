// What `npm start` keeps for itself of its arguments; everything else is the app's.

export const START_HELP = `npm start [-- OPTIONS]

Builds Ferry if it changed, and opens it.

  --harness    open it in an installed Chromium, even where Electron is there
  --electron   try to fetch Electron even if that failed within the last hour
  --help       this text

Everything else goes to the app, for example: npm start -- --data /tmp/second-device
`;

/** @param {readonly string[]} args */
export function parseStart(args) {
  const own = /** @type {const} */ (['--harness', '--electron', '--help', '-h']);
  // After a bare -- everything is the app's, even what looks like ours.
  const end = args.indexOf('--');
  const [ours, theirs] = end === -1 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
  const has = (/** @type {string} */ name) => ours.includes(name);
  return {
    harness: has('--harness'),
    electron: has('--electron'),
    help: has('--help') || has('-h'),
    rest: [...ours.filter((arg) => !(/** @type {readonly string[]} */ (own).includes(arg))), ...theirs],
  };
}
