import { z } from 'zod';
import { problem } from '../../schemas/problem.js';
import type { HouseRoute } from './mount-route.js';
import { problemType } from './problem.js';

/** A route with the plugin that brings it; the house's own have the tag `house`. */
export interface TaggedRoute {
  readonly tag: string;
  readonly base: string;
  readonly route: HouseRoute;
}

export interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}
export type JsonSchema = Readonly<Record<string, unknown>>;
type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, unknown>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

/** The OpenAPI 3.1 document of the routes, made from the very schemas that parse their requests. */
export function openApi(routes: readonly TaggedRoute[], version: string): OpenApi {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const tagged of routes) {
    const path = `${tagged.base}${tagged.route.path}`.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[tagged.route.method.toLowerCase()] = operationOf(tagged, path);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Runkeep', version, description: 'The HTTP face of one Runkeep daemon. Refusals are problem documents with a stable code and a hint.' },
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'the token of .runkeep/token' }, session: { type: 'apiKey', in: 'cookie', name: 'runkeep', description: 'a browser session; changing requests also carry X-Runkeep-CSRF' } },
    },
    security: [{ token: [] }, { session: [] }],
  };
}

function operationOf({ tag, route }: TaggedRoute, path: string): Operation {
  return {
    tags: [tag],
    summary: route.summary,
    operationId: `${route.method.toLowerCase()}${path.replaceAll(/[^A-Za-z0-9]+(\w?)/g, (_all, letter: string) => letter.toUpperCase())}`,
    parameters: [...pathParameters(route, path), ...queryParameters(route)],
    ...requestBody(route),
    responses: { ...goodAnswer(route), default: { description: 'refused or failed', content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } } } },
  };
}

function requestBody({ body, takes }: HouseRoute): Pick<Operation, 'requestBody'> {
  if (takes !== undefined) return { requestBody: { required: true, content: { [takes]: { schema: { type: 'string', format: 'binary' } } } } };
  return body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } };
}

function pathParameters(route: HouseRoute, path: string): Parameter[] {
  const { properties } = objectSchema(route.params, 'input');
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({ name, in: 'path' as const, required: true, schema: properties[name] ?? { type: 'string' } }));
}

function queryParameters(route: HouseRoute): Parameter[] {
  const { properties, required } = objectSchema(route.query, 'input');
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schema;
    return { name, in: 'query' as const, required: required.includes(name), ...(typeof description === 'string' ? { description } : {}), schema: rest };
  });
}

function goodAnswer(route: HouseRoute): Operation['responses'] {
  if (route.answer === undefined && route.offers === undefined) return { [String(route.status ?? 204)]: { description: 'done' } };
  const json = route.answer === undefined ? {} : { 'application/json': { schema: schemaOf(route.answer, 'output') } };
  const offered = Object.fromEntries((route.offers ?? []).map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
  return { [String(route.status ?? 200)]: { description: 'good', content: { ...json, ...offered } } };
}

function objectSchema(schema: z.ZodType | undefined, io: 'input' | 'output'): { readonly properties: Readonly<Record<string, JsonSchema>>; readonly required: readonly string[] } {
  const json = schema === undefined ? {} : schemaOf(schema, io);
  return { properties: (json['properties'] ?? {}) as Record<string, JsonSchema>, required: (json['required'] ?? []) as string[] };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  // What JSON Schema cannot say (a transform) is documented as "anything" rather than failing the whole document.
  const json = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>;
  delete json['$schema'];
  return json;
}
