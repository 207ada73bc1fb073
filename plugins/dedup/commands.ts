import type { Command } from '../../daemon/api/command.js';
import { checkCommands } from './fsck/commands.js';
import { collectionCommands } from './gc/commands.js';
import { versionCommands } from './publish/version-commands.js';
import { retentionCommands } from './retention/commands.js';
import { viewCommands } from './views/view-commands.js';

const type = { name: 'type', summary: 'model, dataset, config, …', required: true } as const;
const name = { name: 'name', summary: 'name of the artifact', required: true } as const;
const version = { name: 'version', summary: '3, v3 or an alias such as latest', required: true } as const;
const ofVersion = '/artifacts/:type/:name/:version';

/** The plugin's part of the command line. */
export const commands: readonly Command[] = [
  ...viewCommands,
  { name: 'artifact ls', summary: 'list artifacts', method: 'GET', path: '/artifacts', options: [{ ...type, required: false }], table: { rows: 'artifacts', columns: ['type', 'name', 'versions', 'latest', 'size_bytes', 'aliases'] } },
  { name: 'artifact versions', summary: 'list the versions of an artifact', method: 'GET', path: '/artifacts/:type/:name', arguments: [type, name], table: { rows: 'versions', columns: ['version', 'status', 'num_files', 'size_bytes', 'created_by_run', 'aliases', 'deleted_at', 'damage'] } },
  { name: 'artifact show', summary: 'show a version with its files', method: 'GET', path: ofVersion, arguments: [type, name, version] },
  { name: 'artifact get', summary: 'write a file of a version to --output', method: 'GET', path: `${ofVersion}/file`, arguments: [type, name, version, { name: 'path', summary: 'path within the version', required: true }], download: true },
  { name: 'artifact download', summary: 'write all files of a version to --output as one file', method: 'GET', path: `${ofVersion}/archive`, arguments: [type, name, version], options: [{ name: 'format', summary: 'zip or tar' }], download: true },
  ...versionCommands,
  { name: 'artifact rm', summary: 'put a version into the recycle bin; no file is touched', method: 'POST', path: `${ofVersion}/delete`, arguments: [type, name, version], options: [{ name: 'reason', summary: 'why' }], confirm: 'Put this version into the recycle bin?' },
  { name: 'artifact restore', summary: 'take a version out of the recycle bin', method: 'POST', path: `${ofVersion}/restore`, arguments: [type, name, version] },
  { name: 'artifact lifecycle', summary: 'show stage, transitions and evaluations of a version', method: 'GET', path: `${ofVersion}/lifecycle`, arguments: [type, name, version] },
  { name: 'artifact promote', summary: 'give a version another stage', method: 'POST', path: `${ofVersion}/promote`, arguments: [type, name, version, { name: 'to_stage', summary: 'experimental, staging, production or archived', required: true }], options: [{ name: 'notes', summary: 'why' }] },
  { name: 'artifact adopt', summary: 'take in what Runicorn left in artifacts/ and archive/', method: 'POST', path: '/adopt' },
  { name: 'artifact secure', summary: 'copy bytes that only files of yours hold into the pool', method: 'POST', path: '/secure', options: [{ name: 'dry_run', summary: 'only tell how many', kind: 'flag' }] },
  ...collectionCommands,
  ...checkCommands,
  ...retentionCommands,
];
