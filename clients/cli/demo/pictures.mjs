import { png } from './png.mjs';

const inks = [[37, 99, 235], [234, 88, 12], [22, 163, 74]];

/** How the network parts the plane, with the points it learns from. */
export function regions(network, points, size = 160) {
  const dots = new Map(points.map(({ x, label }) => [x.map((value) => Math.round(((value + 1.1) / 2.2) * (size - 1))).join(), label]));
  return png(size, size, (x, y) => {
    const label = dots.get([x, y].join());
    if (label !== undefined) return inks[label].map((part) => part * 0.55);
    const { chances } = network.forward([(x / (size - 1)) * 2.2 - 1.1, (y / (size - 1)) * 2.2 - 1.1]);
    return [0, 1, 2].map((part) => 255 - chances.reduce((sum, chance, index) => sum + chance * (255 - inks[index][part]) * 0.7, 0));
  });
}

/** Counts of (true class, guessed class) as a square of cells, the darker the more. */
export function confusionPicture(confusion, cell = 40) {
  const most = Math.max(1, ...confusion.flat());
  return png(cell * 3, cell * 3, (x, y) => {
    if (x % cell === 0 || y % cell === 0) return [255, 255, 255];
    const share = confusion[Math.floor(y / cell)][Math.floor(x / cell)] / most;
    return [245 - share * 208, 245 - share * 146, 250 - share * 15];
  });
}
