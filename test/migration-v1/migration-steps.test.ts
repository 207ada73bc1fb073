import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { RunkeepError } from '../../daemon/api/errors.js';
import type { LineStatus } from '../../daemon/api/line.js';
import type { RunSurvey, SurveyRequest } from '../../daemon/api/surveys.js';
import { lineConfig } from '../../daemon/ingest/config.js';
import { RunSurveyor } from '../../daemon/ingest/survey-run.js';
import { systemClock } from '../../daemon/kernel/clock.js';
import { Migration, type MigrationParts } from '../../plugins/migration-v1/migration.js';
import { MigrationStore } from '../../plugins/migration-v1/migration-store.js';
import { migrationTables } from '../../plugins/migration-v1/migrations/001-migration.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import type { ArtifactStore } from '../../schemas/contracts/artifact-store.js';
import type { MigrationProgress } from '../../schemas/migration.js';
import { openedHouse, type House } from '../experiments/house.js';
import { atEnd } from '../support/at-end.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { RunDirectory } from '../support/run-directory.js';
import { until } from '../support/until.js';

const status: LineStatus = { state: 'live', runs: 1, activeFiles: 0, linesRead: 1, pointsRead: 1, rejects: 0, bytesRead: 10, pendingBytes: 0, watching: 'inotify', heldBytes: 0, lastCommitAt: 1 };
const surveyor = new RunSurveyor(lineConfig.parse({}), () => undefined);

interface Played {
  readonly ended: Promise<MigrationProgress>;
  readonly asked: string[];
  readonly migration: Migration;
}

/** A migration over the house of the experiments, with a line that notes what it is asked, and whatever else a test plays. */
async function played(t: TestContext, house: House, parts: Partial<MigrationParts>): Promise<Played> {
  await house.database.migrate('migration-v1', [migrationTables]);
  const asked: string[] = [];
  let end: (progress: MigrationProgress) => void = () => undefined;
  const ended = new Promise<MigrationProgress>((resolve) => (end = resolve));
  const migration = new Migration({
    root: house.root,
    store: new MigrationStore(house.database),
    catalog: house.scope.get(ExperimentCatalog),
    line: {
      onCommit: () => () => undefined, onPoints: () => () => undefined, listen: async () => undefined, status: async () => status,
      scan: async () => void asked.push('scan'),
      rebuild: async (ids) => void asked.push(`rebuild ${ids?.length}`),
    },
    metrics: house.metrics,
    surveys: { survey: async (request) => surveyor.survey(house.root, request) },
    artifacts: { adopt: async () => ({ versions: 0, files: 0, bytes: 0, at_risk: { files: 0, bytes: 0 }, findings: [] }) },
    databases: { read: async () => ({ unreadable: 'there is none' }) },
    clock: systemClock,
    log: quietLog,
    tell: (progress) => {
      if (progress.state !== 'running') end(progress);
    },
    ...parts,
  });
  atEnd(t, () => migration.close());
  await migration.start();
  return { ended, asked, migration };
}

async function houseWithRun(t: TestContext): Promise<House> {
  const house = await openedHouse(t);
  const run = new RunDirectory(house.root, 'vision/a/runs/20260921_141302_aa0002', { project: 'vision', name: 'a' });
  run.log({ loss: 1 }, { step: 1 });
  run.finish();
  house.take(run.dir);
  return house;
}

/** Counts a run right from its `times`-th survey on, and one event short before. */
function wrongUntil(house: House, times: number): (request: SurveyRequest) => Promise<RunSurvey> {
  let count = 0;
  return async (request) => {
    const survey = surveyor.survey(house.root, request);
    return ++count >= times ? survey : { ...survey, files: survey.files.map((file) => ({ ...file, events: file.events - 1 })) };
  };
}

