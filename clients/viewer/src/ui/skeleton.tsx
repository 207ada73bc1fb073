interface SkeletonProps {
  readonly width?: number | string;
  readonly height?: number | string;
}

/** Holds the place of what is being fetched, in its size, so that nothing jumps. */
export function Skeleton({ width = '100%', height = 14 }: SkeletonProps) {
  return <div className="skeleton" style={{ width, height }} aria-hidden="true" />;
}
