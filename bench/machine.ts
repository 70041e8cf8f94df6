import { cpus, loadavg, release, type as system, totalmem } from 'node:os';

/** What a figure means nothing without. Read before the first measurement: the load is what was there already. */
export function machineFacts(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown CPU';
  const load = loadavg().map((value) => value.toFixed(2));
  return [
    `${processors.length} ${processors.length === 1 ? 'core' : 'cores'}, ${model}`,
    `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `${system()} ${release()}`,
    `Node ${process.versions.node}`,
    `load before ${load.join(' ')}`,
  ].join('; ');
}
