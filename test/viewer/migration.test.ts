import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MigratedRun, MigrationFinding, MigrationProgress } from '../../schemas/migration.js';
import { bytesPlace, findingsText, shortPath } from '../../clients/viewer/src/pure/finding-place.js';
import { doing, outcome, releasesOf, stepShare, timeLeft } from '../../clients/viewer/src/pure/migration-words.js';
import { codeCounts, reportRows, type WholeReport } from '../../clients/viewer/src/pure/report-rows.js';
import { formatReportView, parseReportView, wholeView } from '../../clients/viewer/src/pure/report-view.js';
import { runFacts } from '../../clients/viewer/src/pure/run-facts.js';
import { stepStates } from '../../clients/viewer/src/pure/step-state.js';

const ingesting: MigrationProgress = {
  state: 'running', step: 'ingest', generations: [], runs: { done: 1204, of: 9870 }, points: 50, bytes: { done: 900, of: 1000 }, artifacts: { done: 0, of: 0 }, verified: { done: 0, of: 0 },
  findings: { note: 0, odd: 0, lost: 0 }, started_at: 1_790_000_000, ended_at: null, runs_per_second: 40, points_per_second: 400, seconds_left: 170, failure: null,
};

const found = (severity: MigrationFinding['severity'], code: string, rest: Partial<MigrationFinding> = {}): MigrationFinding => ({ severity, code, experiment_id: null, path: null, offset: null, length: null, message: `it is ${code}`, hint: 'look', ...rest });
const runOf = (dir: string, findings: MigrationFinding[]): MigratedRun => ({ experiment_id: dir, run_dir: dir, state: 'verified', events: 1200, points: 1, rejects: 0, bytes: 2048, pending_bytes: 7, findings });
const report: WholeReport = { progress: ingesting, general: [found('note', 'moved-root')], runs: [runOf('a', [found('note', 'glued-lines'), found('lost', 'reject-torn')]), runOf('b', [found('odd', 'pending-tail'), found('note', 'glued-lines')])] };
const told = (rows: ReturnType<typeof reportRows>) => rows.map((row) => (row.kind === 'head' ? `${row.run?.run_dir ?? 'root'} ${row.count}` : row.finding.code));

test('what is being done is told in words with counts', () => {
  const at = (change: Partial<MigrationProgress>) => doing({ ...ingesting, ...change });
  assert.deepEqual([at({}), at({ step: 'scan' }), at({ step: 'artifacts', artifacts: { done: 3, of: 1000 } }), at({ step: 'verify', verified: { done: 20, of: 9870 } }), at({ state: 'paused' })], [
    'Taking over 1,204 of 9,870 runs', 'Looking for the runs of Runicorn', 'Taking over 3 of 1,000 files of artifacts', 'Counting 20 of 9,870 runs a second time', 'The migration is paused: the database cannot be written',
  ]);
});

test('the time left is rounded up so that it does not flicker, and unknown times are not told', () => {
  const words = [0.4, 5, 11, 61, 170, 3599, 4000].map((seconds_left) => timeLeft({ state: 'running', seconds_left }));
  assert.deepEqual(words, ['a few seconds left', '5 s left', '15 s left', '2 min left', '3 min left', '60 min left', '1 h 10 min left']);
  assert.deepEqual([timeLeft({ state: 'running', seconds_left: null }), timeLeft({ state: 'paused', seconds_left: 9 })], [null, null]);
});

test('the bar of the first step shows what is further behind: runs, or their bytes', () => {
  const share = (change: Partial<MigrationProgress>) => stepShare({ ...ingesting, ...change });
  assert.deepEqual([share({ runs: { done: 1, of: 4 } }), share({ runs: { done: 1, of: 1 } }), share({ step: 'hints' }), share({ step: 'artifacts' })], [0.25, 0.9, null, null]);
});

