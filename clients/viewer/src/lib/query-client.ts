import { QueryClient } from '@tanstack/react-query';
import { UnreachableError } from './api-error.js';

const longestWait = 8000;

/** Fetched data; what the live connection keeps fresh is not fetched again by a timer (VIEW-51). */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      gcTime: 300_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => error instanceof UnreachableError && failures < 1000,
      retryDelay: (attempt) => Math.min(longestWait, 1000 * 2 ** attempt),
      networkMode: 'always',
    },
  },
});
