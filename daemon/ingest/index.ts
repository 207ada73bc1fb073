/** What `main.ts` takes from the line; a thread's own entry names files, since it pays for each that it loads. */
export { lineConfig } from './config.js';
export { startLine } from './line-port.js';
