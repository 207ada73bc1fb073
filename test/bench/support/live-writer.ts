// Active trainings of the bench `live`: appends metrics events to run directories, each holding its own send time on the
// machine's monotonic clock. usage: node live-writer.js ROOT FIRST COUNT EVENTS_PER_SECOND TOTAL; begins at a line on stdin.
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { runDir } from './live-runs.js';

const [root = '.', first = '0', count = '1', rate = '100', total = '1000'] = process.argv.slice(2);
const files = Array.from({ length: Number(count) }, (_, index) => join(root, runDir(Number(first) + index), 'events.jsonl'));
let sent = 0;

/** As the library does: open for appending, one write, close. */
function send(): void {
  const file = openSync(files[sent % files.length] ?? '', 'a');
  const step = Math.floor(sent / files.length) + 1;
  const now = Number(process.hrtime.bigint()) / 1e6;
  writeSync(file, `{"ts": ${(Date.now() / 1000).toFixed(6)}, "type": "metrics", "data": {"loss": ${1 / step}, "sent": ${now}, "global_step": ${step}, "stage": "train"}}\n`);
  closeSync(file);
  sent += 1;
}

process.stdin.once('data', () => {
  const started = performance.now();
  const timer = setInterval(() => {
    const due = Math.min(Number(total), Math.floor(((performance.now() - started) / 1000) * Number(rate)));
    while (sent < due) send();
    if (sent < Number(total)) return;
    clearInterval(timer);
    process.stdin.destroy();
    process.stdout.write(`${JSON.stringify({ sent })}\n`);
  }, 2);
});
