import { useCallback, useState } from 'react';

/** Runs that are ticked. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Ticks or clears one; with `range`, all from the last one to this. */
  readonly toggle: (id: string, order: readonly string[], range?: boolean) => void;
  readonly set: (ids: readonly string[]) => void;
}

/** Selection of rows by mouse and keyboard; a range goes from the last row that was ticked. */
export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);
  const toggle = useCallback((id: string, order: readonly string[], range = false) => {
    setIds((before) => {
      const next = new Set(before);
      if (range && last !== null) for (const other of between(order, last, id)) next.add(other);
      else if (!next.delete(id)) next.add(id);
      return next;
    });
    setLast(id);
  }, [last]);
  const set = useCallback((some: readonly string[]) => setIds(new Set(some)), []);
  return { ids, toggle, set };
}

function between(order: readonly string[], a: string, b: string): readonly string[] {
  const ends = [order.indexOf(a), order.indexOf(b)].sort((one, other) => one - other);
  return order.slice(Math.max(0, ends[0] ?? 0), (ends[1] ?? 0) + 1);
}
