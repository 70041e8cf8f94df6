// Loaded into a program before its own code: on SIGUSR2 it throws away what isn't needed, and writes down what it keeps.
// What a program has in memory goes up and down by tens of MiB with what it only hasn't thrown away yet.
import { renameSync, writeFileSync } from 'node:fs';
import { writeHeapSnapshot } from 'node:v8';
import { collectAll } from './collected.ts';

const path = process.env.FERRY_FIGURES ?? '';
let count = 0;

process.on('SIGUSR2', () => {
  // What is dropped by finalizers goes with the second.
  for (let times = 0; times < 2; times++) collectAll();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(`${path}.new`, JSON.stringify({ number: ++count, bytes: heapUsed + external }));
  renameSync(`${path}.new`, path);
  // For whoever looks for what grows: to be opened in a browser's tools.
  if (process.env.FERRY_SNAPSHOTS) writeHeapSnapshot(`${process.env.FERRY_SNAPSHOTS}/${count}.heapsnapshot`);
});
