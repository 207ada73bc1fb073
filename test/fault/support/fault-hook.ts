// Preloaded into a process and each of its threads: lets file calls fail, or take a part of their bytes, as the process's plan says.
import { FaultPlan } from './fault-plan.js';
import { interceptFiles, type FileCall } from './file-calls.js';

const plan = FaultPlan.shared();

await interceptFiles((call) => {
  const errno = plan.take(call.kind);
  if (errno !== undefined) throw Object.assign(new Error(`${errno}: played, ${call.name}`), { code: errno, syscall: call.kind, errno: -1 });
  return plan.isShort ? shortened(call) : call.proceed(...call.args);
});

function shortened(call: FileCall): unknown {
  const { name, args } = call;
  const proceed = (...others: readonly unknown[]): unknown => call.proceed(...others);
  const [first, second, third, fourth, fifth] = args;
  if (name === 'readSync') return proceed(first, second, third, some(Number(fourth)), fifth);
  if (name === 'read') return proceed(first, second, some(Number(third)), fourth);
  if (name === 'writeSync' && second instanceof Uint8Array) return proceed(first, second, third, some(second.length - Number(third ?? 0)));
  if (name === 'writev' && Array.isArray(first) && first[0] instanceof Uint8Array) return proceed([first[0].subarray(0, some(first[0].length))], second);
  return proceed(...args);
}

/** At least one byte. */
function some(bytes: number): number {
  return Math.max(1, Math.ceil(bytes * Math.random()));
}
