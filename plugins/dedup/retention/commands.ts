import type { Command } from '../../../daemon/api/command.js';

const apply = { name: 'apply', summary: 'do it; else it is only said what would happen', kind: 'flag' } as const;

/** How versions are taken away. */
export const retentionCommands: readonly Command[] = [
  { name: 'artifact purge', summary: 'delete a version of the recycle bin for good; files that another program made stay', method: 'POST', path: '/artifacts/:type/:name/:version/purge', arguments: [{ name: 'type', summary: 'model, dataset, config, …', required: true }, { name: 'name', summary: 'name of the artifact', required: true }, { name: 'version', summary: '3 or v3', required: true }], options: [apply] },
  { name: 'artifact retention', summary: 'put versions into the recycle bin as the configured policies say', method: 'POST', path: '/retention', options: [apply], table: { rows: 'versions', columns: ['type', 'name', 'version', 'why'] } },
];
