import { IngestLine } from './ingest-line.js';
import { joinedWatch } from './joined-watch.js';
import type { LineOptions } from './line-options.js';

/** Opens the store and runs the line over the root until it is stopped. */
export function runLine(options: LineOptions): IngestLine {
  const line = new IngestLine(options, joinedWatch(options.watches));
  line.start();
  return line;
}
