"""A real training for the demo: softmax regression on generated clouds of points, with the standard library only.

usage: python3 train.py --root DIR [--project clouds] [--name softmax] [--rate 0.5] [--seed 1] [--epochs 40] [--pause 0.25]
It writes a run directory in Runicorn's layout <project>/<name>/runs/<id>, as its library does: every event is one
write under a lock. It stops, as interrupted, when its standard input ends.
"""

import argparse
import json
import math
import os
import platform
import random
import select
import signal
import sys
import time

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

CLASSES, FEATURES, STEPS = 4, 6, 25


class Stopped(Exception):
    """Somebody asked the training to end."""


class RunDirectory:
    """One run directory: documents in place, events appended under the lock that other writers take too."""

    def __init__(self, root, project, name):
        self.started = time.time()
        run_id = time.strftime("%Y%m%d_%H%M%S_") + os.urandom(3).hex()
        self.folder = os.path.join(root, project, name, "runs", run_id)
        self.step = 0
        os.makedirs(os.path.join(self.folder, "media"))
        self.document("meta.json", {
            "id": run_id, "project": project, "name": name, "created_at": self.started, "python": platform.python_version(),
            "platform": platform.platform(), "hostname": platform.node(), "pid": os.getpid(), "storage_dir": root,
        })
        self.document("status.json", {"status": "running", "started_at": self.started})

    def document(self, name, value):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(json.dumps(value, ensure_ascii=False))

    def append(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path + ".lock", "a") as lock:
            if fcntl:
                fcntl.flock(lock, fcntl.LOCK_EX)
            with open(path, "ab", buffering=0) as file:
                file.write(text.encode())

    def log(self, values, stage):
        now = time.time()
        self.step += 1
        data = {**values, "global_step": self.step, "time": now, "stage": stage}
        self.append("events.jsonl", json.dumps({"ts": now, "type": "metrics", "data": data}, ensure_ascii=False) + "\n")

    def text(self, line):
        self.append("logs.txt", time.strftime("%H:%M:%S | ") + line + "\n")

    def finish(self, status):
        self.document("status.json", {"status": status, "started_at": self.started, "ended_at": time.time()})


def clouds(count, source):
    """Labelled points around one centre a class, wide enough to overlap."""
    centres = [[source.gauss(0, 1.1) for _ in range(FEATURES)] for _ in range(CLASSES)]
    points = []
    for index in range(count):
        label = index % CLASSES
        points.append(([source.gauss(middle, 1.0) for middle in centres[label]] + [1.0], label))
    source.shuffle(points)
    return points


def chances(weights, point):
    logits = [sum(weight * value for weight, value in zip(row, point)) for row in weights]
    top = max(logits)
    powers = [math.exp(logit - top) for logit in logits]
    return [power / sum(powers) for power in powers]


def train(weights, batch, rate):
    """One step down the gradient; gives the mean loss and the accuracy of the batch before it."""
    slopes = [[0.0] * (FEATURES + 1) for _ in range(CLASSES)]
    loss = right = 0.0
    for point, label in batch:
        guess = chances(weights, point)
        loss -= math.log(max(guess[label], 1e-12))
        right += guess.index(max(guess)) == label
        for row in range(CLASSES):
            error = (guess[row] - (row == label)) / len(batch)
            for column, value in enumerate(point):
                slopes[row][column] += error * value
    for row in range(CLASSES):
        for column in range(FEATURES + 1):
            weights[row][column] -= rate * slopes[row][column]
    return loss / len(batch), right / len(batch)


def judge(weights, points):
    guesses = [(chances(weights, point), label) for point, label in points]
    loss = -sum(math.log(max(guess[label], 1e-12)) for guess, label in guesses) / len(points)
    return loss, sum(guess.index(max(guess)) == label for guess, label in guesses) / len(points)


def wait(seconds):
    """Waits, but not longer than whoever started this training holds the other end of standard input."""
    if os.name == "nt":
        time.sleep(seconds)
    elif select.select([sys.stdin], [], [], seconds)[0] and not os.read(sys.stdin.fileno(), 1024):
        raise Stopped


def stop(_signal, _frame):
    raise Stopped


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True)
    parser.add_argument("--project", default="clouds")
    parser.add_argument("--name", default="softmax")
    parser.add_argument("--rate", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--pause", type=float, default=0.25)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)

    source = random.Random(options.seed)
    points = clouds(800, source)
    learning, held = points[:600], points[600:]
    weights = [[source.gauss(0, 0.01) for _ in range(FEATURES + 1)] for _ in range(CLASSES)]
    run = RunDirectory(options.root, options.project, options.name)
    run.text(f"softmax regression, {len(learning)} points to learn from, {len(held)} held back; rate {options.rate}")
    best = 0.0
    status = "finished"
    try:
        for epoch in range(1, options.epochs + 1):
            rate = options.rate / (1 + 0.1 * (epoch - 1))
            for _ in range(STEPS):
                loss, accuracy = train(weights, source.sample(learning, 16), rate)
                run.log({"train/loss": loss, "train/accuracy": accuracy, "lr": rate, "epoch": epoch}, "train")
                wait(options.pause)
            loss, accuracy = judge(weights, held)
            best = max(best, accuracy)
            run.log({"val/loss": loss, "val/accuracy": accuracy, "epoch": epoch}, "eval")
            run.document("summary.json", {"lr": options.rate, "seed": options.seed, "best_metric_name": "val/accuracy", "best_metric_value": best, "best_metric_mode": "max"})
            run.text(f"epoch {epoch}: val loss {loss:.4f}, accuracy {accuracy:.1%}")
    except Stopped:
        status = "interrupted"
    run.text(f"\033[32m{status}\033[0m")
    run.finish(status)


main()
