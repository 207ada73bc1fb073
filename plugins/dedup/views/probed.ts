import { once } from 'node:events';
import { constants, copyFile, link, lstat, mkdir, open, readdir, rm, statfs, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import type { Capabilities } from '../../../schemas/dedup-views.js';
import { realFiles } from '../pool/pool-files.js';
import { fileSystemOf } from './file-systems.js';

const { COPYFILE_FICLONE_FORCE, O_NOFOLLOW, O_RDONLY } = constants;
const composed = 'probe-\u00e9';
const decomposed = 'probe-e\u0301';

/** What the file system can do, tried out in a folder of its own that is gone afterwards (REL-80). */
export async function probed(folder: string): Promise<Capabilities> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  try {
    const { name, mostLinks } = fileSystemOf((await statfs(folder)).type);
    const hasLinks = await works(async () => link(await probeFile(folder, 'from'), join(folder, 'to')));
    return {
      folder: dirname(folder),
      file_system: name,
      reflink: await works(async () => copyFile(await probeFile(folder, 'whole'), join(folder, 'clone'), COPYFILE_FICLONE_FORCE)),
      hard_links: hasLinks,
      most_links: hasLinks ? mostLinks : null,
      folder_fsync: await works(() => realFiles.syncFolder(folder)),
      case_sensitive: !(await works(async () => lstat((await probeFile(folder, 'letters')).replace(/letters$/, 'LETTERS')))),
      unicode_names: await unicodeNames(folder),
      no_follow: await refusesLinks(folder),
      unix_socket: await works(() => listensIn(folder)),
      ...durability(),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function probeFile(folder: string, name: string): Promise<string> {
  await writeFile(join(folder, name), 'probe', { mode: 0o600 });
  return join(folder, name);
}

async function unicodeNames(folder: string): Promise<Capabilities['unicode_names']> {
  if (!(await works(() => probeFile(folder, composed)))) return 'refused';
  if (!(await readdir(folder)).includes(composed)) return 'rewritten';
  return (await works(() => lstat(join(folder, decomposed)))) ? 'folded' : 'kept';
}

async function refusesLinks(folder: string): Promise<boolean> {
  const path = join(folder, 'link');
  if (!(await works(async () => symlink(await probeFile(folder, 'linked'), path)))) return true;
  return !(await works(async () => (await open(path, O_RDONLY | O_NOFOLLOW)).close()));
}

/** By its relative path, since that of a socket may have about a hundred bytes. */
async function listensIn(folder: string): Promise<void> {
  const server = createServer();
  server.listen(relative(process.cwd(), join(folder, 's')));
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

function durability(): Pick<Capabilities, 'durability' | 'durability_reason'> {
  if (process.platform === 'darwin') return { durability: 'process', durability_reason: 'fsync does not reach the platter on macOS (F_FULLFSYNC would)' };
  if (process.platform === 'win32') return { durability: 'process', durability_reason: 'folders cannot be fsynced on Windows' };
  return { durability: 'power', durability_reason: 'bytes, names and rows are fsynced before they are acknowledged' };
}

async function works(attempt: () => Promise<unknown>): Promise<boolean> {
  return attempt().then(() => true, () => false);
}
