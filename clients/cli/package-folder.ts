import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The folder of the package: files that the compiler does not carry (the demo's programs) are found from here. */
export function packageFolder(): string {
  let folder = here;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** The daemon's entry beside this very build of the CLI, bundled for a quick start. */
export function daemonEntry(): string {
  return join(here, '..', '..', 'bundle', 'main.js');
}

/** The entry of the SQL process beside this very build of the CLI. */
export function sqlEntry(): string {
  return join(here, '..', '..', 'bundle', 'sql.js');
}
