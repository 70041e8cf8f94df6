// Writes what `npm test` wants to say at the end, one JSON line per event, into the file FERRY_TEST_EVENTS names. A file,
// so that it can still be read when the run had to be ended from outside.
import { appendFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

export type Skip = { project: string; name: string; reason: string };

export type TestEvent =
  | { kind: 'began'; file: string }
  | { kind: 'ended'; file: string; seconds: number }
  | { kind: 'finished'; passed: number; failed: number; skipped: Skip[]; secondTry: readonly string[] };

// biome-ignore lint/style/noDefaultExport: vitest takes a reporter only as the default export of its file.
export default class ClosingReporter implements Reporter {
  readonly #began = new Map<string, number>();
  readonly #path = process.env.FERRY_TEST_EVENTS ?? '';
  #namePattern: RegExp | undefined;

  onInit(vitest: Vitest): void {
    this.#namePattern = vitest.config.testNamePattern;
  }

  onTestModuleQueued(module: TestModule): void {
    this.#began.set(module.id, performance.now());
    this.#write({ kind: 'began', file: fileOf(module) });
  }

  onTestModuleEnd(module: TestModule): void {
    const began = this.#began.get(module.id) ?? performance.now();
    this.#write({ kind: 'ended', file: fileOf(module), seconds: (performance.now() - began) / 1000 });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    const skipped: Skip[] = [];
    const secondTry: string[] = [];
    for (const module of modules) {
      failed += ownFailures(module);
      for (const suite of module.children.allSuites()) failed += ownFailures(suite);
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') {
          passed += 1;
          if (test.diagnostic()?.flaky) secondTry.push(`${nameOf(test)}: ${firstLine(result.errors?.[0]?.message)}`);
        } else if (result.state === 'failed') failed += 1;
        else if (this.#isAskedFor(test)) skipped.push(skipOf(test));
      }
    }
    this.#write({ kind: 'finished', passed, failed, skipped, secondTry });
  }

  /** What `-t` leaves out counts as skipped to vitest, but nobody missed it. */
  #isAskedFor(test: TestCase): boolean {
    return this.#namePattern?.test(test.fullName.replaceAll(' > ', ' ')) ?? true;
  }

  #write(event: TestEvent): void {
    if (this.#path) appendFileSync(this.#path, `${JSON.stringify(event)}\n`);
  }
}

/** A file that can't be loaded, or a hook that throws, fails without any test of it failing. */
function ownFailures(part: TestModule | TestSuite): number {
  return part.errors().length;
}

function fileOf(module: TestModule): string {
  return module.relativeModuleId;
}

function nameOf(test: TestCase): string {
  return `${fileOf(test.module)} > ${test.fullName}`;
}

const firstLine = (text = ''): string => text.split('\n', 1)[0] ?? '';

function skipOf(test: TestCase): Skip {
  return { project: test.project.name, name: nameOf(test), reason: reasonOf(test) };
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  if (result.state === 'skipped' && result.note) return result.note;
  if (test.options.mode === 'todo') return 'not written yet';
  if (result.state === 'pending') return 'never reached';
  return isSetUpBroken(test) ? 'its set-up failed' : '';
}

function isSetUpBroken(test: TestCase): boolean {
  for (let part: TestModule | TestSuite = test.parent; ; part = part.parent) {
    if (part.errors().length > 0) return true;
    if (part.type === 'module') return false;
  }
}
