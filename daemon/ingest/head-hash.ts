import { createHash } from 'node:crypto';

/** Bytes before the cursor by which a file is known again (REL-53). */
export const headBytes = 4096;

/** The head hash as a cursor holds it. */
export function headHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
