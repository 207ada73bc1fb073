import { SingleBar } from 'cli-progress';
import { importReport, type ImportReport } from '../../../schemas/import.js';
import { spokenBytes } from '../bytes.js';
import { shaped } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';
import { spoken } from '../durations.js';
import type { Output } from '../output.js';

const lookMs = 200;

/** The import once it has ended, with a bar meanwhile where somebody looks. Ctrl-C ends the looking, not the import. */
export async function followImport(output: Output, client: DaemonClient): Promise<ImportReport> {
  const bar = output.json || !output.isTerminal ? undefined : new SingleBar({ format: '{step} [{bar}] {runs} runs, {done} of {all}{rate}{left}', hideCursor: true, clearOnComplete: true });
  bar?.start(1, 0, { step: '', runs: 0, done: '', all: '', rate: '', left: '' });
  try {
    for (;;) {
      const report = shaped(importReport, await client.get('/api/migration-v1/import'));
      if (report.state !== 'running') return report;
      if (bar) draw(bar, report);
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  } finally {
    bar?.stop();
  }
}

function draw(bar: SingleBar, { step, runs, bytes, bytes_per_second: rate, seconds_left: left }: ImportReport): void {
  bar.setTotal(Math.max(1, bytes.of));
  bar.update(bytes.done, {
    step,
    runs: `${runs.copied + runs.equal + runs.conflicts + runs.failed} of ${runs.of}`,
    done: spokenBytes(bytes.done),
    all: spokenBytes(bytes.of),
    rate: rate === null ? '' : `  ${spokenBytes(Math.round(rate))}/s`,
    left: left === null ? '' : `  ${spoken(left)} left`,
  });
}
