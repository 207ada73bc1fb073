import type { z } from 'zod';
import { Refusal } from './refusal.js';
import { shown } from './request-query.js';

export type InputPart = 'params' | 'query' | 'body';

/** What a schema makes of a part of the request, or 422 naming the field. */
export function validate<Value>(schema: z.ZodType<Value>, part: InputPart, input: unknown): Value {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : (issue?.path ?? []);
  const where = part === 'params' ? 'path' : part;
  const field = path.length === 0 ? where : `${where} field ${shown(path.map(String).join('.'))}`;
  const reason = issue?.code === 'unrecognized_keys' ? 'is not known here' : `is not valid: ${issue?.message ?? 'refused'}`;
  const detail = parsed.error.issues.map(({ code, message, path: loc }) => ({ type: code, loc: [where, ...loc.map(String)], msg: message }));
  throw new Refusal('invalid', `invalid-${part}`, `The ${field} ${reason}.`, 'GET /api/docs shows what each route takes.', { detail });
}
