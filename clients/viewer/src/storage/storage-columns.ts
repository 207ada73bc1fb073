import type { StorageRow } from '../../../../schemas/dedup-storage.js';

/** A column of numbers of the storage table. */
export interface StorageColumn {
  readonly id: Exclude<keyof StorageRow, 'key' | 'label' | 'type' | 'experiment_id'>;
  readonly title: string;
  readonly meaning: string;
  /** Where there is little room it is left out. */
  readonly isSpare: boolean;
}

export const storageColumns: readonly StorageColumn[] = [
  { id: 'versions', title: 'Versions', meaning: 'Versions, those in the recycle bin too', isSpare: true },
  { id: 'bytes', title: 'Written', meaning: 'All files of all versions, as if nothing were shared', isSpare: true },
  { id: 'stored_bytes', title: 'Kept', meaning: 'Each content once', isSpare: false },
  { id: 'unique_bytes', title: 'Only here', meaning: 'Contents that nothing else refers to', isSpare: true },
  { id: 'shared_bytes', title: 'Shared', meaning: 'Contents that something else refers to as well', isSpare: true },
  { id: 'freed_bytes', title: 'A delete frees', meaning: 'Contents of the pool that nothing else refers to; your own files are never deleted', isSpare: false },
];
