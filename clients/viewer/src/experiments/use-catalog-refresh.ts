import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { catalog } from './catalog-live.js';

const quietMs = 3000;

/**
 * Fetches anew what only the daemon can work out (facets; rows under a filter, values of metric columns), at most every
 * three seconds and only after something changed: anything, or the one run.
 */
export function useCatalogRefresh(keys: readonly string[], run?: string): void {
  const client = useQueryClient();
  const wanted = useRef(keys);
  wanted.current = keys;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      for (const key of wanted.current) void client.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false });
    };
    const end = catalog.heard.listen(() => {
      if (run === undefined || catalog.newest.has(run)) timer ??= setTimeout(refresh, quietMs);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [client, run]);
}
