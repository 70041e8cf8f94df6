import type { RefObject } from 'react';
import { useEffect, useRef } from 'react';

/**
 * Runs the newest `leave` when the part goes: a field that goes with its screen hears no blur. What it gives says whether
 * the part has gone, for an answer that comes later and has no row left to stand in.
 */
export function useLeaving(leave?: () => void): RefObject<boolean> {
  const hasLeft = useRef(false);
  const newest = useRef(leave);
  useEffect(() => {
    newest.current = leave;
  });
  useEffect(() => {
    hasLeft.current = false;
    return () => {
      hasLeft.current = true;
      newest.current?.();
    };
  }, []);
  return hasLeft;
}
