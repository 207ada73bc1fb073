import { explain } from '../lib/api-error.js';
import { notify } from '../lib/notices.js';
import { saveText } from '../lib/save-text.js';
import { fetchLog } from '../run/run-api.js';

const partBytes = 8_388_608;

/** Saves the whole log as it is in the file, escape sequences included. */
export async function downloadLog(id: string, size: number): Promise<void> {
  try {
    let text = '';
    let from = 0;
    while (from < size) {
      const part = await fetchLog(id, { from, bytes: partBytes });
      if (part.to <= from) break;
      text += part.text;
      from = part.to;
    }
    saveText('logs.txt', 'text/plain', text);
  } catch (error) {
    const { title, hint } = explain(error);
    notify({ kind: 'failed', title: `The log could not be downloaded: ${title}`, detail: hint });
  }
}
