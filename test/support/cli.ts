import { fileURLToPath } from 'node:url';
import { Child } from './child.js';
import { bareEnvironment } from './daemon.js';

const entry = fileURLToPath(new URL('../../clients/cli/runkeep.js', import.meta.url));

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command line as a process. */
export function spawnCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
  return new Child(process.execPath, [entry, ...args], { ...bareEnvironment(), ...env });
}

/** Runs one command line to its end. */
export async function runCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Said> {
  const child = spawnCli(args, env);
  child.process.stdin.end();
  const { code } = await child.ended;
  return { code, stdout: child.stdout, stderr: child.stderr };
}
