import type { Topic } from '../../../daemon/api/topic.js';

/** What stands behind a topic of this plugin. */
export type TopicSource = Required<Pick<Topic, 'open' | 'isNewer' | 'interest'>>;
