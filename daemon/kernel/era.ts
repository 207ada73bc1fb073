import { ownIdentity } from './process-identity.js';
import { version } from './version.js';

/** One release between two boots of the machine; where boots cannot be told apart, each process is an era of its own. */
export function ownEra(): string {
  const { bootId, host, pid, startTime } = ownIdentity();
  return bootId === '' ? `${version} ${host} ${pid} ${startTime} ${Date.now()}` : `${version} ${bootId}`;
}
