import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { queryClient } from '../lib/query-client.js';
import { session } from '../lib/session-state.js';
import { useStore } from '../lib/store.js';
import { NoticeList } from '../ui/notice-list.js';
import { PanelBoundary } from '../ui/panel-boundary.js';
import { Doorway } from './doorway.js';
import { Pages } from './pages.js';
import { TopBar } from './top-bar.js';
import { UnreachableBanner } from './unreachable-banner.js';

const DamageBanner = lazy(async () => ({ default: (await import('../experiments/damage-banner.js')).DamageBanner }));

/** The whole viewer: the bar, the banners of a silent daemon and of damage, the page, the notices. */
export function App() {
  const { state, reason } = useStore(session);
  if (state === 'opening') return null;
  if (state !== 'open') return <Doorway state={state} reason={reason} />;
  return (
    <QueryClientProvider client={queryClient}>
      <a className="button skip" href="#main">Go to the content</a>
      <TopBar />
      <UnreachableBanner />
      <PanelBoundary><Suspense><DamageBanner /></Suspense></PanelBoundary>
      <Pages />
      <NoticeList />
    </QueryClientProvider>
  );
}
