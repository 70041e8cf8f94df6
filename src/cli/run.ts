// One call of `ferry`: reads the words, runs the command, gives the exit code. Commands load what they need themselves,
// so that --version and --help are quick.
import { errorInfo } from '../contract/errors.ts';
import { type Invocation, readInvocation } from './args.ts';
import { Person } from './ask.ts';
import type { CommandName } from './command-table.ts';
import { COMMAND_NAMES, isCommand } from './command-table.ts';
import { EXIT } from './exit-codes.ts';
import { helpText } from './help.ts';
import { nearest } from './nearest.ts';
import { createOutput } from './output.ts';
import { Screen } from './screen.ts';
import { stringsOf } from './terminal-language.ts';
import type { Call } from './with-ferry.ts';
import type { World } from './world.ts';

type Run = (call: Call) => Promise<number>;

const LOADED: Readonly<Record<Exclude<CommandName, 'help'>, () => Promise<Run>>> = {
  send: async () => (await import('./commands/send.ts')).send,
  receive: async () => (await import('./commands/receive.ts')).receive,
  share: async () => (await import('./commands/share.ts')).share,
  serve: async () => (await import('./commands/serve.ts')).serve,
  pair: async () => (await import('./commands/pair.ts')).pair,
  forget: async () => (await import('./commands/devices.ts')).forget,
  devices: async () => (await import('./commands/devices.ts')).devices,
  networks: async () => (await import('./commands/networks.ts')).networks,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  transfers: async () => (await import('./commands/transfers.ts')).transfers,
  history: async () => (await import('./commands/history.ts')).history,
  pause: async () => (await import('./commands/pause.ts')).pause,
  resume: async () => (await import('./commands/pause.ts')).resume,
  identity: async () => (await import('./commands/identity.ts')).identity,
  config: async () => (await import('./commands/config.ts')).config,
  completion: async () => (await import('./commands/completion.ts')).completion,
};

export async function run(argv: readonly string[], surroundings: World): Promise<number> {
  const read = readInvocation(argv);
  const world = read.ok ? besideContent(read.value, surroundings) : surroundings;
  const { env, out, err } = world;
  const t = stringsOf(env);
  const { json, quiet } = read.ok ? read.value : { json: argv.includes('--json'), quiet: false };
  const screen = new Screen(out, err, out.isTerminal && env.TERM !== 'dumb' && !json && !quiet);
  const output = createOutput(t, { json, quiet }, { out: (text) => screen.out(text), err: (text) => screen.err(text) });
  if (!read.ok) return output.fail(read.error);

  const { command, isHelpAsked, version, words } = read.value;
  if (version) {
    output.say(`ferry ${world.version}`, { event: 'version', version: world.version });
    return EXIT.ok;
  }
  if (command === 'help' || isHelpAsked) {
    const [about, extra] = command === 'help' ? words : [command];
    if (extra !== undefined) return output.fail(errorInfo('usage.unexpected_argument', { argument: extra }));
    if (about !== undefined && !isCommand(about))
      return output.fail(
        errorInfo('usage.unknown_command', { command: about, nearest: nearest(about, COMMAND_NAMES) }),
      );
    screen.out(helpText(t, about === undefined || about === 'help' ? null : about));
    return EXIT.ok;
  }
  const start = await LOADED[command]();
  return start({ invocation: read.value, world, output, screen, person: new Person(world, output, screen) });
}

/** Where content comes in or goes out, a person types and reads elsewhere. */
const besideContent = ({ stdin, isStdout }: Invocation, world: World): World => ({
  ...world,
  input: stdin === null ? world.input : world.terminal,
  out: isStdout ? world.err : world.out,
});
