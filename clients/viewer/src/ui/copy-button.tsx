import { useState } from 'react';
import { IconButton } from './icon-button.js';

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
}

/** Puts text on the clipboard and says so for a moment (VIEW-20). */
export function CopyButton({ label, text }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text());
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return <IconButton small icon={copied ? 'check' : 'copy'} label={copied ? 'Copied' : label} onClick={() => void copy()} />;
}
