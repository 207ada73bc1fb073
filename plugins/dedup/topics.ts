import type { Scope } from '../../daemon/api/scope.js';
import type { Topic } from '../../daemon/api/topic.js';
import { damageTopic } from './fsck/damage-feed.js';
import { DamageNews } from './fsck/tokens.js';
import { artifactTopic } from './lineage/artifact-feed.js';
import { Changes } from './lineage/lineage-tokens.js';

/** What sockets may subscribe to. */
export function dedupTopics(scope: Scope): readonly Topic[] {
  return [
    { name: artifactTopic, right: 'read', open: async (_key, cursor) => scope.get(Changes).open(cursor), isNewer: (cursor, than) => Number(cursor) > Number(than) },
    damageTopic(() => scope.get(DamageNews)),
  ];
}