test('an end is told as it was: all agree, some vanished, or it ended early', () => {
  const over = (change: Partial<MigrationProgress>) => outcome({ ...ingesting, state: 'complete', step: 'done', runs: { done: 3, of: 3 }, verified: { done: 3, of: 3 }, ...change });
  assert.deepEqual([over({}), over({ verified: { done: 2, of: 3 } }), over({ runs: { done: 0, of: 0 }, verified: { done: 0, of: 0 } }), over({ state: 'failed' })], [
    'All 3 runs are taken over, and a second count of their files agrees', '2 of 3 runs are taken over; the directories of the others vanished meanwhile', 'Everything that Runicorn left is taken over', 'The migration ended early',
  ]);
});

test('generations are told as the releases that wrote them', () => {
  assert.deepEqual([releasesOf([]), releasesOf(['G2a']), releasesOf(['G0', 'G4', 'G5'])], ['', '0.4', '0.1, 0.6 and 0.7']);
});

test('steps before the present one are done, those behind it wait, and a failure names its step', () => {
  const states = (change: Partial<MigrationProgress>) => stepStates({ ...ingesting, ...change }).map(({ state }) => state);
  assert.deepEqual([states({ step: 'scan' }), states({ step: 'artifacts' }), states({ state: 'paused' }), states({ step: 'verify', state: 'failed' }), states({ step: 'done', state: 'complete' })], [
    ['now', 'waiting', 'waiting', 'waiting'], ['done', 'done', 'now', 'waiting'], ['paused', 'waiting', 'waiting', 'waiting'], ['done', 'done', 'done', 'failed'], ['done', 'done', 'done', 'done'],
  ]);
});

test('findings stand below their run, the gravest first, and those of no run come first', () => {
  assert.deepEqual(told(reportRows(report, wholeView)), ['root 1', 'moved-root', 'a 2', 'reject-torn', 'glued-lines', 'b 2', 'pending-tail', 'glued-lines']);
});

test('a filter shows only what fits it, and no run without such a finding', () => {
  assert.deepEqual(told(reportRows(report, { severity: 'lost', code: null })), ['a 1', 'reject-torn']);
  assert.deepEqual(told(reportRows(report, { severity: 'note', code: 'glued-lines' })), ['a 1', 'glued-lines', 'b 1', 'glued-lines']);
  assert.deepEqual(told(reportRows(report, { severity: 'odd', code: 'glued-lines' })), []);
});

test('codes are counted within the severity that is shown', () => {
  assert.deepEqual(codeCounts(report, null), [['glued-lines', 2], ['moved-root', 1], ['reject-torn', 1], ['pending-tail', 1]]);
  assert.deepEqual(codeCounts(report, 'lost'), [['reject-torn', 1]]);
});

test('what is shown of a report survives the address, and strange words filter nothing (VIEW-140)', () => {
  const view = { severity: 'odd', code: 'a&b=c' } as const;
  assert.deepEqual([parseReportView(formatReportView(view)), formatReportView(wholeView), parseReportView('severity=grave&code=')], [view, '', wholeView]);
});

test('a place is told below the directory of its run, with its bytes', () => {
  assert.deepEqual([shortPath('runs/a/events.jsonl', 'runs/a'), shortPath('runs/ab', 'runs/a'), shortPath('runs/a', 'runs/a'), shortPath(null, 'runs/a'), shortPath('runicorn.db', null)], ['events.jsonl', 'runs/ab', null, null, 'runicorn.db']);
  assert.deepEqual([bytesPlace({ offset: 1000, length: 1 }), bytesPlace({ offset: 0, length: 4096 }), bytesPlace({ offset: 5, length: null }), bytesPlace({ offset: null, length: null })], ['1 byte from byte 1,000', '4,096 bytes from byte 0', 'at byte 5', null]);
});

test('copied findings are a table, whatever their names hold (VIEW-20)', () => {
  assert.equal(findingsText([found('lost', 'x', { path: 'a\tb\nc', offset: 3, length: 4 })]), 'severity\tcode\tpath\toffset\tlength\tmessage\thint\nlost\tx\ta b c\t3\t4\tit is x\tlook');
});

test('what was counted of a run is told without what is unknown or nothing', () => {
  assert.equal(runFacts(runOf('a', [])), '1,200 events · 1 point · 2 KiB · 7 B unfinished');
  assert.equal(runFacts({ ...runOf('a', []), events: null, points: null, rejects: null, bytes: null, pending_bytes: null }), '');
});
