import type { Scope } from '../../daemon/api/scope.js';
import type { Opening, Topic } from '../../daemon/api/topic.js';
import { Importing, Migrating, Telling, TellingImport } from './tokens.js';

/** The topics' names. */
export const progressName = 'migration-v1.progress';
export const importName = 'migration-v1.import';

/** What sockets may subscribe to. */
export function migrationTopics(scope: Scope): readonly Topic[] {
  return [
    progressTopic(progressName, () => scope.get(Telling).opening(scope.get(Migrating).progress)),
    progressTopic(importName, () => scope.get(TellingImport).opening(scope.get(Importing).progress)),
  ];
}

function progressTopic(name: string, opening: () => Opening): Topic {
  return { name, right: 'read', open: async () => opening(), isNewer: (cursor, than) => Number(cursor) > Number(than) };
}
