import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The bytes of a regular file; undefined when it is none, or larger than `most`. Symbolic links are not followed. */
export function readSmallFile(path: string, most: number): Buffer | undefined {
  const descriptor = openSync(path, flags);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile() || stat.size > most) return undefined;
    const bytes = Buffer.allocUnsafe(stat.size);
    let got = 0;
    while (got < bytes.length) {
      const more = readSync(descriptor, bytes, got, bytes.length - got, got);
      if (more === 0) break;
      got += more;
    }
    return bytes.subarray(0, got);
  } finally {
    closeSync(descriptor);
  }
}
