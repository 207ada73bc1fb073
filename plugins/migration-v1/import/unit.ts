/** A regular file of the source. */
export interface SourceFile {
  /** Relative to the root. */
  readonly path: string;
  readonly size: number;
  /** Device and inode of a file with several names; they stay one file. */
  readonly shared: string | null;
}

/** What comes in as a whole or not at all: a folder with its tree, or a file alone. */
export interface Unit {
  readonly kind: 'run' | 'version' | 'file';
  /** Relative to the root. */
  readonly path: string;
  readonly files: SourceFile[];
  /** Folders below `path`, relative to the root, outer ones first. */
  readonly folders: string[];
}

export function bytesOf({ files }: Unit): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
