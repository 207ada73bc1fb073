/** A file of an archive. */
export interface ArchiveEntry {
  /** With `/`, relative. */
  readonly path: string;
  readonly size: number;
  /** Unix seconds. */
  readonly modified_at: number;
  /** Exactly `size` bytes, or a failure. */
  read(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** An archive whose length is known before it is read. */
export interface Archive {
  readonly size: number;
  /** Read once. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
}
