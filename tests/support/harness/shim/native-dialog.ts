import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { MessageBoxOptions, OpenDialogOptions, SaveDialogOptions } from 'electron';

/** The desktop's own dialogs for a headed harness: somebody who starts the app that way wants to choose a file, too. */

const zenity = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'zenity'))
    .find((file) => existsSync(file));

const run = (program: string, args: readonly string[]): Promise<{ code: number; out: string }> =>
  new Promise((resolve) => {
    execFile(program, [...args], (error, out) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, out: out.trimEnd() });
    });
  });

export const showNative = async (kind: 'open' | 'save' | 'message', options: object): Promise<unknown> => {
  const program = zenity();
  if (program === undefined) {
    throw new Error('Without Electron, dialogs need the program "zenity", and it isn\'t installed.');
  }
  if (kind === 'open') return open(program, options as OpenDialogOptions);
  if (kind === 'save') return save(program, options as SaveDialogOptions);
  return message(program, options as MessageBoxOptions);
};

const open = async (program: string, options: OpenDialogOptions): Promise<unknown> => {
  const wants = new Set<string>(options.properties ?? ['openFile']);
  const args = ['--file-selection', '--separator=\n'];
  if (options.title !== undefined) args.push(`--title=${options.title}`);
  if (options.defaultPath !== undefined) args.push(`--filename=${options.defaultPath}`);
  if (wants.has('multiSelections')) args.push('--multiple');
  if (wants.has('openDirectory')) args.push('--directory');
  const { code, out } = await run(program, args);
  return code === 0 ? { canceled: false, filePaths: out.split('\n') } : { canceled: true, filePaths: [] };
};

const save = async (program: string, options: SaveDialogOptions): Promise<unknown> => {
  const args = ['--file-selection', '--save'];
  if (options.title !== undefined) args.push(`--title=${options.title}`);
  if (options.defaultPath !== undefined) args.push(`--filename=${options.defaultPath}`);
  const { code, out } = await run(program, args);
  return code === 0 ? { canceled: false, filePath: out } : { canceled: true, filePath: '' };
};

/** One button each: the list of buttons as zenity's extra buttons, whose text is what it prints. */
const message = async (program: string, options: MessageBoxOptions): Promise<unknown> => {
  const buttons = options.buttons ?? ['OK'];
  const args = ['--question', '--no-markup', '--switch', `--text=${options.message}\n\n${options.detail ?? ''}`];
  if (options.title !== undefined) args.push(`--title=${options.title}`);
  for (const button of buttons) args.push(`--extra-button=${button.replaceAll('&', '')}`);
  const { out } = await run(program, args);
  const chosen = buttons.findIndex((button) => button.replaceAll('&', '') === out);
  return { response: chosen === -1 ? (options.cancelId ?? 0) : chosen, checkboxChecked: false };
};
