import { QueryClientProvider } from '@tanstack/react-query';
import { queryClient } from '../lib/query-client.js';
import { session } from '../lib/session-state.js';
import { useStore } from '../lib/store.js';
import { NoticeList } from '../ui/notice-list.js';
import { Doorway } from './doorway.js';
import { Pages } from './pages.js';
import { TopBar } from './top-bar.js';
import { UnreachableBanner } from './unreachable-banner.js';

/** The whole viewer: the bar, the banner of a silent daemon, the page, the notices. */
export function App() {
  const { state, reason } = useStore(session);
  if (state === 'opening') return null;
  if (state !== 'open') return <Doorway state={state} reason={reason} />;
  return (
    <QueryClientProvider client={queryClient}>
      <a className="button skip" href="#main">Go to the content</a>
      <TopBar />
      <UnreachableBanner />
      <Pages />
      <NoticeList />
    </QueryClientProvider>
  );
}
