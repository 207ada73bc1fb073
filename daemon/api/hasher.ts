import { Token } from './token.js';

/** What the file system says of the bytes behind a name: when it differs, they may have changed. Large numbers are decimal texts. */
export interface FileStamp {
  readonly device: string;
  readonly inode: string;
  readonly size: number;
  readonly mtime_ns: string;
  /** Names that share these bytes. */
  readonly links: number;
}

/** Why a file could not be hashed; `code` is an errno, or `not-a-file`, `outside`, `source-changed`. */
export interface FileFailure {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
}

/** SHA-256 in hex of the bytes that had this stamp before and after they were read. */
export interface FileHash {
  readonly ok: true;
  readonly digest: string;
  readonly stamp: FileStamp;
}

export interface HashOptions {
  /** Absolute real path of a folder: files whose real path lies elsewhere are refused (SEC-31). */
  readonly within: string;
  /** Reads no faster than this; absent = as fast as it goes. */
  readonly bytesPerSecond?: number;
  /** Ends the task, within a read of 1 MiB. */
  readonly signal?: AbortSignal;
}

export interface CopyRequest {
  /** Absolute path of the bytes, below `within`. */
  readonly from: string;
  readonly within: string;
  /** Absolute path of a new file; it is 0444 and durable when the call answers, and not there when it failed. */
  readonly to: string;
  /** `clone`: only where the file system shares the bytes for free (reflink); `any`: else they are copied. */
  readonly method: 'clone' | 'any';
  readonly signal?: AbortSignal;
}

/** A durable file and the SHA-256 of exactly its bytes. */
export interface CopiedFile extends FileHash {
  readonly method: 'clone' | 'copy';
}

/** Reads files in threads of their own; what is wrong with a file is told as data. */
export interface Hasher {
  /** One answer per path, in their order. */
  hash(paths: readonly string[], options: HashOptions): Promise<readonly (FileHash | FileFailure)[]>;
  /** Hashes while it copies, so that the bytes are read once (REL-11). */
  copy(request: CopyRequest): Promise<CopiedFile | FileFailure>;
}
export const Hasher = new Token<Hasher>('Hasher');
