import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { backupRequest } from '../../../schemas/dedup-backup.js';
import { taskReport } from '../../../schemas/dedup-task.js';
import { Backups, BackupTask } from '../archive-tokens.js';
import { route } from './route.js';

/** A backup is a task: one request begins it, others look at it. */
export function backupRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'POST', path: '/backup', summary: 'Begin a backup', right: 'write', status: 202, body: backupRequest, answer: taskReport, handle: async ({ body }) => scope.get(BackupTask).begin(body.folder, (telling) => scope.get(Backups).run(body, telling)) }),
    route({ method: 'GET', path: '/backup', summary: 'The backup that is made, or the last one', right: 'read', answer: taskReport, handle: async () => scope.get(BackupTask).report() }),
    route({ method: 'DELETE', path: '/backup', summary: 'Cancel the backup', right: 'write', answer: taskReport, handle: () => scope.get(BackupTask).cancel() }),
  ];
}
