import type { Command } from '../../../daemon/api/command.js';

const type = { name: 'type', summary: 'model, dataset, config, code, …', required: true } as const;
const name = { name: 'name', summary: 'name of the artifact', required: true } as const;
const version = { name: 'version', summary: '3, v3 or an alias such as latest', required: true } as const;
const user = { name: 'user', summary: 'who says so' } as const;
const ofArtifact = '/artifacts/:type/:name';

/** What may be said of versions, and asked about where they came from. */
export const versionCommands: readonly Command[] = [
  { name: 'artifact alias', summary: 'let an alias name a version', method: 'PUT', path: `${ofArtifact}/aliases/:alias`, arguments: [type, name, { name: 'alias', summary: 'such as best', required: true }, version], options: [{ name: 'expected', summary: 'only if it names this version now', kind: 'number' }, user] },
  { name: 'artifact aliases', summary: 'who moved which alias when', method: 'GET', path: `${ofArtifact}/aliases`, arguments: [type, name], table: { rows: 'moves', columns: ['alias', 'from_version', 'to_version', 'moved_at', 'moved_by'] } },
  { name: 'artifact tag', summary: 'set the tags or the description of a version', method: 'PATCH', path: `${ofArtifact}/:version`, arguments: [type, name, version], options: [{ name: 'tags', summary: 'all tags that it has then', kind: 'list' }, { name: 'description', summary: 'what it is' }, user], shows: ['tags', 'description'] },
  { name: 'artifact lineage', summary: 'what a version came from, and what came of it', method: 'GET', path: `${ofArtifact}/:version/lineage`, arguments: [type, name, version], options: [{ name: 'direction', summary: 'up, down or both' }, { name: 'depth', summary: 'steps' }], table: { rows: 'edges', columns: ['from', 'relation', 'to'] } },
  { name: 'artifact use', summary: 'say that an experiment used a version', method: 'POST', path: `${ofArtifact}/:version/use`, arguments: [type, name, version, { name: 'experiment', summary: 'id, run id or run directory', required: true, of: 'experiment' }] },
  { name: 'artifact pending', summary: 'records of clients that could not be taken over', method: 'GET', path: '/pending', table: { rows: 'rejected', columns: ['id', 'type', 'name', 'code', 'message', 'rejected_at'] } },
];
