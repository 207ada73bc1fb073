import { z } from 'zod';

const time = z.number().nullable().describe('Unix time in seconds');
const source = z.enum(['files', 'here']).describe('files: its maker wrote it into the root; here: people said it to Runkeep');

/** Stages that a version can be given, from the first to the last. */
export const lifecycleStage = z.enum(['experimental', 'staging', 'production', 'archived']);

/** A version was given another stage. */
export const stageTransition = z.object({
  from_stage: z.string(),
  to_stage: z.string(),
  at: time,
  notes: z.string().nullable(),
  evaluator_run_id: z.string().nullable(),
  source,
});
export type StageTransition = z.infer<typeof stageTransition>;

/** What somebody measured of a version. */
export const artifactEvaluation = z.object({
  id: z.string(),
  at: time,
  status: z.string().describe('in the words of who evaluated'),
  metrics: z.record(z.string(), z.unknown()),
  test_dataset: z.string().nullable(),
  evaluator_run_id: z.string().nullable(),
  notes: z.string().nullable(),
  source,
});
export type ArtifactEvaluation = z.infer<typeof artifactEvaluation>;

/** `GET /api/dedup/artifacts/:type/:name/:version/lifecycle`: what its maker and people said of a version, oldest first. */
export const artifactLifecycle = z.object({
  stage: z.string().describe('experimental until somebody says otherwise; the newest word counts'),
  updated_at: time,
  transitions: z.array(stageTransition),
  evaluations: z.array(artifactEvaluation),
});
export type ArtifactLifecycle = z.infer<typeof artifactLifecycle>;

const notes = z.string().max(65_536).nullable().default(null);
const runId = z.string().min(1).max(300).nullable().default(null);
const name = z.string().max(1024);

/** `POST .../promote`. */
export const promotionRequest = z.strictObject({ to_stage: lifecycleStage, notes, evaluator_run_id: runId });
export type PromotionRequest = z.infer<typeof promotionRequest>;

/** `POST .../evaluate`. */
export const evaluationRequest = z.strictObject({
  status: z.string().min(1).max(100).default('completed'),
  metrics: z.record(name, z.union([z.number(), z.boolean(), name, z.null()])).refine((metrics) => Object.keys(metrics).length <= 1000, 'at most 1,000 metrics').default({}),
  test_dataset: name.nullable().default(null),
  evaluator_run_id: runId,
  notes,
});
export type EvaluationRequest = z.infer<typeof evaluationRequest>;
