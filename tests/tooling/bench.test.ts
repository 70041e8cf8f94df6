// The bench refers to the tests' harness, so the tests can't refer to the bench: its tests are type checked with it, in
// bench/, and only started from here.
for (const name of ['bench', 'command', 'localsend'])
  await import(new URL(`../../bench/${name}.test.ts`, import.meta.url).href);

export {};
