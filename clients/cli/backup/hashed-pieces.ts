import { createHash } from 'node:crypto';
import { constants, open } from 'node:fs/promises';

const pieceBytes = 1 << 20;

/** Hands the bytes of a regular file to `take`, and answers their SHA-256 and number. */
export async function hashedPieces(path: string, take: (piece: Buffer) => Promise<void>): Promise<{ readonly sha256: string; readonly size: number }> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const [hash, buffer] = [createHash('sha256'), Buffer.allocUnsafe(pieceBytes)];
    let size = 0;
    for (let { bytesRead } = await file.read(buffer); bytesRead > 0; { bytesRead } = await file.read(buffer)) {
      const piece = buffer.subarray(0, bytesRead);
      hash.update(piece);
      size += bytesRead;
      await take(piece);
    }
    return { sha256: hash.digest('hex'), size };
  } finally {
    await file.close();
  }
}
