import { Token } from '../../../daemon/api/token.js';
import type { CapabilityReport } from './capability-report.js';
import type { Views } from './views.js';

/** Local files of versions. */
export const ViewsOf = new Token<Views>('dedup.Views');

/** What the file system of the pool can do. */
export const CapabilitiesOf = new Token<CapabilityReport>('dedup.Capabilities');
