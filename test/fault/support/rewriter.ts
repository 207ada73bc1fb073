// Writes a file over and over in place, one letter a pass, in pieces with pauses of many lengths, as trainers do; the argument is path and length.
import { openSync, writeSync } from 'node:fs';

const [, , path = '', length = '0'] = process.argv;
const pieceBytes = 4096;
const nothing = new Int32Array(new SharedArrayBuffer(4));
const descriptor = openSync(path, 'r+');
process.stdout.write('writing\n');
for (let pass = 1; ; pass++) {
  const piece = Buffer.alloc(pieceBytes, String.fromCharCode(97 + (pass % 26)));
  for (let at = 0; at < Number(length); at += pieceBytes) {
    writeSync(descriptor, piece, 0, pieceBytes, at);
    if (pass % 3 !== 0 && (at / pieceBytes) % 16 === 0) Atomics.wait(nothing, 0, 0, pass % 7);
  }
  Atomics.wait(nothing, 0, 0, (pass * 37) % 150);
}
