import { refused } from './refusal.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A name of an archive as text; bytes that are no UTF-8 would be read differently by others. */
export function decodedName(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw refused('bad-entry-name', 'The archive holds a name that is no UTF-8.', cause);
  }
}
