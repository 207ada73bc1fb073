/** A file whose bytes are to be kept. */
export interface StoreRequest {
  /** Absolute path of the bytes, below `within`. */
  readonly from: string;
  /** Real path of the folder that may not be left; the root unless told. */
  readonly within?: string;
  /** What they must hash to; absent = whatever they are. */
  readonly digest?: string;
  /** As the caller knows it; room for so much is asked for before anything is written. */
  readonly size: number;
  readonly method: 'clone' | 'any';
}

/** Bytes that the pool holds, and survive a power cut. */
export interface StoredObject {
  readonly digest: string;
  readonly size: number;
  /** How they came in; `known`: the pool had them. */
  readonly method: 'clone' | 'copy' | 'known';
}

/** A durable, read-only file in `.staging`, or bytes that lay in the pool when they were looked for. */
export interface StagedObject extends StoredObject {
  /** Absolute path; absent for known bytes. */
  readonly staged?: string;
}
