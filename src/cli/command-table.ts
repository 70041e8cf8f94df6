// Every command with its forms and options: what `ferry` reads its words with, and makes its help from.
import type { Strings } from '../strings/index.ts';

interface Option {
  /** What stands for its value in the help; null for one that takes none. */
  readonly value: string | null;
  readonly short?: string;
  readonly isRepeated?: true;
}

export const OPTIONS = {
  to: { value: 'WHOM', isRepeated: true },
  into: { value: 'DIR' },
  from: { value: 'WHOM' },
  text: { value: 'TEXT' },
  private: { value: null },
  stdin: { value: 'NAME' },
  wait: { value: null },
  limit: { value: 'RATE' },
  'dry-run': { value: null },
  only: { value: 'NAME', isRepeated: true },
  stdout: { value: null },
  page: { value: null },
  pin: { value: null },
  tls: { value: null },
  once: { value: null },
  yes: { value: null },
  port: { value: 'N' },
  interface: { value: 'ADDRESS' },
  name: { value: 'NAME' },
  data: { value: 'DIR' },
  json: { value: null },
  quiet: { value: null },
  help: { value: null, short: 'h' },
  version: { value: null, short: 'V' },
} as const satisfies Record<string, Option>;
export type OptionName = keyof typeof OPTIONS;
/** Any of them as what all of them are. */
export const optionOf = (name: OptionName): Option => OPTIONS[name];
export const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);

/** Those of every command. */
export const EVERYWHERE = ['data', 'json', 'quiet', 'help', 'version'] as const satisfies readonly OptionName[];
/** How the device is reached, and what it is called: for commands that meet others. */
const MEETING = ['port', 'interface', 'name'] as const satisfies readonly OptionName[];

interface Command {
  /** How it is written, and what that does. */
  readonly forms: readonly (readonly [words: string, use: keyof Strings['cli']['use']])[];
  readonly options: readonly OptionName[];
}

const COMMANDS = {
  send: {
    forms: [
      ['send PATH…', 'send'],
      ['send PATH… --to WHOM', 'sendTo'],
      ['send --text -', 'sendText'],
      ['send --stdin NAME', 'sendStdin'],
      ['send PATH… --to NAME --wait', 'sendWait'],
    ],
    options: ['to', 'text', 'private', 'stdin', 'wait', 'limit', 'dry-run', ...MEETING],
  },
  receive: {
    forms: [
      ['receive', 'receive'],
      ['receive --from WHOM', 'receiveFrom'],
      ['receive --stdout', 'receiveStdout'],
      ['receive --page', 'receivePage'],
    ],
    options: ['into', 'from', 'only', 'stdout', 'page', 'pin', 'tls', 'once', 'yes', 'limit', ...MEETING],
  },
  share: { forms: [['share PATH…', 'share']], options: ['pin', 'tls', ...MEETING] },
  serve: {
    forms: [
      ['serve', 'serve'],
      ['serve --yes', 'serveYes'],
    ],
    options: ['into', 'yes', ...MEETING],
  },
  pair: {
    forms: [
      ['pair', 'pair'],
      ['pair WHOM', 'pairWith'],
    ],
    options: MEETING,
  },
  forget: { forms: [['forget NAME', 'forget']], options: [] },
  devices: {
    forms: [
      ['devices', 'devices'],
      ['devices accept NAME', 'deviceAccept'],
      ['devices ask NAME', 'deviceAsk'],
      ['devices rename NAME NEW', 'deviceRename'],
      ['devices compare NAME', 'deviceCompare'],
    ],
    options: ['into', 'interface'],
  },
  networks: {
    forms: [
      ['networks', 'networks'],
      ['networks WORD VIA', 'networkChoose'],
    ],
    options: [],
  },
  doctor: { forms: [['doctor', 'doctor']], options: [] },
  transfers: {
    forms: [
      ['transfers', 'transfers'],
      ['transfers pause ID', 'pauseOne'],
      ['transfers resume ID', 'resume'],
      ['transfers discard ID', 'discard'],
      ['transfers files ID', 'files'],
    ],
    options: ['limit', ...MEETING],
  },
  history: {
    forms: [
      ['history', 'history'],
      ['history show ID', 'historyShow'],
      ['history again ID', 'historyAgain'],
      ['history forget ID', 'historyForget'],
      ['history clear', 'historyClear'],
    ],
    options: ['yes', ...MEETING],
  },
  pause: { forms: [['pause [MINUTES]', 'pauseAll']], options: [] },
  resume: { forms: [['resume', 'resumeAll']], options: [] },
  identity: {
    forms: [
      ['identity', 'identity'],
      ['identity reset', 'identityReset'],
    ],
    options: ['yes'],
  },
  config: {
    forms: [
      ['config', 'config'],
      ['config get KEY', 'configGet'],
      ['config set KEY VALUE', 'configSet'],
      ['config reset KEY', 'configReset'],
    ],
    options: [],
  },
  completion: { forms: [['completion SHELL', 'completion']], options: [] },
  help: { forms: [['help [COMMAND]', 'help']], options: [] },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];
export const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

export const formsOf = (name: CommandName): Command['forms'] => COMMANDS[name].forms;
export const optionsOf = (name: CommandName): readonly OptionName[] => [...COMMANDS[name].options, ...EVERYWHERE];
