import { readFileSync, statfsSync } from 'node:fs';

/** File systems whose changes by other machines raise no event here, by the magic number of `statfs`. */
const networks: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x65735546, 'FUSE'],
  [0x01021997, '9p'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x19830326, 'BeeGFS'],
  [0x786f4256, 'vboxsf'],
]);

/** Name of the network file system that a folder lies on; undefined when it is a local one. */
export function networkFileSystem(folder: string): string | undefined {
  return networks.get(statfsSync(folder).type >>> 0);
}

/** Half of the watches that the kernel grants a user (LIM-50); no bound where it does not say. */
export function watchesAllowed(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_user_watches', 'latin1')) / 2;
  } catch {
    return Infinity;
  }
}
