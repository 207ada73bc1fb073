import { Token } from '../../../daemon/api/token.js';
import type { ArtifactFeed } from './artifact-feed.js';

/** Who tells sockets what became of artifacts. */
export const Changes = new Token<ArtifactFeed>('dedup.Changes');
