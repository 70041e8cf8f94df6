import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { JsonEvent } from '../../src/contract/json-events.ts';
import { startEngine, testPorts } from '../support/engine.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { readTranscript, runStep } from './transcript.ts';

const folder = import.meta.dirname;
const transcripts = (await readdir(folder)).filter((name) => name.endsWith('.txt'));

/** A folder with `ferry` in its bin. */
async function workplace(): Promise<string> {
  const place = await tempFolder();
  await mkdir(join(place, 'bin'));
  await writeFile(join(place, 'bin', 'ferry'), '#!/bin/sh\nexec "$NODE" "$FERRY" "$@"\n');
  await chmod(join(place, 'bin', 'ferry'), 0o755);
  return place;
}

/** With --json, each line of standard output is an event; a command that makes other lines has no --json in it. */
function expectEvents(command: string, out: readonly string[]): void {
  if (!/ --json\b/.test(command)) return;
  for (const line of out) {
    const event: unknown = JSON.parse(line.replace('"WHEN"', '"2026-01-01T00:00:00.000Z"'));
    expect(v.safeParse(JsonEvent, event).issues, line).toBeUndefined();
  }
}

const at = (place: string) => ({ PATH: `${join(place, 'bin')}:${process.env.PATH}` });

describe('the command line, as typed', () => {
  it.each(transcripts)('%s', async (name) => {
    const place = await workplace();
    const steps = readTranscript(await readFile(join(folder, name), 'utf8'));
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) {
      const { out, err, code } = await runStep({ ...step, env: { ...at(place), ...step.env } }, place);
      expect({ at: `${name}:${step.line}`, out, err, code }).toEqual({
        at: `${name}:${step.line}`,
        out: step.out,
        err: step.err,
        code: step.code,
      });
      expectEvents(step.command, out);
    }
  });
});

describe('ferry config', () => {
  it('talks to the running Ferry, which shows the change at once', async () => {
    const ports = await testPorts();
    const engine = await startEngine(ports);
    const place = await workplace();
    const step = { line: 0, env: at(place), out: [], err: [], code: 0 };
    const { code } = await runStep(
      { ...step, command: `ferry config set deviceName "Set outside" --data ${ports.dataDir}` },
      place,
    );
    expect(code).toBe(0);
    expect(engine.snapshot().state.self.name).toBe('Set outside');
  });

  it('does what each of several commands at once asks, whichever of them becomes the engine', async () => {
    const place = await workplace();
    const step = { line: 0, env: at(place), out: [], err: [], code: 0 };
    const names = Array.from({ length: 8 }, (_, index) => `Name ${index}`);
    const told = await Promise.all(
      names.map((name) => runStep({ ...step, command: `ferry config set deviceName "${name}" --data data` }, place)),
    );
    expect(told.map(({ code, err }) => ({ code, err }))).toEqual(names.map(() => ({ code: 0, err: [] })));
    const { out } = await runStep({ ...step, command: 'ferry config get deviceName --data data' }, place);
    expect(names).toContain(out[0]);
  });

  it.skipIf(process.platform !== 'linux')('says so when its answer can’t be written', async () => {
    const place = await workplace();
    const step = { line: 0, env: at(place), out: [], err: [], code: 0 };
    const { err, code } = await runStep({ ...step, command: 'ferry config --data data > /dev/full' }, place);
    expect(err[0]).toBe('ferry: The answer could not be written in full.');
    expect(err.join('\n')).not.toContain(' at ');
    expect(code).toBe(1);
  });

  it('writes only lines that their schema knows with --json, errors too', async () => {
    const place = await workplace();
    const step = { line: 0, env: at(place), out: [], err: [], code: 0 };
    for (const command of [
      'ferry config --json',
      'ferry --version --json',
      'ferry config set language xx --json',
      'ferry nope --json',
    ]) {
      const { out, err } = await runStep({ ...step, command: `${command} --data data` }, place);
      expect(err).toEqual([]);
      expect(out.length).toBeGreaterThan(0);
      expectEvents(command, out);
    }
  });
});
