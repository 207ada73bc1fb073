import { z } from 'zod';
import { Database } from '../../../daemon/api/database.js';
import { Root } from '../../../daemon/api/root.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ArtifactStore } from '../../../schemas/contracts/artifact-store.js';
import { adoptionAnswer, archiveAnswer, artifactStats, secureAnswer } from '../../../schemas/dedup.js';
import { secure } from '../adopt/secure.js';
import { tellArchive } from '../catalog/archive-answer.js';
import { Pool } from '../tokens.js';
import { route } from './route.js';

/** What concerns all bytes at once. */
export function storeRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'GET', path: '/stats', summary: 'How many artifacts there are, and their bytes', right: 'read', answer: artifactStats, handle: () => scope.get(ArtifactStore).stats() }),
    route({ method: 'GET', path: '/archive', summary: "What was taken in of Runicorn's archive", right: 'read', answer: archiveAnswer, handle: () => tellArchive(scope.get(Database)) }),
    route({ method: 'POST', path: '/adopt', summary: 'Take in what Runicorn left in artifacts/ and archive/', right: 'write', deadlineSeconds: 0, answer: adoptionAnswer, handle: ({ signal }) => scope.get(ArtifactStore).adopt(() => undefined, signal) }),
    route({ method: 'POST', path: '/secure', summary: 'Copy bytes that only files of the user hold into the pool', right: 'write', deadlineSeconds: 0, body: z.strictObject({ dry_run: z.boolean().default(false) }), answer: secureAnswer, handle: ({ body, signal }) => secure({ database: scope.get(Database), pool: scope.get(Pool), root: scope.get(Root).path }, body.dry_run, signal) }),
  ];
}
