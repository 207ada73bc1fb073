import type { Scope } from '../../daemon/api/scope.js';
import type { Topic } from '../../daemon/api/topic.js';
import type { TopicSource } from './live/topic-source.js';
import { Feed, LogLines, NewPoints } from './tokens.js';

/** What sockets may subscribe to. */
export function experimentTopics(scope: Scope): readonly Topic[] {
  return [
    topic('experiments.catalog', () => scope.get(Feed)),
    topic('experiments.metrics', () => scope.get(NewPoints)),
    topic('experiments.logs', () => scope.get(LogLines)),
  ];
}

function topic(name: string, source: () => TopicSource): Topic {
  return {
    name,
    right: 'read',
    open: (key, cursor) => source().open(key, cursor),
    isNewer: (cursor, than) => source().isNewer(cursor, than),
    interest: (key, sockets) => source().interest(key, sockets),
  };
}
