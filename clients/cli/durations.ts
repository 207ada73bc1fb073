const units = [['d', 86_400], ['h', 3_600], ['min', 60]] as const;

/** Seconds as people say them: `3 d`, `2 h`, `5 min`, `12 s`. */
export function spoken(seconds: number): string {
  const unit = units.find(([, size]) => seconds >= size);
  return unit === undefined ? `${Math.max(0, Math.round(seconds))} s` : `${Math.floor(seconds / unit[1])} ${unit[0]}`;
}
