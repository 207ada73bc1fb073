import type { TakenOver } from '../../../schemas/contracts/experiment-catalog.js';
import type { MigrationFinding } from '../../../schemas/migration.js';
import { contradictions, unmatched } from './hint-findings.js';
import type { Hint } from './hint.js';
import type { KnownRuns } from './known-run.js';

/** What becomes of the hints of one record: labels by experiment id, and what is to be told. */
export interface HintOutcome {
  readonly labels: Map<string, TakenOver>;
  readonly findings: MigrationFinding[];
}

/** Labels as they may be kept: what our own rules for labels refuse is left out (LIM-60). */
const longestAlias = 200;
const longestTag = 128;
const mostTags = 100;
const longestNotes = 65_536;
const controls = /[\0-\x1f\x7f-\x9f\ud800-\udfff]/u;

/** Matches the hints of one record (`source`, a path) with the runs of the catalog. */
export function takenHints(source: string, hints: readonly Hint[], runs: KnownRuns): HintOutcome {
  const labels = new Map<string, TakenOver>();
  const findings: MigrationFinding[] = [];
  for (const hint of hints) {
    const run = runs.find(hint.runId, hint.place);
    if (typeof run === 'string') {
      findings.push(unmatched(source, hint, run));
      continue;
    }
    findings.push(...contradictions(source, hint, run));
    const taken = labelsOf(hint);
    if (Object.keys(taken).length > 0) labels.set(run.id, { ...labels.get(run.id), ...taken });
  }
  return { labels, findings };
}

function labelsOf({ alias, tags, notes, isArchived, deletion }: Hint): TakenOver {
  const good = [...new Set(tags)].filter((tag) => !controls.test(tag) && Buffer.byteLength(tag) <= longestTag).slice(0, mostTags);
  return {
    ...(alias !== null && alias !== '' && alias.length <= longestAlias && !controls.test(alias) && { alias }),
    ...(good.length > 0 && { tags: good }),
    ...(notes !== '' && { notes: notes.slice(0, longestNotes).replace(/[\0\ud800-\udfff]/gu, '\ufffd') }),
    ...(isArchived && { archived: true }),
    ...(deletion !== null && { deletion }),
  };
}
