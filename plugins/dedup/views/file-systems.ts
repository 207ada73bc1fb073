/** File systems by the magic number of `statfs` on Linux, and how many names one file may have there as they document it. */
const known: Readonly<Record<number, { readonly name: string; readonly mostLinks: number | null }>> = {
  0xef53: { name: 'ext4', mostLinks: 65_000 },
  0x58465342: { name: 'xfs', mostLinks: 2 ** 31 - 1 },
  0x9123683e: { name: 'btrfs', mostLinks: 65_535 },
  0x01021994: { name: 'tmpfs', mostLinks: null },
  0x2fc12fc1: { name: 'zfs', mostLinks: null },
  0xf2f52010: { name: 'f2fs', mostLinks: null },
  0x794c7630: { name: 'overlay', mostLinks: null },
  0x6969: { name: 'nfs', mostLinks: null },
  0xff534d42: { name: 'cifs', mostLinks: null },
  0xfe534d42: { name: 'smb2', mostLinks: null },
  0x65735546: { name: 'fuse', mostLinks: null },
  0x01021997: { name: '9p', mostLinks: null },
};

/** A file system by its number; unknown ones are called by it. */
export function fileSystemOf(type: number): { readonly name: string; readonly mostLinks: number | null } {
  const number = type >>> 0;
  return (process.platform === 'linux' ? known[number] : undefined) ?? { name: `0x${number.toString(16)}`, mostLinks: null };
}
