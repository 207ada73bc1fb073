import type { JsonSchema, OpenApi, Operation, Parameter } from './open-api.js';

/** The browsable page of the API: plain HTML made on the daemon, no script, so that it works under the strict policy. */
export function docsPage(document: OpenApi): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
  const tags = [...new Set(operations.map(({ operation }) => operation.tags[0] ?? ''))];
  const links = tags.map((tag) => `<a href="#${escape(tag)}">${escape(tag)}</a>`).join('');
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags[0] === tag);
    return `<section><h2 id="${escape(tag)}">${escape(tag)}</h2>${own.map(({ path, method, operation }) => entry(path, method, operation)).join('')}</section>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Runkeep API</title><link rel="stylesheet" href="/api/docs.css"></head>
<body><header><h1>Runkeep API <small>${escape(document.info.version)}</small></h1><p>${escape(document.info.description)}
The same as <a href="/api/openapi.json">OpenAPI 3.1</a>. Programs send <code>Authorization: Bearer</code> with the token of <code>.runkeep/token</code>.</p>
<nav>${links}</nav></header><main>${sections.join('')}</main></body></html>`;
}

function entry(path: string, method: string, operation: Operation): string {
  const shownPath = escape(path).replaceAll(/\{(\w+)\}/g, '<var>{$1}</var>');
  return `<details id="${escape(operation.operationId)}"><summary><b class="${method}">${method.toUpperCase()}</b> <code>${shownPath}</code> <span>${escape(operation.summary)}</span></summary>
${parameterTable(operation.parameters)}${bodyPart(operation)}${answerParts(operation)}</details>`;
}

function parameterTable(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map((one) => `<tr><td><code>${escape(one.name)}</code>${one.required ? ' <em>required</em>' : ''}</td><td>${one.in}</td><td><code>${escape(kind(one.schema))}</code></td><td>${escape(one.description ?? '')}</td></tr>`);
  return `<h3>Parameters</h3><div class="wide"><table><thead><tr><th>name</th><th>in</th><th>type</th><th>meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function bodyPart(operation: Operation): string {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return schema === undefined ? '' : `<h3>Body</h3><pre>${escape(JSON.stringify(schema, null, 2))}</pre>`;
}

function answerParts(operation: Operation): string {
  const good = Object.entries(operation.responses).filter(([status]) => status !== 'default');
  return good.map(([status, { content }]) => {
    const parts = Object.entries(content ?? {}).map(([type, { schema }]) => `<p><code>${escape(type)}</code></p>${type === 'application/json' ? `<pre>${escape(JSON.stringify(schema, null, 2))}</pre>` : ''}`);
    return `<h3>Answer ${escape(status)}</h3>${parts.join('')}`;
  }).join('');
}

function kind(schema: JsonSchema): string {
  if (Array.isArray(schema['enum'])) return schema['enum'].map((one) => JSON.stringify(one)).join(' | ');
  if (Array.isArray(schema['anyOf'])) return schema['anyOf'].map((one: JsonSchema) => kind(one)).join(' | ');
  if (schema['type'] === 'array') return `${kind((schema['items'] ?? {}) as JsonSchema)}[]`;
  const fallback = 'default' in schema ? ` = ${JSON.stringify(schema['default'])}` : '';
  return `${typeof schema['type'] === 'string' ? schema['type'] : 'any'}${fallback}`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
