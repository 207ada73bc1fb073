import { Token } from './token.js';

/** User bytes leave through one door, at `/media/...`, by a link that expires (SEC-26). */
export interface MediaDoor {
  /**
   * A link to a file below a root folder, good for 10 minutes.
   * `folder` is absolute; `name` is relative to it and is checked component by component when opened (SEC-30, 31).
   */
  link(folder: string, name: string): string;
}
export const MediaDoor = new Token<MediaDoor>('MediaDoor');
