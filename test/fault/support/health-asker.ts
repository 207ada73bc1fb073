// Asks for a daemon's health again and again in a thread of its own, so that what its parent does delays no answer.
// workerData: { url, token }; answers any message with the times of all answers in milliseconds, and how many failed.
import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

const everyMs = 50;
const patienceMs = 10_000;
const { url, token } = z.object({ url: z.string(), token: z.string() }).parse(workerData);
const agent = new Agent({ keepAlive: true });
const times: number[] = [];
const failures: string[] = [];

function ask(): void {
  const asked = performance.now();
  const told = (failure?: string): void => {
    times.push(performance.now() - asked);
    if (failure !== undefined) failures.push(failure);
  };
  const request = get(`${url}/healthz`, { agent, timeout: patienceMs, headers: { Authorization: `Bearer ${token}` } }, (answer) => {
    answer.resume();
    answer.on('end', () => told(answer.statusCode === 200 ? undefined : String(answer.statusCode)));
  });
  request.on('timeout', () => request.destroy(new Error('timeout')));
  request.on('error', (error) => told(error.message));
}

setInterval(ask, everyMs);
parentPort?.on('message', () => parentPort?.postMessage({ times, failures }));
