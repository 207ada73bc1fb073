import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { completionScript } from '../../clients/cli/completion-script.js';

const commands = [
  { name: 'ls', summary: "the root's experiments", options: ['--sort', '--show'], subcommands: [] },
  { name: 'token', summary: 'the token', options: [], subcommands: ['rotate'] },
];

/** What bash would offer behind these words. */
function offered(...words: readonly string[]): string[] {
  const script = `${completionScript('bash', commands, ['--json'])}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _runkeep; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.trim().split('\n');
}

test('bash completes commands, their subcommands and options', { skip: spawnSync('bash', ['--version']).status === 0 ? false : 'bash is not installed' }, () => {
  assert.deepEqual([offered('runkeep', 'l'), offered('runkeep', 'ls', '--s'), offered('runkeep', 'token', 'r')], [['ls'], ['--sort', '--show'], ['rotate']]);
});

test('zsh gets its bridge to the same script', () => {
  assert.match(completionScript('zsh', commands, []), /^autoload -U \+X compinit && compinit\nautoload -U \+X bashcompinit && bashcompinit\n_runkeep\(\)/);
});

test('fish gets a line a word, with apostrophes escaped', () => {
  const lines = completionScript('fish', commands, ['--json']).split('\n');
  assert.deepEqual([lines[0], lines.at(-1)], ["complete -c runkeep -n __fish_use_subcommand -a ls -d 'the root\\'s experiments'", 'complete -c runkeep -l json']);
});
