import type { z } from 'zod';
import type { Database } from '../../../daemon/api/database.js';
import type { aliasHistory } from '../../../schemas/dedup-publish.js';

type Moves = z.infer<typeof aliasHistory>['moves'];
const mostMoves = 1000;

/** Who moved which alias of an artifact from which version to which, newest first. */
export function aliasMoves(database: Database, artifact: string): Promise<Moves> {
  return database.rows(database.reader('dedup_alias_moves').where({ artifact_id: artifact }).select('alias', 'from_version', 'to_version', 'moved_at', 'moved_by').orderBy('sequence', 'desc').limit(mostMoves));
}
