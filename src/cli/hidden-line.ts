// One line that is typed at a terminal and not shown there.

/** Far more than anything secret that is asked for. */
const MOST_CHARACTERS = 1024;

/** What a terminal gives in place of doing it, where it shows nothing. */
const KEYS = { interrupt: '\x03', end: '\x04', clear: '\x15', backspace: ['\b', '\x7f'], enter: ['\r', '\n'] } as const;

interface Terminal extends NodeJS.ReadableStream {
  setRawMode?(isRaw: boolean): unknown;
}

/** Null where there is none: nothing more is typed there, or it isn't wanted any more. */
export function hiddenLine(terminal: Terminal, signal?: AbortSignal): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  let typed: readonly string[] = [];
  let isDone = false;
  const onData = (chunk: string): void => {
    for (const character of chunk) {
      if (isOne(KEYS.enter, character)) done(typed.join(''));
      else if (character === KEYS.end && typed.length === 0) done(null);
      else if (character === KEYS.interrupt) interrupted();
      else typed = after(typed, character);
      if (isDone) return;
    }
  };
  const onEnd = (): void => done(null);
  function leave(): void {
    isDone = true;
    terminal.setRawMode?.(false);
    terminal.removeListener('data', onData);
    terminal.removeListener('end', onEnd);
    signal?.removeEventListener('abort', onEnd);
    terminal.pause();
  }
  function done(line: string | null): void {
    leave();
    resolve(line);
  }
  function interrupted(): void {
    leave();
    // Whoever goes on beside it learns that it isn't wanted any more, and not that there was nothing to type.
    if (signal === undefined) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
    // As the terminal would have done.
    process.kill(process.pid, 'SIGINT');
  }
  terminal.setRawMode?.(true);
  terminal.setEncoding('utf8');
  terminal.on('data', onData);
  terminal.on('end', onEnd);
  signal?.addEventListener('abort', onEnd, { once: true });
  terminal.resume();
  return promise;
}

function after(typed: readonly string[], character: string): readonly string[] {
  if (character === KEYS.clear) return [];
  if (isOne(KEYS.backspace, character)) return typed.slice(0, -1);
  return typed.length < MOST_CHARACTERS ? [...typed, character] : typed;
}

const isOne = (keys: readonly string[], character: string): boolean => keys.includes(character);
