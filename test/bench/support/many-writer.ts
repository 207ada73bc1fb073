// Trainings of the bench `many`: keeps every file open and appends to all of them round robin, each line holding its own
// send time on the machine's monotonic clock. usage: node many-writer.js ROOT COUNT LINES_PER_SECOND TOTAL; begins at a line on stdin.
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { runDir } from './live-runs.js';

const [root = '.', count = '1', rate = '100', total = '1000'] = process.argv.slice(2);
const files = Array.from({ length: Number(count) }, (_, index) => openSync(join(root, runDir(index), 'events.jsonl'), 'a'));
let sent = 0;

function send(): void {
  const step = 21 + Math.floor(sent / files.length);
  const now = Number(process.hrtime.bigint()) / 1e6;
  writeSync(files[sent % files.length] ?? 0, `{"ts": ${(Date.now() / 1000).toFixed(6)}, "type": "metrics", "data": {"loss": ${1 / step}, "sent": ${now}, "global_step": ${step}, "stage": "train"}}\n`);
  sent += 1;
}

process.stdin.once('data', () => {
  const started = performance.now();
  const timer = setInterval(() => {
    const due = Math.min(Number(total), Math.floor(((performance.now() - started) / 1000) * Number(rate)));
    while (sent < due) send();
    if (sent < Number(total)) return;
    clearInterval(timer);
    for (const file of files) closeSync(file);
    process.stdin.destroy();
    process.stdout.write(`${JSON.stringify({ sent, seconds: (performance.now() - started) / 1000 })}\n`);
  }, 1);
});
