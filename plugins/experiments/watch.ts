import type { WatchModule } from '../../daemon/api/watch.js';
import { CatalogProjection } from './projection/watch-projection.js';
import { runLayout } from './run-layout.js';

/** What the experiments plugin contributes to the line; loaded inside its worker. */
export const watch: WatchModule = {
  layout: runLayout,
  open: (context) => new CatalogProjection(context),
};
