// The thread of BackgroundCheck: `quick_check` of one database on a connection of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { checkedWords } from './check-database.js';

parentPort?.postMessage(checkedWords(String(workerData)));
