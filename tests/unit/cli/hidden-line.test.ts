import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hiddenLine } from '../../../src/cli/hidden-line.ts';

afterEach(() => vi.restoreAllMocks());

/** A terminal that says whether it shows what is typed. */
function scene() {
  const modes: boolean[] = [];
  const terminal = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => modes.push(isRaw) });
  return { modes, terminal, line: hiddenLine(terminal) };
}

describe('a line that isn’t shown', () => {
  it.each([
    ['4711\r', '4711'],
    ['4711\n', '4711'],
    ['47x\x7f11\r', '4711'],
    ['wrong\x154711\rand more', '4711'],
    ['\x7f\b\x7fж🔑z\b\r', 'ж🔑'],
    ['\r', ''],
    ['12\x0434\r', '12\x0434'],
  ])('%j is %j', async (typed, line) => {
    const { terminal, modes, line: read } = scene();
    for (const part of typed) terminal.write(part);
    expect(await read).toBe(line);
    expect(modes).toEqual([true, false]);
    expect(terminal.isPaused()).toBe(true);
  });

  it('is none where its end comes first', async () => {
    const closed = scene();
    closed.terminal.end();
    const ended = scene();
    ended.terminal.write('\x04');
    expect([await closed.line, await ended.line]).toEqual([null, null]);
    expect([closed.modes, ended.modes].map((modes) => modes.at(-1))).toEqual([false, false]);
  });

  it('is given up by Ctrl-C, as at any other question', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const { terminal, line, modes } = scene();
    terminal.write('47\x03');
    expect(await line).toBeNull();
    expect(modes).toEqual([true, false]);
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGINT']]);
  });

  it('is there neither way after Ctrl-C, until whoever asked has heard of that as well', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const modes: boolean[] = [];
    const terminal = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => modes.push(isRaw) });
    const wanted = new AbortController();
    let isKnown = false;
    const line = hiddenLine(terminal, wanted.signal).finally(() => {
      isKnown = true;
    });
    terminal.write('47\x0311\r');
    await new Promise((resolve) => setImmediate(resolve));
    expect([kill.mock.calls.length, modes, isKnown]).toEqual([1, [true, false], false]);
    wanted.abort();
    expect(await line).toBeNull();
  });

  it('is given up when nobody wants it any more, and the terminal is as it was', async () => {
    const modes: boolean[] = [];
    const terminal = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => modes.push(isRaw) });
    const wanted = new AbortController();
    const line = hiddenLine(terminal, wanted.signal);
    terminal.write('47');
    wanted.abort();
    expect(await line).toBeNull();
    expect([modes, terminal.isPaused(), terminal.listenerCount('data')]).toEqual([[true, false], true, 0]);
  });

  it('has an end, however much is pasted', async () => {
    const { terminal, line } = scene();
    terminal.write(`${'x'.repeat(100_000)}\r`);
    expect((await line)?.length).toBe(1024);
  });
});
