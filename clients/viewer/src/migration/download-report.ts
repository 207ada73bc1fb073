import { explain } from '../lib/api-error.js';
import { notify } from '../lib/notices.js';
import { saveText } from '../lib/save-text.js';
import { fetchReport } from './migration-api.js';

/** Saves the whole report as JSON: progress, and every run with its counts and findings. */
export async function downloadReport(): Promise<void> {
  try {
    saveText('migration-report.json', 'application/json', JSON.stringify(await fetchReport('all'), null, 2));
  } catch (error) {
    const { title, hint } = explain(error);
    notify({ kind: 'failed', title: `The report could not be downloaded: ${title}`, detail: hint });
  }
}
