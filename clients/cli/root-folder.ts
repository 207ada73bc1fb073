import { resolve } from 'node:path';

/** The root that a command means, in the daemon's own order of precedence. */
export function rootFolder(asked: string | undefined, environment: NodeJS.ProcessEnv): string {
  return resolve(asked ?? (environment['RUNKEEP_ROOT'] || environment['RUNICORN_DIR'] || 'runkeep-data'));
}
