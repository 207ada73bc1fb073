import { Argument, type Command } from 'commander';
import { completionScript, shells, type Completable, type Shell } from '../completion-script.js';
import { contextOf } from '../context.js';
import { addPluginCommands } from './plugin-commands.js';

/** `runkeep completion`: a script for the shell; it knows the plugins' commands too when a daemon answers. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('print a completion script: source <(runkeep completion bash)')
    .addArgument(new Argument('<shell>').choices(shells))
    .action(async (shell: Shell, _options: unknown, command: Command) => {
      const context = contextOf(command);
      await addPluginCommands(program, context).catch(() => undefined);
      const script = completionScript(shell, program.commands.map(completable), longOptions(program));
      context.output.answer({ shell, script }, () => [script]);
    });
}

function completable(command: Command): Completable {
  return { name: command.name(), summary: command.summary(), options: longOptions(command), subcommands: command.commands.map((inner) => inner.name()) };
}

function longOptions(command: Command): string[] {
  return command.options.flatMap(({ long }) => (typeof long === 'string' ? [long] : []));
}
