// What `npm test` says at the end, worked out from what happened. Pure.

/** @typedef {import('../tests/support/reporter.ts').TestEvent} TestEvent */
/** @typedef {import('../tests/support/reporter.ts').Skip} Skip */
/** @typedef {{ name: string, isOk: boolean }} Step a check of its own: types, lint, build */

/**
 * The events of a run that may have been ended in the middle of a line.
 * @param {string} text
 * @returns {TestEvent[]}
 */
export function readEvents(text) {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/**
 * The files that began and never ended, for when the time is up.
 * @param {readonly TestEvent[]} events
 */
export function filesUnderWay(events) {
  const files = new Set();
  for (const event of events) {
    if (event.kind === 'began') files.add(event.file);
    if (event.kind === 'ended') files.delete(event.file);
  }
  return [...files].map(String);
}

/**
 * @param {readonly TestEvent[]} events
 * @param {number} count
 * @returns {{ file: string, seconds: number }[]}
 */
export function slowestFiles(events, count) {
  return events
    .flatMap((event) => (event.kind === 'ended' ? [{ file: event.file, seconds: event.seconds }] : []))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, count);
}

/**
 * The skips that count as failures: what needs several hosts can be run wherever namespaces can be made, so skipping
 * it there, in a run that decides, would let the wrong thing through.
 * @param {readonly Skip[]} skipped
 * @param {{ isDeciding: boolean, canMakeHosts: boolean }} run
 */
export function forbiddenSkips(skipped, { isDeciding, canMakeHosts }) {
  return isDeciding && canMakeHosts ? skipped.filter(({ project }) => project === 'net') : [];
}

/** Of a few thousand, on a machine that others use too. Where more need it, something is wrong. */
const MOST_SECOND_TRIES = 3;

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {readonly Skip[]} skipped
 * @property {string[]} remarks what a reader of the numbers has to know, as sentences
 */

/**
 * The numbers of the whole run. A test runner that ends badly without naming a failed test is a failure too.
 * @param {{
 *   steps: readonly Step[],
 *   events: readonly TestEvent[],
 *   exitCode: number | null,
 *   run: Parameters<typeof forbiddenSkips>[1],
 * }} what `exitCode` is null where the tests weren't reached
 * @returns {Outcome}
 */
export function tally({ steps, events, exitCode, run }) {
  const finished = events.findLast((event) => event.kind === 'finished');
  const skipped = finished?.skipped ?? [];
  const forbidden = forbiddenSkips(skipped, run);
  const remarks = forbidden.map(({ name }) => `This must not be skipped here, and counts as failed: ${name}`);
  const isUnexplained = exitCode !== null && (finished === undefined || (exitCode !== 0 && finished.failed === 0));
  if (isUnexplained) remarks.push(`The test runner failed without naming a test (exit code ${exitCode}).`);
  const secondTry = finished?.secondTry ?? [];
  remarks.push(...secondTry.map((name) => `This failed, and passed when it was tried again: ${name}`));
  const isUnsteady = secondTry.length > MOST_SECOND_TRIES;
  if (isUnsteady)
    remarks.push(`More than ${MOST_SECOND_TRIES} tests had to be tried again, which counts as a failure.`);
  return {
    passed: steps.filter(({ isOk }) => isOk).length + (finished?.passed ?? 0),
    failed:
      steps.filter(({ isOk }) => !isOk).length +
      (finished?.failed ?? 0) +
      forbidden.length +
      (isUnexplained ? 1 : 0) +
      (isUnsteady ? 1 : 0),
    skipped: skipped.filter((skip) => !forbidden.includes(skip)),
    remarks,
  };
}

/** @param {Outcome} outcome */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

/**
 * Everything after the runner's own output; the closing line is alone on its line, and the last.
 * @param {Outcome} outcome
 * @param {readonly { file: string, seconds: number }[]} slowest
 */
export function closingText(outcome, slowest) {
  const lines = [];
  if (slowest.length > 0) lines.push('Slowest test files:');
  for (const { file, seconds } of slowest) lines.push(`${seconds.toFixed(1).padStart(7)} s  ${file}`);
  if (outcome.skipped.length > 0) lines.push('Skipped:');
  for (const { name, reason } of outcome.skipped) lines.push(`  ${name}${reason ? ` (${reason})` : ''}`);
  return `${[...lines, ...outcome.remarks, closingLine(outcome)].join('\n')}\n`;
}
