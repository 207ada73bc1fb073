/** What an archive says of an entry before its bytes come. */
export interface EntryClaim {
  /** Path within the archive; of a folder without the slash at its end. */
  readonly name: string;
  /** `other`: a link, a device, anything that is neither. */
  readonly kind: 'file' | 'folder' | 'other';
  readonly size: number;
  readonly isExecutable: boolean;
}

/** An entry that was admitted. */
export interface ArchiveEntry extends EntryClaim {
  readonly kind: 'file' | 'folder';
  /** Read to their end, or not at all, before the next entry is asked for. */
  readonly bytes: AsyncIterable<Buffer>;
}
