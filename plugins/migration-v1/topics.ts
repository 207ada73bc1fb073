import type { Scope } from '../../daemon/api/scope.js';
import type { Topic } from '../../daemon/api/topic.js';
import { progressName } from './progress-feed.js';
import { Migrating, Telling } from './tokens.js';

/** What sockets may subscribe to. */
export function migrationTopics(scope: Scope): readonly Topic[] {
  return [{
    name: progressName,
    right: 'read',
    open: async () => scope.get(Telling).opening(scope.get(Migrating).progress),
    isNewer: (cursor, than) => Number(cursor) > Number(than),
  }];
}
