import { z } from 'zod';
import { artifactLifecycle, type ArtifactEvaluation, type ArtifactLifecycle } from '../../../schemas/dedup-lifecycle.js';
import { listOf } from '../adopt/shapes.js';

/** What the maker's files say; `stage` is null where they say nothing of it. */
export type MakerLifecycle = Omit<ArtifactLifecycle, 'stage'> & { readonly stage: string | null };

const firstStage = 'experimental';
// seconds until the year 5138: what lies beyond is no moment, and would hold back all that people say later
const time = z.number().min(0).max(1e11).nullable().catch(null);
const text = z.string().nullable().catch(null);
const metrics = artifactLifecycle.shape.evaluations.element.shape.metrics.catch({});

const transition = z.object({ from_stage: z.string().catch(firstStage), to_stage: z.string(), timestamp: time, notes: text, evaluator_run_id: text });
const summary = z.object({ eval_id: z.string(), date: time, status: z.string().catch('unknown'), metrics_summary: metrics });
const document = z.object({ id: z.string(), evaluation_date: time, status: z.string().catch('unknown'), metrics, test_dataset: text, evaluator_run_id: text, notes: text });

const written = z.object({ lifecycle_stage: text, lifecycle_updated_at: time, stage_transitions: listOf(transition), evaluations: listOf(summary) });

/** Stage, transitions and evaluations as the legacy viewer wrote them into metadata.json; what has another shape is left out. */
export function makerLifecycle(extra: Readonly<Record<string, unknown>>, documents: readonly unknown[]): MakerLifecycle {
  const said = written.parse(extra);
  const transitions = said.stage_transitions.map(({ timestamp, ...one }) => ({ ...one, at: timestamp, source: 'files' as const }));
  const last = transitions.at(-1);
  return { stage: said.lifecycle_stage ?? last?.to_stage ?? null, updated_at: said.lifecycle_updated_at ?? last?.at ?? null, transitions, evaluations: evaluationsOf(said.evaluations, documents) };
}

/** A document of `evaluations/` says more than the summary of the same id. */
function evaluationsOf(summaries: readonly z.infer<typeof summary>[], documents: readonly unknown[]): ArtifactEvaluation[] {
  const found = new Map<string, ArtifactEvaluation>();
  for (const { eval_id: id, date, status, metrics_summary } of summaries) found.set(id, { id, at: date, status, metrics: metrics_summary, test_dataset: null, evaluator_run_id: null, notes: null, source: 'files' });
  for (const { evaluation_date: at, ...one } of listOf(document).parse(documents)) found.set(one.id, { ...one, at, source: 'files' });
  return [...found.values()];
}
