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

/** Why a file could not be hashed or copied; `code` is an errno, or `not-a-file`, `outside`, `inside-pool`, `too-large`, `source-changed`, `source-damaged`, `no-target`. */
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

/** A file that is to be had under another name. */
export interface CopyOrder {
  /** Absolute path of the bytes, below `within`. */
  readonly from: string;
  /** Absolute path of a new file; it is 0444 and durable when the call answers, and not there when it failed. */
  readonly to: string;
  /** `clone`: only where the file system shares the bytes for free (reflink); `any`: else they are copied. */
  readonly method: 'clone' | 'any';
  /** Absolute paths of files of the same size that are called by the hash of their bytes: where `from` has one of these hashes, nothing is copied. */
  readonly alike?: readonly string[];
}

export interface CopyOptions {
  /** Absolute real path of a folder: files whose real path lies elsewhere are refused (SEC-31). */
  readonly within: string;
  /** Absolute real path of a folder of which no file is taken. */
  readonly without?: string;
  readonly signal?: AbortSignal;
}

export interface CopyRequest extends CopyOrder, CopyOptions {}

/** A durable file and the SHA-256 of exactly its bytes; `known`: nothing was made, for a file alike is called by this hash. */
export interface CopiedFile extends FileHash {
  readonly method: 'clone' | 'copy' | 'known';
}

/** Reads files in threads of their own; what is wrong with a file is told as data. */
export interface Hasher {
  /** One answer per path, in their order. */
  hash(paths: readonly string[], options: HashOptions): Promise<readonly (FileHash | FileFailure)[]>;
  /** Hashes while it copies, so that the bytes are read once (REL-11). */
  copy(request: CopyRequest): Promise<CopiedFile | FileFailure>;
  /** The same for many files in one thread, one after the other; one answer per order, in their order. */
  copyAll(orders: readonly CopyOrder[], options: CopyOptions): Promise<readonly (CopiedFile | FileFailure)[]>;
}
export const Hasher = new Token<Hasher>('Hasher');
