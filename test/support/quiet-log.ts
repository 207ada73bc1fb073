import type { Log } from '../../daemon/api/log.js';

/** A log that says nothing. */
export const quietLog: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, child: () => quietLog };
