import { RunkeepError } from '../../../daemon/api/errors.js';

/** Why an upload is not taken; each says what the client does next. */
export const Refusals = {
  unknown: (digest: string): RunkeepError => new RunkeepError('not-found', 'no-upload', `Neither these bytes nor an upload of them is known: ${digest}.`, 'Begin one: POST /api/dedup/uploads with digest and size.'),
  busy: (digest: string): RunkeepError => new RunkeepError('conflict', 'upload-busy', `Somebody is bringing ${digest} now.`, 'Wait, then ask POST /api/dedup/blobs/known whether it is still missing.'),
  tooMany: (most: number): RunkeepError => new RunkeepError('busy', 'too-many-uploads', `${most} uploads are under way.`, 'Try again when one has ended (dedup.uploadsAtOnce).'),
  otherOffset: (digest: string, offset: number): RunkeepError => new RunkeepError('conflict', 'other-offset', `The upload of ${digest} goes on at ${offset}.`, 'Send the bytes from there; GET /api/dedup/uploads/:digest tells the offset.'),
  otherBytes: (expected: string, digest: string): RunkeepError => new RunkeepError('invalid', 'digest-mismatch', `The bytes have the SHA-256 ${digest}, not ${expected}; nothing was kept.`, 'Hash the file anew, and bring it from its beginning.'),
  tooLong: (digest: string, size: number): RunkeepError => new RunkeepError('invalid', 'upload-too-long', `More than the ${size} bytes that were announced came for ${digest}.`, 'Hash the file anew: it has another size.'),
  tooLarge: (size: number): RunkeepError => new RunkeepError('too-large', 'too-large', `A file of ${size} bytes is larger than one file may be.`, 'Split it: 5 TiB are taken in one file.'),
  noLength: (): RunkeepError => new RunkeepError('bad-request', 'length-required', 'The request does not say how many bytes it brings.', 'Send Content-Length, or begin an upload with POST /api/dedup/uploads.'),
} as const;
