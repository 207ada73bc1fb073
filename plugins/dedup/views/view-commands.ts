import type { Command } from '../../../daemon/api/command.js';

const version = [
  { name: 'type', summary: 'model, dataset, config, …', required: true },
  { name: 'name', summary: 'name of the artifact', required: true },
  { name: 'version', summary: '3, v3 or an alias such as latest', required: true },
] as const;
const ofVersion = '/artifacts/:type/:name/:version';

/** Local files of versions on the command line. */
export const viewCommands: readonly Command[] = [
  { name: 'artifact path', summary: "print the local path of a version's files, made where they are not there yet", method: 'POST', path: `${ofVersion}/path`, arguments: [...version, { name: 'path', summary: 'one file within the version; all of them without it' }], shows: ['path'] },
  { name: 'artifact drop-view', summary: 'remove the local files of a version; the pool keeps their bytes', method: 'POST', path: `${ofVersion}/drop-view`, arguments: version, confirm: 'Remove the local files of this version? What was changed in them is lost.' },
  { name: 'artifact capabilities', summary: 'what the file system of the pool can do', method: 'GET', path: '/capabilities' },
];
