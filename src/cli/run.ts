// One call of `ferry`: reads the words, runs the command, gives the exit code. Commands load what they need themselves,
// so that --version and --help are quick.
import { type Strings, stringsFor } from '../strings/index.ts';
import { readInvocation } from './args.ts';
import { EXIT } from './exit-codes.ts';
import { helpText } from './help.ts';
import type { Streams } from './output.ts';
import { createOutput } from './output.ts';

export async function run(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  version: string,
  streams: Streams,
): Promise<number> {
  const t = stringsOf(env);
  const invocation = readInvocation(argv);
  if (!invocation.ok) return createOutput(t, argv.includes('--json'), streams).fail(invocation.error);
  const output = createOutput(t, invocation.value.json, streams);
  if (invocation.value.version) {
    output.say(`ferry ${version}`, { event: 'version', version });
    return EXIT.ok;
  }
  if (invocation.value.command === 'help') {
    streams.out(helpText(t));
    return EXIT.ok;
  }
  const { config } = await import('./commands/config.ts');
  return config(invocation.value, output, version);
}

/** The terminal's language, in the order the standard gives these variables. */
export function stringsOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Strings {
  const [first] = [LC_ALL, LC_MESSAGES, LANG].filter((value) => value !== undefined && value !== '');
  return stringsFor('system', first === undefined ? [] : [first]);
}
