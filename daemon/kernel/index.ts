/** What the composition roots take from the kernel. */
export { systemClock } from './clock.js';
export { loadConfig, pluginNames } from './config.js';
export { configRoute } from './config-route.js';
export { loadExternal } from './external-plugins.js';
export { ListedGauges } from './gauges.js';
export { PartsHealth } from './health.js';
export { Lifetime } from './lifetime.js';
export { logConfig, openLog } from './log.js';
export { parseOptions } from './options.js';
export { configSchemas, PluginHost } from './plugin-host.js';
export { inOrder } from './plugin-order.js';
export { sayFailed, sayReady } from './ready-line.js';
export { openRoot } from './root-folder.js';
export { RootLock } from './root-lock.js';
export { ContainerScope, lend } from './scope.js';
export { version } from './version.js';
