import { Told } from './test-watch.js';

/** A watch module as a worker loads it. */
export const watch = new Told().module;
