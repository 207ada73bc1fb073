import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

/** How a view is read out of the address and written into it. */
export interface ViewFormat<View> {
  readonly parse: (search: string) => View;
  readonly format: (view: View) => string;
}

/** `push` makes a step of the history, `replace` does not: zooming must not flood it (VIEW-140). */
export type ChangeView<View> = (change: Partial<View>, how?: 'push' | 'replace') => void;

/** The view in the address and the way to change it. */
export function useView<View extends object>(format: ViewFormat<View>): readonly [View, ChangeView<View>] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const view = useMemo(() => format.parse(search), [format, search]);
  const change = useCallback<ChangeView<View>>((part, how = 'push') => {
    // Read anew: several changes may come before the next render.
    const next = format.format({ ...format.parse(location.search), ...part });
    navigate(next === '' ? path : `${path}?${next}`, { replace: how === 'replace' });
  }, [format, path, navigate]);
  return [view, change];
}
