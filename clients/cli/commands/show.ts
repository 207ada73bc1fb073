import type { Command } from 'commander';
import { experimentDetail, metricList, type ExperimentDetail, type MetricList } from '../../../schemas/experiments.js';
import { contextOf, shaped } from '../context.js';
import { documentLines } from '../document.js';
import { findExperiment } from '../find-experiment.js';
import { shown } from '../numbers.js';
import { table } from '../table.js';

/** `runkeep show`: one experiment with its parameters and the standing of each metric. */
export function addShow(program: Command): void {
  program
    .command('show')
    .summary('one experiment: parameters, summary, metrics')
    .argument('<experiment>', 'id or the beginning of it, run id, or run directory')
    .action(async (word: string, _options: unknown, command: Command) => {
      const { output, daemon } = contextOf(command);
      const client = daemon();
      const { id } = await findExperiment(client, word);
      const detail = shaped(experimentDetail, await client.get(`/api/experiments/${id}`));
      const metrics = shaped(metricList, await client.get(`/api/experiments/${id}/metrics`));
      output.answer({ ...detail, metrics }, () => [...told(detail), '', ...seriesTable(metrics)]);
    });
}

function told(detail: ExperimentDetail): string[] {
  const { sessions, environment, assets, artifacts_created: created, artifacts_used: used, ...plain } = detail;
  const parts = { ...plain, sessions: sessions.length, ...(environment === null ? {} : { environment: `${Object.keys(environment).length} facts (--json shows them)` }) };
  const counted = assets === null && created.length + used.length === 0 ? {} : { artifacts_created: created.length, artifacts_used: used.length };
  return documentLines({ ...parts, ...counted });
}

function seriesTable({ series }: MetricList): string[] {
  if (series.length === 0) return ['no metrics yet'];
  return table(
    [{ title: 'metric', most: 50 }, { title: 'stage' }, { title: 'points', align: 'right' }, { title: 'last', align: 'right' }, { title: 'step', align: 'right' }, { title: 'min', align: 'right' }, { title: 'max', align: 'right' }],
    series.map((one) => [one.name, one.stage ?? '-', String(one.points), shown(one.last), orDash(one.last_step), orDash(one.min), orDash(one.max)]),
  );
}

function orDash(value: number | null): string {
  return value === null ? '-' : shown(value);
}
