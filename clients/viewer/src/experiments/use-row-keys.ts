import { useEffect, useState } from 'react';
import { useKeys } from '../lib/use-keys.js';

interface RowKeys {
  readonly ids: readonly string[];
  readonly open: (id: string) => void;
  readonly tick: (id: string) => void;
  /** Escape; false when there is nothing to take back. */
  readonly back: () => boolean;
}

/** Moves through the rows with J and K, opens with Enter, ticks with X (VIEW-141). Gives the row that the keyboard is on. */
export function useRowKeys({ ids, open, tick, back }: RowKeys): number {
  const [current, setCurrent] = useState<string | null>(null);
  const index = current === null ? -1 : ids.indexOf(current);
  useEffect(() => {
    if (current !== null && index < 0) setCurrent(null);
  }, [current, index]);
  const move = (by: number) => setCurrent(ids[Math.max(0, Math.min(ids.length - 1, index + by))] ?? null);
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => (index < 0 ? false : move(1)),
    ArrowUp: () => (index < 0 ? false : move(-1)),
    Enter: () => (current === null ? false : open(current)),
    x: () => (current === null ? false : tick(current)),
    Escape: () => {
      if (back()) return true;
      setCurrent(null);
      return false;
    },
  });
  return index;
}
