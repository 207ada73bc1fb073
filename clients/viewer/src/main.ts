import { config } from 'zod';
import './styles/index.css';

// The page's policy forbids building code from text, which zod would otherwise try as soon as a schema is made (SEC-25):
// all else is loaded after this.
config({ jitless: true });
void import('./start.js').then(({ start }) => start());