test('a run that differs is looked at after a scan, then read anew, and only what still differs is told: no success is claimed (DISK-61)', async (t) => {
  const house = await houseWithRun(t);
  const { ended, asked } = await played(t, house, { surveys: { survey: wrongUntil(house, Infinity) } });
  const { state, failure, verified, findings } = await ended;
  assert.deepEqual([state, failure, verified, findings], ['failed', '1 of 1 runs differ from their files: runkeep migrate --report names them', { done: 0, of: 1 }, { note: 0, odd: 0, lost: 1 }]);
  assert.deepEqual(asked, ['scan', 'rebuild 1']);
});

test('a failed migration is tried again by the next start, and ends when all agrees', async (t) => {
  const house = await houseWithRun(t);
  await (await played(t, house, { surveys: { survey: wrongUntil(house, Infinity) } })).ended;
  const again = await (await played(t, house, {})).ended;
  assert.deepEqual([again.state, again.verified, again.failure, again.findings.lost], ['complete', { done: 1, of: 1 }, null, 0]);
});

test('a run that agrees at the second look is not read anew', async (t) => {
  const house = await houseWithRun(t);
  const { ended, asked } = await played(t, house, { surveys: { survey: wrongUntil(house, 2) } });
  assert.equal((await ended).state, 'complete');
  assert.deepEqual(asked, ['scan']);
});

test('artifacts are handed to the artifact store once, with progress, and its findings are told', async (t) => {
  const house = await houseWithRun(t);
  const finding = { severity: 'lost', code: 'payload-corrupt', experiment_id: null, path: 'artifacts/model/m/v1/files/w', offset: null, length: null, message: 'm', hint: 'h' } as const;
  const artifacts: Pick<ArtifactStore, 'adopt'> = { adopt: async (tell) => {
    tell({ done: 3, of: 3 });
    return { versions: 1, files: 3, bytes: 9, at_risk: { files: 0, bytes: 0 }, findings: [finding] };
  } };
  const { state, artifacts: files, findings } = await (await played(t, house, { artifacts })).ended;
  assert.deepEqual([state, files, findings.lost], ['complete', { done: 3, of: 3 }, 1]);
});

test('a step that fails is told with its cause, and is gone on with by the next start (DISK-60)', async (t) => {
  const house = await houseWithRun(t);
  const artifacts: Pick<ArtifactStore, 'adopt'> = { adopt: () => Promise.reject(new Error('the disk is full')) };
  const { state, step, failure } = await (await played(t, house, { artifacts })).ended;
  assert.deepEqual([state, step, failure], ['failed', 'artifacts', 'the disk is full']);
  assert.equal((await (await played(t, house, {})).ended).state, 'complete');
});

test('an event file that may not be read is told as lost', async (t) => {
  const house = await houseWithRun(t);
  const surveys = { survey: async (request: SurveyRequest): Promise<RunSurvey> => ({ ...surveyor.survey(join(house.root, 'elsewhere'), request), unreadable: [{ file: 'events.jsonl', code: 'EACCES' }] }) };
  const { migration, ended } = await played(t, house, { surveys });
  assert.equal((await ended).state, 'failed');
  assert.ok(migration.progress.findings.lost >= 2);
});

test('a full disk holds a migration up; it goes on by itself once there is room', async (t) => {
  const house = await houseWithRun(t);
  const told: MigrationProgress[] = [];
  const [clock, report] = [new ManualClock(), { versions: 0, files: 0, bytes: 0, at_risk: { files: 0, bytes: 0 }, findings: [] }];
  let isFull = true;
  const { migration } = await played(t, house, { clock, tell: (progress) => told.push(progress), artifacts: { adopt: async () => {
    if (isFull) throw new RunkeepError('no-space', 'no-space', 'the disk is full', 'free some space and try again');
    return report;
  } } });
  await until('the migration waits', () => migration.progress.state === 'paused');
  assert.deepEqual([migration.progress.step, migration.progress.failure], ['artifacts', 'the disk is full. Free some space and try again']);
  isFull = false;
  await until('the migration has ended', async () => {
    await clock.pass(2000);
    return migration.progress.state === 'complete';
  });
  assert.deepEqual([migration.progress.failure, told.some(({ state }) => state === 'failed')], [null, false]);
});
