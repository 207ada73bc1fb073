import type { Command } from 'commander';
import { openInBrowser } from '../browser.js';
import { contextOf } from '../context.js';
import { loginLink } from '../login-link.js';

/** `runkeep open`: a fresh login link, in the browser where there is one. */
export function addOpen(program: Command): void {
  program
    .command('open')
    .summary('print a fresh login link and open it in the browser')
    .option('--print', 'print only')
    .action(async (options: { readonly print?: boolean }, command: Command) => {
      const { output, environment, daemon } = contextOf(command);
      const url = await loginLink(daemon());
      const opened = options.print !== true && !output.json && (await openInBrowser(url, environment));
      output.answer({ url, opened }, () => [url]);
      if (!output.json) output.remark('good once, for 5 minutes');
    });
}
