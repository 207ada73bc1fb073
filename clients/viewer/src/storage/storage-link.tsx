import { Link, useRoute } from 'wouter';
import { Icon } from '../ui/icon.js';

/** The way to the storage page. */
export function StorageLink() {
  const [isHere] = useRoute('/storage');
  return <Link className="bar-link" href="/storage" title="Storage" aria-current={isHere ? 'page' : undefined}><Icon name="disk" /><span>Storage</span></Link>;
}
