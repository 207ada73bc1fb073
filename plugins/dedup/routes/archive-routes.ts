import { Parts, type Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { archiveExportRequest, archiveImportRequest } from '../../../schemas/dedup-archives.js';
import { taskReport } from '../../../schemas/dedup-task.js';
import { ArchiveExporting, ArchiveImporting, ImportTask } from '../archive-tokens.js';
import { route } from './route.js';

const types = { 'tar.gz': 'application/gzip', zip: 'application/zip' } as const;

/** Archives of experiments and artifacts: out by stream, in by a task that one request begins and others look at. */
export function archiveRoutes(scope: Scope): Route[] {
  return [
    route({
      method: 'POST', path: '/archives/export', summary: 'Experiments and versions of artifacts as one archive', right: 'read', deadlineSeconds: 0, body: archiveExportRequest, offers: Object.values(types),
      handle: async ({ body }) => {
        const exporting = scope.get(ArchiveExporting);
        const plan = await exporting.plan(body);
        return new Parts(types[body.format], (signal) => exporting.write(plan, body.format, signal), { 'Cache-Control': 'no-store, no-transform', 'Content-Disposition': `attachment; filename="runkeep.${body.format}"` });
      },
    }),
    route({ method: 'POST', path: '/archives/import', summary: 'Begin to take an archive in', right: 'write', status: 202, body: archiveImportRequest, answer: taskReport, handle: async ({ body }) => scope.get(ImportTask).begin(body.archive, (telling) => scope.get(ArchiveImporting).run(body, telling)) }),
    route({ method: 'GET', path: '/archives/import', summary: 'The import of an archive that runs, or the last one', right: 'read', answer: taskReport, handle: async () => scope.get(ImportTask).report() }),
    route({ method: 'DELETE', path: '/archives/import', summary: 'Cancel the import of an archive', right: 'write', answer: taskReport, handle: () => scope.get(ImportTask).cancel() }),
  ];
}
