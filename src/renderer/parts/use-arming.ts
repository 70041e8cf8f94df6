import type { RefObject } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ARMED_AFTER_MS, createArming, type Place } from '../arming.ts';

/**
 * Whether a button may be pressed: not in the half second after it came, or after anything on the page moved it. Checked
 * again at the press itself by `mayPress`, which the eye's state only follows.
 */
export function useArming(button: RefObject<HTMLElement | null>): {
  readonly isArmed: boolean;
  readonly mayPress: () => boolean;
} {
  const arming = useRef(createArming());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [isArmed, setArmed] = useState(false);

  const look = useCallback((): void => {
    const place = placeOf(button.current);
    if (place === null || !arming.current.stands(place, performance.now())) return;
    setArmed(false);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setArmed(true), ARMED_AFTER_MS);
  }, [button]);

  useEffect(() => {
    arming.current = createArming();
    look();
    const changes = new MutationObserver(look);
    changes.observe(document.body, { childList: true, subtree: true, characterData: true });
    window.addEventListener('resize', look);
    window.addEventListener('scroll', look, true);
    return () => {
      clearTimeout(timer.current);
      changes.disconnect();
      window.removeEventListener('resize', look);
      window.removeEventListener('scroll', look, true);
    };
  }, [look]);

  return {
    isArmed,
    mayPress() {
      look();
      return arming.current.isArmed(performance.now());
    },
  };
}

function placeOf(button: HTMLElement | null): Place | null {
  if (button === null) return null;
  const { left, top } = button.getBoundingClientRect();
  return { left, top, scrolled: window.scrollY, pageHeight: document.documentElement.scrollHeight };
}
