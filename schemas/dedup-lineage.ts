import { z } from 'zod';

/** The frames of the topic `dedup.artifacts`: what became of a version, or of an alias (null: it names none now). */
export const artifactChange = z.object({
  change: z.enum(['published', 'alias', 'words', 'deleted', 'restored']),
  type: z.string(),
  name: z.string(),
  version: z.number().nullable(),
});
export type ArtifactChange = z.infer<typeof artifactChange>;

const node = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('version'), id: z.string(), type: z.string(), name: z.string(), version: z.number(), is_known: z.boolean().describe('false: only named, not in this root'), size_bytes: z.number().nullable(), created_at: z.number().nullable() }),
  z.object({ kind: z.literal('experiment'), id: z.string(), run_id: z.string().nullable(), run_dir: z.string().nullable(), status: z.string().nullable() }),
]);

/** `GET /api/dedup/artifacts/:type/:name/:version/lineage`. */
export const lineageAnswer = z.object({
  root: z.string().describe('id of the node that was asked about'),
  nodes: z.array(node),
  edges: z.array(z.object({ from: z.string(), to: z.string(), relation: z.enum(['created', 'used', 'parent']) })).describe('from what was there first to what came of it'),
  is_whole: z.boolean().describe('false: the bounds cut it off'),
});
export type LineageAnswer = z.infer<typeof lineageAnswer>;
export type LineageNode = z.infer<typeof node>;
