import { normal } from './data.mjs';

const classes = 3;

/** A network with one hidden layer of tanh units, trained with momentum on the cross entropy of a softmax. */
export class Network {
  constructor(hidden, random) {
    this.hidden = hidden;
    this.first = matrix(hidden, 3, () => normal(random));
    this.second = matrix(classes, hidden + 1, () => normal(random) / Math.sqrt(hidden));
    this.speeds = [matrix(hidden, 3, () => 0), matrix(classes, hidden + 1, () => 0)];
  }

  /** Probabilities of the classes for one input, and the hidden units that led to them. */
  forward(x) {
    const input = [...x, 1];
    const units = [...this.first.map((row) => Math.tanh(dot(row, input))), 1];
    const logits = this.second.map((row) => dot(row, units));
    const top = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - top));
    const sum = powers.reduce((total, power) => total + power, 0);
    return { input, units, chances: powers.map((power) => power / sum) };
  }

  /** One step down the gradient of a batch; gives its mean loss, its accuracy and the length of the gradient. */
  train(batch, { rate, momentum, decay }) {
    const slopes = [matrix(this.hidden, 3, () => 0), matrix(classes, this.hidden + 1, () => 0)];
    let loss = 0;
    let right = 0;
    for (const { x, label } of batch) {
      const { input, units, chances } = this.forward(x);
      loss -= Math.log(Math.max(chances[label], 1e-12));
      right += Number(indexOfLargest(chances) === label);
      const errors = chances.map((chance, index) => (chance - Number(index === label)) / batch.length);
      errors.forEach((error, row) => units.forEach((unit, column) => (slopes[1][row][column] += error * unit)));
      for (let unit = 0; unit < this.hidden; unit++) {
        const back = errors.reduce((sum, error, row) => sum + error * this.second[row][unit], 0) * (1 - units[unit] ** 2);
        input.forEach((value, column) => (slopes[0][unit][column] += back * value));
      }
    }
    [this.first, this.second].forEach((weights, layer) => this.#descend(weights, slopes[layer], this.speeds[layer], { rate, momentum, decay }));
    return { loss: loss / batch.length, accuracy: right / batch.length, slope: Math.sqrt(slopes.flat(2).reduce((sum, value) => sum + value * value, 0)) };
  }

  /** Loss, accuracy and confusion matrix over labelled points. */
  judge(points) {
    const confusion = matrix(classes, classes, () => 0);
    let loss = 0;
    for (const { x, label } of points) {
      const { chances } = this.forward(x);
      loss -= Math.log(Math.max(chances[label], 1e-12));
      confusion[label][indexOfLargest(chances)] += 1;
    }
    const right = confusion.reduce((sum, row, index) => sum + row[index], 0);
    return { loss: loss / points.length, accuracy: right / points.length, confusion };
  }

  copy() {
    const copied = (weights) => weights.map((row) => [...row]);
    return { first: copied(this.first), second: copied(this.second), speeds: this.speeds.map(copied) };
  }

  #descend(weights, slopes, speeds, { rate, momentum, decay }) {
    weights.forEach((row, index) =>
      row.forEach((weight, column) => {
        speeds[index][column] = momentum * speeds[index][column] - rate * (slopes[index][column] + decay * weight);
        row[column] += speeds[index][column];
      }),
    );
  }
}

function matrix(rows, columns, value) {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, value));
}

function dot(left, right) {
  return left.reduce((sum, value, index) => sum + value * right[index], 0);
}

function indexOfLargest(values) {
  return values.indexOf(Math.max(...values));
}
