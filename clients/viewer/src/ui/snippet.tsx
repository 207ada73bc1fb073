import { CopyButton } from './copy-button.js';

/** Code to take along. */
export function Snippet({ code }: { readonly code: string }) {
  return <div className="snippet"><pre><code>{code}</code></pre><CopyButton label="Copy the code" text={() => code} /></div>;
}
