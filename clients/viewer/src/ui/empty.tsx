import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
}

/** Says why there is nothing here, and what to do (VIEW-145). */
export function Empty({ icon, title, children }: EmptyProps) {
  return <div className="empty"><Icon name={icon} /><h2>{title}</h2>{children}</div>;
}
