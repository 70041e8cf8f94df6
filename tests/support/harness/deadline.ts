/** Every wait of the harness has an end and a sentence: a test that hangs says nothing about what it waited for. */
export async function within<T>(timeoutMs: number, waitedFor: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The harness waited ${timeoutMs / 1000} s for ${waitedFor}.`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What is written into a caught value, whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
