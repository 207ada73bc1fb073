/** What the composition roots take from the line. */
export { lineConfig } from './config.js';
export { hostLine } from './line-host.js';
export { startLine } from './line-port.js';
export { loadWatch } from './load-watch.js';
export type { LineData } from './messages.js';
