import type { RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import { ARMED_AFTER_MS, createArming } from '../arming.ts';

/**
 * Whether a button may be pressed: not in the half second after it came, or after anything on the page moved it. Checked
 * again at the press itself by `mayPress`, which the eye's state only follows.
 */
export function useArming(button: RefObject<HTMLElement | null>): {
  readonly isArmed: boolean;
  readonly mayPress: () => boolean;
} {
  const arming = useRef(createArming());
  const [isArmed, setArmed] = useState(false);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function look(): void {
      const rect = button.current?.getBoundingClientRect();
      if (rect === undefined || !arming.current.stands(rect, performance.now())) return;
      setArmed(false);
      clearTimeout(timer);
      timer = setTimeout(() => setArmed(true), ARMED_AFTER_MS);
    }
    look();
    const changes = new MutationObserver(look);
    changes.observe(document.body, { childList: true, subtree: true, characterData: true });
    window.addEventListener('resize', look);
    window.addEventListener('scroll', look, true);
    return () => {
      clearTimeout(timer);
      changes.disconnect();
      window.removeEventListener('resize', look);
      window.removeEventListener('scroll', look, true);
    };
  }, [button]);

  return {
    isArmed,
    mayPress() {
      const now = performance.now();
      const rect = button.current?.getBoundingClientRect();
      return rect !== undefined && !arming.current.stands(rect, now) && arming.current.isArmed(now);
    },
  };
}
