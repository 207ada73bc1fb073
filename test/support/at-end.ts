/** Whoever runs something when a test ends: a `TestContext`, or a fault scenario. */
export interface Scene {
  after(close: () => void | Promise<void>): void;
}

type Close = () => unknown;
const opened = new WeakMap<Scene, Close[]>();

/** Closes when the scene ends, newest first and all of them: node itself runs `after` hooks oldest first, and stops at a failure. */
export function atEnd(scene: Scene, close: Close): void {
  const known = opened.get(scene);
  if (known !== undefined) {
    known.push(close);
    return;
  }
  const closings = [close];
  opened.set(scene, closings);
  scene.after(() => closeAll(closings));
}

async function closeAll(closings: Close[]): Promise<void> {
  const failures: unknown[] = [];
  for (let close = closings.pop(); close !== undefined; close = closings.pop()) {
    try {
      await close();
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures, 'not everything could be closed');
}
