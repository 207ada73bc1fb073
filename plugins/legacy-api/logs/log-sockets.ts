import { Clock } from '../../../daemon/api/clock.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Scope } from '../../../daemon/api/scope.js';
import type { TextSocketRoute } from '../../../daemon/api/text-socket.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { presentRun } from '../runs/find-run.js';
import { sendLog, type LogLineParts } from './log-lines.js';

/** `logs.txt` of a run as the legacy viewer sends it: a text frame a line. */
export function logSockets(scope: Scope): TextSocketRoute[] {
  return [{
    path: '/runs/:id/logs/ws',
    summary: 'Legacy: the log of a run, then its growth',
    right: 'read',
    open: async ({ id = '' }, socket) => {
      const catalog = scope.get(ExperimentCatalog);
      const run = await presentRun(catalog, id);
      if (run === undefined) {
        await socket.send('[error] run not found');
        socket.close();
      } else await followed({ catalog, clock: scope.get(Clock), id: run.id, socket });
    },
  }];
}

/** A run that goes away while it is followed ends its log in words. */
async function followed(parts: LogLineParts): Promise<void> {
  try {
    await sendLog(parts);
  } catch (error) {
    if (!(error instanceof RunkeepError)) throw error;
    await parts.socket.send(`[error] ${error.message}`);
    parts.socket.close();
  }
}
