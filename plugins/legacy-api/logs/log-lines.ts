import type { Clock } from '../../../daemon/api/clock.js';
import type { TextSocket } from '../../../daemon/api/text-socket.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';

const partBytes = 262_144;
const everyMs = 100;

export interface LogLineParts {
  readonly catalog: ExperimentCatalog;
  readonly clock: Clock;
  readonly id: string;
  readonly socket: TextSocket;
}

/** Sends a run's log line by line, then what is appended, until the client leaves. A file that shrank is sent from its start. */
export async function sendLog({ catalog, clock, id, socket }: LogLineParts): Promise<void> {
  const part = (from: number) => catalog.log(id, { from, bytes: partBytes });
  if ((await part(0)).size === 0) await socket.send('[info] No logs available yet. Waiting for logs to be created...');
  let offset = 0;
  while (!socket.ended.aborted) {
    const { to, size, text } = await part(offset);
    if (size < offset) offset = 0;
    else if (to > offset) {
      if (!(await sendLines(socket, text))) return;
      offset = to;
    } else await pause(clock, socket.ended);
  }
}

/** Blank lines are dropped, as the legacy viewer did. */
async function sendLines(socket: TextSocket, text: string): Promise<boolean> {
  for (const line of text.split('\n')) {
    const shown = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (shown.trim() !== '' && !(await socket.send(shown))) return false;
  }
  return true;
}

function pause(clock: Clock, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(everyMs, done);
    function done(): void {
      cancel();
      ended.removeEventListener('abort', done);
      resolve();
    }
    ended.addEventListener('abort', done);
  });
}
