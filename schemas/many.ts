import { z } from 'zod';

/** A parameter that may be repeated. */
export const many = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));
