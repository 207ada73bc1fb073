/** Python's standard library writing a run that the daemon shows at once. */
export function pythonSnippet(root: string): string {
  return `import json, math, pathlib, time

root = pathlib.Path(${JSON.stringify(root)})
run = root / "runs" / "first" / time.strftime("%Y%m%d_%H%M%S")
run.mkdir(parents=True)
begun = time.time()
(run / "meta.json").write_text(json.dumps({"id": run.name, "path": "first", "created_at": begun}))
(run / "status.json").write_text(json.dumps({"status": "running", "started_at": begun}))

with open(run / "events.jsonl", "a") as events:
    for step in range(1, 301):
        data = {"train/loss": math.exp(-step / 80) + 0.02 * math.sin(step), "global_step": step}
        events.write(json.dumps({"ts": time.time(), "type": "metrics", "data": data}) + "\\n")
        events.flush()
        time.sleep(0.1)

ended = {"status": "finished", "started_at": begun, "ended_at": time.time()}
(run / "status.json").write_text(json.dumps(ended))
`;
}

/** The same in TypeScript, for Node. */
export function typescriptSnippet(root: string): string {
  return `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const id = \`run_\${Date.now()}\`;
const run = join(${JSON.stringify(root)}, 'runs', 'first', id);
mkdirSync(run, { recursive: true });
const now = () => Date.now() / 1000;
const begun = now();
writeFileSync(join(run, 'meta.json'), JSON.stringify({ id, path: 'first', created_at: begun }));
writeFileSync(join(run, 'status.json'), JSON.stringify({ status: 'running', started_at: begun }));

for (let step = 1; step <= 300; step += 1) {
  const data = { 'train/loss': Math.exp(-step / 80) + 0.02 * Math.sin(step), global_step: step };
  // The daemon looks for lines that begin with {"ts": and a blank, as Python writes them.
  appendFileSync(join(run, 'events.jsonl'), \`{"ts": \${now()}, "type": "metrics", "data": \${JSON.stringify(data)}}\\n\`);
  await setTimeout(100);
}

writeFileSync(join(run, 'status.json'), JSON.stringify({ status: 'finished', started_at: begun, ended_at: now() }));
`;
}
