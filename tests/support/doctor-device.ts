// Drives the program that the doctor is run in, on a host of its own.
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Finding, FindingCode } from '../../src/contract/doctor.ts';
import type { Host } from './net-space.ts';

const PROGRAM = join(import.meta.dirname, 'doctor-child.ts');
const PATIENCE_MS = 20_000;

type Line =
  | { readonly kind: 'open'; readonly port: number }
  | { readonly kind: 'connected' | 'failed' }
  | { readonly kind: 'heard'; readonly isHeard: boolean }
  | { readonly kind: 'done'; readonly command: string }
  | { readonly kind: 'report'; readonly findings: readonly Finding[] };
type LineOf<K extends Line['kind']> = Extract<Line, { kind: K }>;

/** What a doctor found, by check. */
export class Report {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    this.findings = findings;
  }

  get bad(): readonly FindingCode[] {
    return this.findings.flatMap(({ state, code }) => (state === 'bad' ? [code] : []));
  }

  /** The findings of one check, as codes with their facts. */
  of(check: string): readonly [FindingCode, Finding['facts']][] {
    return this.findings
      .flatMap((each) => (each.check === check ? [[each.code, each.facts] as const] : []))
      .map((each) => [...each]);
  }
}

export class DoctorDevice {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #lines: Line[] = [];
  #read = 0;
  #stderr = '';
  #news: () => void = () => undefined;

  private constructor(host: Host, name: string, paired: readonly string[], path: readonly string[]) {
    this.name = name;
    this.#child = host.spawn(process.execPath, [PROGRAM, name, ...paired], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PATH: [...path, process.env.PATH ?? ''].join(':') },
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    createInterface({ input: this.#child.stdout as Readable }).on('line', (line) => {
      this.#lines.push(JSON.parse(line) as Line);
      this.#news();
    });
  }

  /** Gives it when it listens. */
  static start(host: Host, name: string, ...paired: readonly string[]): Promise<DoctorDevice> {
    return DoctorDevice.#started(new DoctorDevice(host, name, paired, []));
  }

  /** The same with that folder's programs before the system's. */
  static startWith(programs: string, host: Host, name: string, ...paired: readonly string[]): Promise<DoctorDevice> {
    return DoctorDevice.#started(new DoctorDevice(host, name, paired, [programs]));
  }

  static async #started(device: DoctorDevice): Promise<DoctorDevice> {
    await device.#next('open');
    return device;
  }

  async report(): Promise<Report> {
    this.#say('doctor');
    return new Report((await this.#next('report')).findings);
  }

  async connect(to: DoctorDevice, address: string): Promise<void> {
    this.#say(`connect ${to.name} ${address}`);
    await Promise.all([this.#next('connected'), to.#next('connected')]);
  }

  /** Waits until it hears that device. */
  async hears(name: string): Promise<void> {
    const limit = performance.now() + PATIENCE_MS;
    for (;;) {
      this.#say(`heard ${name}`);
      if ((await this.#next('heard')).isHeard) return;
      if (performance.now() > limit) throw new Error(`${this.name} doesn't hear ${name}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async close(): Promise<void> {
    this.#say('close');
    await this.#next('done');
  }

  async open(): Promise<void> {
    this.#say('open');
    await this.#next('open');
  }

  #say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** The next of that kind; what came before it is over. */
  async #next<K extends Line['kind']>(kind: K): Promise<LineOf<K>> {
    const isLate = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const line = this.#lines[this.#read];
      if (line !== undefined) this.#read++;
      if (line?.kind === kind) return line as LineOf<K>;
      if (line !== undefined) continue;
      if (isLate.aborted) throw new Error(`${this.name} said no ${kind}:\n${this.#stderr}`);
      await new Promise<void>((resolve) => {
        this.#news = resolve;
        isLate.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}
