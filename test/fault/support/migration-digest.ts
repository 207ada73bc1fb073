import { createHash } from 'node:crypto';
import { z } from 'zod';
import { experimentDetail, metricList, pointList, rejectList } from '../../../schemas/experiments.js';
import { migrationProgress } from '../../../schemas/migration.js';
import type { TestDaemon } from '../../support/daemon.js';
import { reportOf } from '../../support/migrated.js';
import { allExperiments } from './taken-in.js';

const anything = z.looseObject({});

/** The final logical state of a migration: catalog, sums, points, texts, rejects, findings and verification, a hash for each part. */
export async function migrationDigest(daemon: TestDaemon): Promise<Record<string, string>> {
  const rows = (await allExperiments(daemon)).toSorted((left, right) => (left.run_dir < right.run_dir ? -1 : 1));
  const parts: Record<string, unknown[]> = { details: [], metrics: [], points: [], texts: [], rejects: [] };
  for (const { id } of rows) {
    const path = `/api/experiments/${id}`;
    parts['details']?.push(await daemon.json(experimentDetail, path));
    parts['metrics']?.push(await daemon.json(metricList, `${path}/metrics`));
    parts['points']?.push(await daemon.json(pointList, `${path}/points?limit=1000000`));
    parts['texts']?.push(await daemon.json(anything, `${path}/texts`));
    parts['rejects']?.push(await daemon.json(rejectList, `${path}/rejects`));
  }
  const progress = { ...(await daemon.json(migrationProgress, '/api/migration-v1')), started_at: null, ended_at: null };
  const whole = { rows, ...parts, progress, report: await reportOf(daemon) };
  return Object.fromEntries(Object.entries(whole).map(([name, part]) => [name, createHash('sha256').update(JSON.stringify(part)).digest('hex').slice(0, 16)]));
}
