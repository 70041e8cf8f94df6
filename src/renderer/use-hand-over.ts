// The whole window takes what is dropped on it, pasted, or chosen by the keys for it; a device's row takes it for that
// device.
import { useEffect, useRef, useState } from 'react';
import type { DeviceId } from '../contract/devices.ts';
import type { ShellFacts } from '../contract/window.ts';
import type { SendingActions } from './use-sending.ts';

/** Where what is dragged is now; null while nothing is, or somebody else in the page takes it. */
export interface DragOver {
  readonly device: DeviceId | null;
}

const FIELDS = 'input:not([type="checkbox"]), textarea, select, [contenteditable]';

export function useHandOver(
  actions: SendingActions,
  { platform }: Pick<ShellFacts, 'platform'>,
  /** What can be taken on the screen that is shown. */
  takes: { readonly drops: boolean; readonly pastes: boolean },
): DragOver | null {
  const [over, setOver] = useState<DragOver | null>(null);
  const newest = useRef({ actions, takes });
  useEffect(() => {
    newest.current = { actions, takes };
  });

  useEffect(() => {
    let shown: DragOver | null = null;
    function show(next: DragOver | null): void {
      // Comes many times a second.
      if (next?.device === shown?.device && (next === null) === (shown === null)) return;
      shown = next;
      setOver(next);
    }

    function onDrag(event: DragEvent): void {
      const kind = kindOf(event.dataTransfer);
      if (event.defaultPrevented || kind === null) {
        show(null);
        return;
      }
      // A file that nobody takes would be opened in place of this page.
      event.preventDefault();
      const isTaken = newest.current.takes.drops;
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = isTaken ? 'copy' : 'none';
      show(isTaken ? { device: deviceAt(event.target) } : null);
    }

    function onDragLeave(event: DragEvent): void {
      if (event.relatedTarget === null) show(null);
    }

    // While something is dragged the pointer itself says nothing: it has moved, so the drag is over, however it ended.
    const onPointer = () => show(null);

    function onDrop(event: DragEvent): void {
      show(null);
      const { dataTransfer } = event;
      const kind = kindOf(dataTransfer);
      if (event.defaultPrevented || kind === null || dataTransfer === null) return;
      event.preventDefault();
      const { actions: now, takes: may } = newest.current;
      if (!may.drops) return;
      const device = deviceAt(event.target);
      if (kind === 'files') void now.hand([...dataTransfer.files], device);
      else takeText(dataTransfer.getData('text/plain'), device);
    }

    function takeText(text: string, device: DeviceId | null): void {
      if (text.trim() !== '') newest.current.actions.takeText(text, device);
    }

    function onPaste(event: ClipboardEvent): void {
      const { clipboardData, target } = event;
      if (event.defaultPrevented || clipboardData === null || !newest.current.takes.pastes) return;
      const files = [...clipboardData.files];
      const isInField = target instanceof Element && target.closest(FIELDS) !== null;
      // A field takes text itself, and no files.
      if (isInField && files.length === 0) return;
      const text = isInField ? '' : clipboardData.getData('text/plain');
      const device = deviceAt(document.activeElement);
      if (files.length === 0 && text.trim() === '') return;
      event.preventDefault();
      if (files.length === 0) takeText(text, device);
      else void takePasted(files, text, device);
    }

    /** Files of this computer; or else a text that was copied with its picture; or a picture that is no file yet. */
    async function takePasted(files: readonly File[], text: string, device: DeviceId | null): Promise<void> {
      const { actions: now } = newest.current;
      // What is pasted may be there by mistake: it is shown first, with the device chosen that had the focus.
      if (await now.hand(files, null)) return;
      const picture = files.find(({ type }) => type === 'image/png');
      if (text.trim() !== '') takeText(text, device);
      else if (picture !== undefined) await now.takePicture(picture);
    }

    function onKeyDown(event: KeyboardEvent): void {
      const isMain = platform === 'macos' ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
      if (!isMain || event.altKey || event.key.toLowerCase() !== 'o') return;
      if (event.defaultPrevented || !newest.current.takes.drops) return;
      // Under an open sheet nothing moves.
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      const device = deviceAt(document.activeElement);
      void newest.current.actions.choose(event.shiftKey ? 'folder' : 'files', device === null ? [] : [device]);
    }

    window.addEventListener('dragenter', onDrag);
    window.addEventListener('dragover', onDrag);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('pointermove', onPointer);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('dragenter', onDrag);
      window.removeEventListener('dragover', onDrag);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('pointermove', onPointer);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [platform]);

  return over;
}

function kindOf(data: DataTransfer | null): 'files' | 'text' | null {
  if (data === null) return null;
  if (data.types.includes('Files')) return 'files';
  return data.types.includes('text/plain') ? 'text' : null;
}

function deviceAt(target: EventTarget | null): DeviceId | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-device]') : null;
  // Written there by the list, from a record of the state.
  return (row?.dataset.device ?? null) as DeviceId | null;
}
