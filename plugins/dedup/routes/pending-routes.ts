import { z } from 'zod';
import { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { pendingAnswer, pendingList, type PendingAnswer } from '../../../schemas/dedup-pending.js';
import { Pending } from '../pending/pending-tokens.js';
import { route } from './route.js';

const mostRejected = 1000;

/** Records that clients of this machine left. */
export function pendingRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'GET', path: '/pending', summary: 'Records of clients that wait, and those that were refused', right: 'read', answer: pendingList, handle: async () => ({ waiting: await scope.get(Pending).waiting(), rejected: await rejected(scope.get(Database)) }) }),
    route({ method: 'POST', path: '/pending/:id', summary: 'Take over a record now, and say what became of it', right: 'write', deadlineSeconds: 0, params: z.strictObject({ id: z.uuid() }), answer: pendingAnswer, handle: async ({ params }) => told(await scope.get(Pending).take(params.id)) }),
  ];
}

function told(answer: PendingAnswer): PendingAnswer {
  if (answer.state === 'rejected') throw new RunkeepError('conflict', answer.code, answer.message, answer.hint);
  return answer;
}

function rejected(database: Database): Promise<z.infer<typeof pendingList>['rejected']> {
  return database.rows(database.reader('dedup_rejections').select('id', 'type', 'name', 'code', 'message', 'hint', 'rejected_at').orderBy('rejected_at', 'desc').limit(mostRejected));
}
