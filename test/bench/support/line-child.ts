// The real line over a root, without HTTP: usage `node line-child.js ROOT`. Says {"ready": true}, takes one line on stdin
// as the word to look, and answers {"seconds", "points", "peakBytes"} when all that lies there is committed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lineConfig } from '../../../daemon/ingest/config.js';
import { startLine } from '../../../daemon/ingest/line-port.js';
import { systemClock } from '../../../daemon/kernel/clock.js';
import { startCheckpoints } from '../../../daemon/store/checkpoint-thread.js';
import { openDatabase } from '../../../daemon/store/open-database.js';
import { experiments } from '../../../plugins/experiments/plugin.js';
import { quietLog } from '../../support/quiet-log.js';

const [root = '.'] = process.argv.slice(2);
const entry = (name: string): URL => new URL(`../../../daemon/${name}.js`, import.meta.url);
const database = await openDatabase({ database: join(root, 'runkeep.db') }, quietLog, systemClock);
await database.migrate(experiments.id, experiments.migrations ?? []);
const checkpoints = startCheckpoints({ entry: entry('checkpoint'), database: database.path, log: quietLog });
const line = startLine({
  entry: entry('line'),
  data: { root, database: database.path, config: lineConfig.parse({}), watches: (experiments.watches ?? []).map(({ module }) => module) },
  log: { ...quietLog, error: (message, fields) => console.error(message, fields) },
  crashed: (failure) => { throw failure; },
});
await line.scan();
say({ ready: true });
for await (const word of createInterface({ input: process.stdin })) {
  if (word !== 'look') break;
  const started = performance.now();
  await line.scan();
  const seconds = (performance.now() - started) / 1000;
  say({ seconds, points: (await line.status()).pointsRead, peakBytes: peakBytes() });
}
await line.close();
await checkpoints.close();
await database.close();

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** The most memory that this process ever had. */
function peakBytes(): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN) * 1024;
}
