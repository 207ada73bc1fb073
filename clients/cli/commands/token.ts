import type { Command } from 'commander';
import { contextOf } from '../context.js';

/** `runkeep token rotate`: a new token; sessions, tickets and sockets of the old one end within a second (SEC-17). */
export function addToken(program: Command): void {
  program
    .command('token')
    .summary('the token that guards the daemon')
    .command('rotate')
    .summary('make a new token; everybody logs in again')
    .action(async (_options: unknown, command: Command) => {
      const { keep, output, daemon } = contextOf(command);
      await daemon().call('POST', '/api/token/rotate', { body: {} });
      output.answer({ rotated: true }, () => [`a new token lies in ${keep}/token; browsers log in again with: runkeep open`]);
    });
}
