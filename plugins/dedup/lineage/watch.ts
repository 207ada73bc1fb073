import type { WatchModule } from '../../../daemon/api/watch.js';
import { lineageDocuments, RunArtifacts } from './run-artifacts.js';

/** What the plugin contributes to the line; loaded inside its worker. It finds no runs of its own, and hears of those that others find. */
export const watch: WatchModule = {
  layout: { descends: () => false, recognise: () => undefined, documents: lineageDocuments, isEventFile: () => false },
  open: ({ sql }) => new RunArtifacts(sql),
};
