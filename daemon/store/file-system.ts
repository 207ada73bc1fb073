import { statfsSync } from 'node:fs';
import { StartError } from '../api/errors.js';

const network = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x5346414f, 'AFS'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
]);

/** Refuses a database whose locks other machines would not see (REL-45). */
export function refuseNetworkFileSystem(folder: string, type: number): void {
  const name = network.get(type >>> 0);
  if (name === undefined) return;
  throw new StartError('network-file-system', `${folder} lies on ${name}, where SQLite's locks and write-ahead log cannot be trusted`, 'keep the database on a local disk with --database <local path>; run directories may stay where they are', 74);
}

/** Type number of the file system of a folder as `statfs` says; 0 where the system has no such numbers. */
export function fileSystemType(folder: string): number {
  return process.platform === 'linux' ? statfsSync(folder).type : 0;
}

/** Do other machines see this folder too? */
export function isNetworkFolder(folder: string): boolean {
  return network.has(fileSystemType(folder) >>> 0);
}
