// Active trainings of the benches `live` and `many`: append metrics events to run directories round robin, each holding its own send
// time on the machine's monotonic clock. usage: node live-writer.js ROOT COUNT LINES_PER_SECOND TOTAL each|kept; begins at a line on
// stdin. `each`: open, one write, close, as the library does; `kept`: files stay open, which a thousand trainings do each for itself.
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { linesBefore, runDir } from './live-runs.js';

const [root = '.', count = '1', rate = '100', total = '1000', opening = 'each'] = process.argv.slice(2);
const paths = Array.from({ length: Number(count) }, (_, index) => join(root, runDir(index), 'events.jsonl'));
const kept = opening === 'kept' ? paths.map((path) => openSync(path, 'a')) : [];
let sent = 0;

function send(): void {
  const index = sent % paths.length;
  const file = kept[index] ?? openSync(paths[index] ?? '', 'a');
  const step = linesBefore + 1 + Math.floor(sent / paths.length);
  const now = Number(process.hrtime.bigint()) / 1e6;
  writeSync(file, `{"ts": ${(Date.now() / 1000).toFixed(6)}, "type": "metrics", "data": {"loss": ${1 / step}, "sent": ${now}, "global_step": ${step}, "stage": "train"}}\n`);
  if (kept.length === 0) closeSync(file);
  sent += 1;
}

process.stdin.once('data', () => {
  const started = performance.now();
  const timer = setInterval(() => {
    const due = Math.min(Number(total), Math.floor(((performance.now() - started) / 1000) * Number(rate)));
    while (sent < due) send();
    if (sent < Number(total)) return;
    clearInterval(timer);
    for (const file of kept) closeSync(file);
    process.stdin.destroy();
    process.stdout.write(`${JSON.stringify({ sent, seconds: (performance.now() - started) / 1000 })}\n`);
  }, 1);
});
