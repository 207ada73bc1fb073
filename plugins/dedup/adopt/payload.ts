import type { FileStamp } from '../../../daemon/api/hasher.js';

/** A file of the user that should hold the bytes of a digest. */
export interface Payload {
  /** Relative to the root. */
  readonly path: string;
  /** Null: whatever it holds. */
  readonly digest: string | null;
  /** As the manifest says it; null where nobody does. */
  readonly size: number | null;
}

/** What was found where a payload should lie; `unverified`: it could not be read, which says nothing of its bytes. */
export type Verdict =
  | { readonly state: 'ok'; readonly digest: string; readonly stamp: FileStamp }
  | { readonly state: 'corrupt' | 'missing' | 'unverified'; readonly message: string };

/** The row of a place, in the words of its table. */
export interface PlaceRow {
  readonly path: string;
  readonly digest: string;
  readonly size: number;
  readonly device: string;
  readonly inode: string;
  readonly mtime_ns: string;
  readonly links: number;
  readonly verified_at: number;
}

/** Equal for two names that share their bytes, different once these were written to. */
export function bytesKey({ device, inode, size, mtime_ns }: Omit<FileStamp, 'links'>): string {
  return `${device}:${inode}:${size}:${mtime_ns}`;
}

/** Judges a file whose hash is known. */
export function judge(payload: Payload, digest: string, stamp: FileStamp): Verdict {
  if (payload.size !== null && payload.size !== stamp.size) return { state: 'corrupt', message: `it has ${stamp.size} bytes and should have ${payload.size}` };
  if (payload.digest !== null && payload.digest !== digest) return { state: 'corrupt', message: `its SHA-256 is ${digest}` };
  return { state: 'ok', digest, stamp };
}
