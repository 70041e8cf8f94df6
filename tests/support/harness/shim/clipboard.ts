import type { Clipboard } from 'electron';
import { guard } from './guard.ts';

type Content = string | Blob | Promise<string | Blob>;

export class HarnessClipboardItem {
  private readonly items: Record<string, Content>;

  constructor(items: Record<string, Content>) {
    this.items = items;
  }

  get types(): string[] {
    return Object.keys(this.items);
  }

  async getType(type: string): Promise<Blob> {
    const content = await this.items[type];
    if (content === undefined) throw new DOMException(`Type ${type} not found`, 'NotFoundError');
    return typeof content === 'string' ? new Blob([content], { type }) : content;
  }
}

/** A clipboard of its own: a test must not touch what the person has copied. Asynchronous, as since Electron 44. */
const createClipboard = () => {
  let held: HarnessClipboardItem[] = [];
  return {
    clear: (): void => {
      held = [];
    },
    has: async (type: string): Promise<boolean> => held.some((item) => item.types.includes(type)),
    read: async (): Promise<HarnessClipboardItem[]> => [...held],
    write: async (items: HarnessClipboardItem[]): Promise<void> => {
      held = [...items];
    },
    readText: async (): Promise<string> => {
      const item = held.find(({ types }) => types.includes('text/plain'));
      return item === undefined ? '' : (await item.getType('text/plain')).text();
    },
    writeText: async (text: string): Promise<void> => {
      held = [new HarnessClipboardItem({ 'text/plain': String(text) })];
    },
  } satisfies Pick<Clipboard, 'clear' | 'has' | 'readText' | 'writeText'> & Record<string, unknown>;
};

export const clipboard = guard('clipboard', {
  ...createClipboard(),
  selection: guard('clipboard.selection', createClipboard()),
});
