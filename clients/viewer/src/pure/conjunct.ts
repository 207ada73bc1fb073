/** A filter as parts that must all hold; only `and` outside brackets and quotes divides it. */
export function conjuncts(filter: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: piece, index } of filter.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()]|\band\b|\bor\b/gi)) {
    if (piece === '(') depth += 1;
    else if (piece === ')') depth -= 1;
    else if (depth === 0 && piece.toLowerCase() === 'or') return filter.trim() === '' ? [] : [filter.trim()];
    else if (depth === 0 && piece.toLowerCase() === 'and') {
      parts.push(filter.slice(start, index));
      start = index + piece.length;
    }
  }
  parts.push(filter.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Whether a filter demands exactly this part. */
export function demands(filter: string, part: string): boolean {
  return conjuncts(filter).includes(part);
}

/** The filter with the part put in, or taken out where it was. */
export function toggle(filter: string, part: string): string {
  const parts = conjuncts(filter);
  if (parts.includes(part)) return parts.filter((other) => other !== part).join(' and ');
  return [...parts.map((other) => (parts.length === 1 && hasOr(other) ? `(${other})` : other)), part].join(' and ');
}

/** A text value as the grammar writes it. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function hasOr(part: string): boolean {
  return !part.startsWith('(') && /\bor\b/i.test(part);
}
