// What `crash-states` records: runs that grow under the daemon's own line, in one process. usage: node crash-workload.js ROOT SEED ROUNDS MUTANT
import { appendFileSync, mkdirSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lineConfig } from '../../../daemon/ingest/config.js';
import { runLine } from '../../../daemon/ingest/run-line.js';
import { systemClock } from '../../../daemon/kernel/clock.js';
import { openDatabase } from '../../../daemon/store/open-database.js';
import { openLineStore } from '../../../daemon/store/open-line-store.js';
import { experiments } from '../../../plugins/experiments/plugin.js';
import { watch } from '../../../plugins/experiments/watch.js';
import { quietLog } from '../../support/quiet-log.js';
import { Random } from '../../support/random.js';
import { metricLine, RunDirectory } from '../../support/run-directory.js';
import { databaseOf, recoveryConfig } from './crash-recovery.js';
import { applyMutant } from './crash-mutants.js';

const [root = '', seed = '1', rounds = '60', mutant = 'none'] = process.argv.slice(2);
const random = new Random(Number(seed));
const awake = setInterval(() => undefined, 1000);
applyMutant(mutant);
mkdirSync(join(root, '.runkeep'), { recursive: true });
const database = await openDatabase({ database: databaseOf(root) }, quietLog, systemClock);
await database.migrate('experiments', experiments.migrations ?? []);
await database.write((transaction) => transaction.schema.createTable('promises', (table) => table.integer('number').primary()));
const runs = ['a', 'b', 'c'].map((name) => new RunDirectory(root, `runs/test/${name}`));
const written = new Map<string, number>();
for (const run of runs) grow(run, 20);
const line = runLine({
  root, watches: [watch], clock: systemClock, log: quietLog,
  config: lineConfig.parse({ ...recoveryConfig, heldBytes: 1024, lingerSeconds: 0.05, totalsMs: 5, sweepMs: 5 }),
  era: 'one',
  openStore: () => openLineStore(database.path),
  committed: () => undefined, heard: () => undefined,
  crashed: (failure) => { throw failure; },
});
await line.scan();
say('base');
for (let round = 1; round <= Number(rounds); round++) {
  if (round === 10) runs.push(new RunDirectory(root, 'runs/test/late'));
  for (let times = random.between(1, 3); times > 0; times--) grow(random.pick(runs), random.between(1, 12));
  if (round % 7 === 0) random.pick(runs).finish();
  if (round % 23 === 0) begunAnew(random.pick(runs));
  if (round % 5 === 0) await promise(round);
  await pause(random.between(2, 25));
}
await line.stop(2000);
await database.close();
clearInterval(awake);

/** Lines as trainings write them: whole, torn, glued, texts, events that are no metrics, and bytes that are nothing. */
function grow(run: RunDirectory, lines: number): void {
  const first = written.get(run.dir) ?? 0;
  written.set(run.dir, first + lines);
  for (let step = first; step < first + lines; step++) {
    const kind = random.between(0, 40);
    run.append(metricLine({ loss: random.next(), step_value: step }, { step, ...(kind > 30 ? { stage: 'val' } : {}) }));
    if (kind === 0) run.append(`{"ts": 1, "type": "metrics", "data": {"note": "text ${step}", "global_step": ${step}}}\n`);
    if (kind === 1) run.append(`{"ts": 1, "type": "image", "data": {"key": "k${step}"}}\n`);
    if (kind === 2) run.append(`not an event ${step}\n`);
    if (kind === 3) run.append('{"ts": 1, "type": "metr');
  }
}

/** The same directory opened for another training: its file is emptied and filled with other lines. */
function begunAnew(run: RunDirectory): void {
  truncateSync(run.events, 0);
  appendFileSync(run.events, metricLine({ loss: -1, fresh: 1 }, { step: 0 }));
}

/** What exists only in the database is promised when it is durable. */
async function promise(number: number): Promise<void> {
  await database.write((transaction) => transaction('promises').insert({ number }));
  say(String(number));
}

function say(word: string): void {
  writeSync(1, `ACK ${word}\n`);
}
