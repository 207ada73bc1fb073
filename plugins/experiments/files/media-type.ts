/** Bytes that `mediaType` needs to see. */
export const signatureBytes = 16;

const signatures: readonly (readonly [type: string, at: number, bytes: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF8'],
  ['image/webp', 8, 'WEBP'],
  ['image/avif', 4, 'ftypavif'],
  ['image/avif', 4, 'ftypavis'],
  ['audio/wav', 8, 'WAVE'],
  ['audio/mpeg', 0, 'ID3'],
  ['audio/mpeg', 0, '\xff\xfb'],
  ['video/mp4', 4, 'ftyp'],
  ['video/webm', 0, '\x1a\x45\xdf\xa3'],
];

/** Type of a media file by its first bytes, never by its name (DISK-46). */
export function mediaType(start: Buffer): string {
  const text = start.toString('latin1');
  return signatures.find(([, at, bytes]) => text.startsWith(bytes, at))?.[0] ?? 'application/octet-stream';
}
