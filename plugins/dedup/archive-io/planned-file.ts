/** A file that goes into an archive or a backup; opened when its turn comes. */
export interface PlannedFile {
  readonly name: string;
  /** Exactly so many bytes come. */
  readonly size: number;
  readonly open: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
}
