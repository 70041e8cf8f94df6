import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Settings } from '../../contract/settings.ts';
import { VISIBILITIES } from '../../contract/settings.ts';
import type { Self } from '../../contract/state.ts';
import type { Strings } from '../../strings/index.ts';
import type { SeenBy } from '../device-state.ts';
import { seenBy, seenByWords } from '../device-state.ts';
import { useStrings } from '../strings-context.tsx';
import { CheckIcon, ChevronIcon, EyeIcon, EyeOffIcon, NoNetworkIcon, PairedIcon } from './icons.tsx';

export const visibilityChoices = (words: Strings['visibility']): Readonly<Record<Settings['visibility'], string>> => ({
  whileOpen: words.chooseWhileOpen,
  paired: words.choosePaired,
  nobody: words.chooseNobody,
});

const STATE_ICONS: Readonly<Record<SeenBy, () => ReactNode>> = {
  everyone: EyeIcon,
  paired: PairedIcon,
  nobody: EyeOffIcon,
  noNetwork: NoNetworkIcon,
};

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/** Who can see this device, as a word, and a menu to change it. */
export function VisibilityMenu({
  self,
  chosen,
  onChoose,
  onEveryone,
  buttonRef: button,
}: {
  readonly self: Self;
  readonly chosen: Settings['visibility'];
  readonly onChoose: (visibility: Settings['visibility']) => void;
  readonly onEveryone: () => void;
  readonly buttonRef: RefObject<HTMLButtonElement | null>;
}): ReactNode {
  const strings = useStrings();
  const words = strings.visibility;
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const state = seenBy(self);
  const StateIcon = STATE_ICONS[state];

  const items = (): HTMLElement[] => [...(menu.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];

  useEffect(() => {
    if (!isOpen) return;
    const all = [...(menu.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
    (all.find((item) => item.getAttribute('aria-checked') === 'true') ?? all[0])?.focus();
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && root.current?.contains(event.target)) return;
      setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [isOpen]);

  function close(): void {
    setOpen(false);
    button.current?.focus();
  }

  function choose(action: () => void): void {
    close();
    action();
  }

  function onMenuKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
      return;
    }
    if (event.key === 'Tab') {
      setOpen(false);
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = items();
    all[step(all.indexOf(document.activeElement as HTMLElement), all.length)]?.focus();
  }

  const choices = visibilityChoices(words);
  return (
    <div className="visibility" ref={root}>
      <button
        ref={button}
        type="button"
        className="state-button"
        data-state={state}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={words.menu(seenByWords(strings, self))}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        <StateIcon />
        <span>{seenByWords(strings, self)}</span>
        <ChevronIcon />
      </button>
      {isOpen && (
        <div
          ref={menu}
          className="menu"
          role="menu"
          tabIndex={-1}
          aria-label={words.chooseLegend}
          onKeyDown={onMenuKey}
        >
          {VISIBILITIES.map((value) => (
            <button
              key={value}
              type="button"
              role="menuitemradio"
              tabIndex={-1}
              aria-checked={value === chosen}
              className="menu-item"
              onClick={() => choose(() => onChoose(value))}
            >
              <span className="menu-mark">{value === chosen && <CheckIcon />}</span>
              {choices[value]}
            </button>
          ))}
          <hr />
          <button type="button" role="menuitem" tabIndex={-1} className="menu-item" onClick={() => choose(onEveryone)}>
            <span className="menu-mark" />
            {words.chooseEveryone}
          </button>
        </div>
      )}
    </div>
  );
}
