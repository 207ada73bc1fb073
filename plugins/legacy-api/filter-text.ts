/** A text as a literal of the filter grammar. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;
}

/** A glob that matches exactly this text, without regard to case. */
export function globOf(text: string): string {
  return text.replaceAll(/[\\*?]/g, '\\$&');
}

/** All of the conditions; no filter when there are none. */
export function allOf(conditions: readonly string[]): string | undefined {
  return conditions.length === 0 ? undefined : conditions.map((one) => `(${one})`).join(' and ');
}
