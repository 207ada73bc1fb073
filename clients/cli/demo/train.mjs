// A real training for the demo: a small network learns to tell three spirals apart, and writes a run directory.
// usage: node train.mjs --root DIR --path spirals/mlp --alias NAME [--hidden 16] [--rate 0.1] [--seed 1] [--epochs 30]
//        [--pause 250] [--corrupt-at STEP] [--fail-at STEP]        It stops, as interrupted, when its stdin ends.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { randomOf, spirals } from './data.mjs';
import { Network } from './network.mjs';
import { confusionPicture, regions } from './pictures.mjs';
import { RunDirectory } from './run-directory.mjs';

const names = ['root', 'path', 'alias', 'hidden', 'rate', 'seed', 'epochs', 'pause', 'corrupt-at', 'fail-at'];
const { values: given } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });
const number = (name, otherwise) => Number(given[name] ?? otherwise);
const settings = { hidden: number('hidden', 16), lr: number('rate', 0.1), momentum: 0.9, weight_decay: 1e-4, batch_size: 32, epochs: number('epochs', 30), seed: number('seed', 1) };
const stepsPerEpoch = 30;
const warmup = 40;

let isStopped = false;
const stopping = new Promise((resolve) => {
  for (const event of ['end', 'error']) process.stdin.on(event, resolve);
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, resolve);
  process.stdin.resume();
}).then(() => (isStopped = true));

const random = randomOf(settings.seed);
const learning = spirals(600, 0.18, random);
const held = spirals(240, 0.18, random);
const network = new Network(settings.hidden, random);
const run = new RunDirectory(given.root, given.path ?? 'spirals/mlp', given.alias ?? null, settings);
let good = network.copy();
let best = 0;

try {
  run.text(`three spirals, ${learning.length} points to learn from, ${held.length} held back; ${settings.hidden} hidden units`);
  for (let epoch = 1; epoch <= settings.epochs; epoch++) await oneEpoch(epoch);
  run.text('\u001b[32mdone\u001b[0m');
  run.finish('finished');
} catch (error) {
  const status = isStopped ? 'interrupted' : 'failed';
  run.text(`\u001b[31m${status}\u001b[0m${status === 'failed' ? `\n${error.stack}` : ''}`);
  run.finish(status);
  process.exitCode = Number(status === 'failed');
}
process.stdin.destroy();

async function oneEpoch(epoch) {
  for (let index = 1; index <= stepsPerEpoch; index++) {
    const step = (epoch - 1) * stepsPerEpoch + index;
    oneStep(epoch, step);
    run.rawText(`\repoch ${epoch}: ${String(Math.round((index / stepsPerEpoch) * 100)).padStart(3)}%|${'█'.repeat(index / 3).padEnd(10)}| ${index}/${stepsPerEpoch}`);
    await Promise.race([pause(number('pause', 250)), stopping]);
    if (isStopped) throw new Error('stopped');
  }
  run.rawText('\n');
  const { loss, accuracy, confusion } = network.judge(held);
  best = Math.max(best, accuracy);
  run.log({ 'val/loss': loss, 'val/accuracy': accuracy, epoch }, 'eval');
  run.summary({ best_metric_name: 'val/accuracy', best_metric_value: best, best_metric_mode: 'max', epochs_done: epoch });
  run.text(`epoch ${epoch}: val loss ${loss.toFixed(4)}, accuracy ${(accuracy * 100).toFixed(1)} %`);
  if (epoch % 5 !== 1) return;
  run.image('regions', regions(network, learning), `after epoch ${epoch}`);
  run.image('confusion', confusionPicture(confusion));
}

function oneStep(epoch, step) {
  if (step === number('fail-at', 0)) throw new Error(`step ${step}: the next shard of the training data cannot be read`);
  const rate = settings.lr * Math.min(1, step / warmup) * (0.5 + 0.5 * Math.cos((Math.PI * (epoch - 1)) / settings.epochs));
  const batch = Array.from({ length: settings.batch_size }, () => learning[Math.floor(random() * learning.length)]);
  if (step === number('corrupt-at', 0)) batch[0] = { x: [Infinity, -Infinity], label: 0 };
  const { loss, accuracy, slope } = network.train(batch, { rate, momentum: settings.momentum, decay: settings.weight_decay });
  run.log({ 'train/loss': loss, 'train/accuracy': accuracy, 'train/gradient_norm': slope, lr: rate, epoch }, step <= warmup ? 'warmup' : 'train');
  if (Number.isFinite(slope)) {
    good = network.copy();
    return;
  }
  Object.assign(network, good);
  run.text(`\u001b[33mstep ${step}: the loss is ${loss}, one sample is corrupt; back to the weights of the step before\u001b[0m`);
}
