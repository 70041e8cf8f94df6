import type {
  Dialog,
  MessageBoxOptions,
  MessageBoxReturnValue,
  OpenDialogOptions,
  OpenDialogReturnValue,
  SaveDialogOptions,
  SaveDialogReturnValue,
} from 'electron';
import { runtime, say } from '../runtime.ts';
import { guard } from './guard.ts';
import { showNative } from './native-dialog.ts';

export type DialogKind = 'open' | 'save' | 'message';

export interface ShownDialog {
  readonly kind: DialogKind | 'error';
  readonly options: unknown;
}

const answers: Record<DialogKind, unknown[]> = { open: [], save: [], message: [] };

export const shownDialogs: ShownDialog[] = [];

/** What the person will answer to the next dialog of that kind. */
export const queueAnswer = (kind: DialogKind, answer: unknown): void => {
  answers[kind].push(answer);
};

const ask = async <T>(kind: DialogKind, options: object): Promise<T> => {
  if (!runtime.isReady) throw new Error('dialog module can only be used after app is ready');
  shownDialogs.push({ kind, options: readable(options) });
  const queue = answers[kind];
  if (queue.length > 0) return queue.shift() as T;
  if (runtime.isHeaded) return (await showNative(kind, options)) as T;
  const sentence = `The app opened a dialog (${kind}) that the test has no answer for: ${JSON.stringify(readable(options))}`;
  say(sentence);
  throw new Error(sentence);
};

/** Without images and signals, which can't be told to a test. */
const readable = (options: object): unknown =>
  JSON.parse(JSON.stringify({ ...options, icon: undefined, signal: undefined }));

/** Both forms of the call: with a parent window first, or without. */
const optionsOf = <T extends object>(first: unknown, second: T | undefined): T => second ?? (first as T);

export const dialog = guard('dialog', {
  showOpenDialog: (first: unknown, second?: OpenDialogOptions): Promise<OpenDialogReturnValue> =>
    ask('open', optionsOf(first, second)),
  showSaveDialog: (first: unknown, second?: SaveDialogOptions): Promise<SaveDialogReturnValue> =>
    ask('save', optionsOf(first, second)),
  showMessageBox: async (first: unknown, second?: MessageBoxOptions): Promise<MessageBoxReturnValue> => {
    const answer = await ask<Partial<MessageBoxReturnValue>>('message', optionsOf(first, second));
    return { response: 0, checkboxChecked: false, ...answer };
  },
  /** Electron allows it before ready, where it prints to standard error. */
  showErrorBox: (title: string, content: string): void => {
    shownDialogs.push({ kind: 'error', options: { title, content } });
    process.stderr.write(`${title}\n${content}\n`);
  },
} satisfies {
  [K in 'showOpenDialog' | 'showSaveDialog' | 'showMessageBox' | 'showErrorBox']: (
    ...args: never[]
  ) => ReturnType<Dialog[K]>;
});
