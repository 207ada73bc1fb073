/** A command as completion sees it. */
export interface Completable {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly string[];
  readonly subcommands: readonly string[];
}

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A script that teaches a shell the commands of `runkeep` and their options. */
export function completionScript(shell: Shell, commands: readonly Completable[], globals: readonly string[]): string {
  if (shell === 'fish') return fish(commands, globals);
  const cases = commands.map(({ name, options, subcommands }) => `    ${name}) words="${[...subcommands, ...options, ...globals].join(' ')}" ;;`);
  const names = commands.map(({ name }) => name).join(' ');
  const body = [
    '_runkeep() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" words',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    `    *) words="${names} ${globals.join(' ')}" ;;`,
    '  esac',
    `  [ "$COMP_CWORD" -eq 1 ] && words="${names} ${globals.join(' ')}"`,
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _runkeep runkeep',
  ];
  const compatibility = shell === 'zsh' ? ['autoload -U +X compinit && compinit', 'autoload -U +X bashcompinit && bashcompinit'] : [];
  return [...compatibility, ...body].join('\n');
}

function fish(commands: readonly Completable[], globals: readonly string[]): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap(({ name, summary, options, subcommands }) => {
    const here = `complete -c runkeep -n '__fish_seen_subcommand_from ${name}'`;
    const flags = options.map((option) => `${here} -l ${option.replace(/^--/, '')}`);
    return [`complete -c runkeep -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`, ...flags, ...subcommands.map((inner) => `${here} -a ${inner}`)];
  });
  return [...lines, ...globals.map((option) => `complete -c runkeep -l ${option.replace(/^--/, '')}`)].join('\n');
}
