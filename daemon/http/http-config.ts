import { z } from 'zod';

const count = (value: number): z.ZodDefault<z.ZodNumber> => z.number().int().min(1).default(value);
const mebibyte = 1_048_576;

/** Bounds of the HTTP face; each is counted when it acts, and its refusal names its key (LIM-10 to 18). */
export const httpLimits = z.strictObject({
  bodyBytes: count(mebibyte),
  jsonDepth: count(64),
  jsonKeys: count(100_000),
  workerBytes: count(65_536).describe('longer JSON bodies are parsed in a worker'),
  headerBytes: count(16_384),
  headers: count(100),
  urlBytes: count(8192),
  headersSeconds: count(10),
  requestSeconds: count(60),
  uploadSilenceSeconds: count(30).describe('an upload ends after so long without a byte; what came is kept'),
  keepAliveSeconds: count(5),
  connections: count(512),
  connectionsPerPeer: count(64),
  loopbackConnections: count(384),
  unauthenticatedConnections: count(128),
  unixConnections: count(64),
  requestsPerSecond: count(200),
  changesPerSecond: count(50),
  burst: count(4).describe('how many seconds of requests may come at once'),
  failuresPerMinute: count(20),
  deadlineSeconds: count(5),
  inlineMediaBytes: count(64 * mebibyte),
});
export type HttpLimits = z.infer<typeof httpLimits>;

/** Section `http` of the configuration. */
export const httpConfig = z.strictObject({
  host: z.string().min(1).max(255).default('127.0.0.1').describe('address to listen on'),
  port: z.number().int().min(0).max(65_535).optional().describe('7717 unless told, or any free port when that is taken; 0 = any free port'),
  hosts: z.array(z.string().min(1).max(255).toLowerCase()).default([]).describe('further names under which browsers reach the daemon'),
  trustedProxies: z.array(z.string().min(1).max(64)).default([]).describe('addresses whose X-Forwarded-* headers are believed'),
  tls: z.strictObject({ cert: z.string(), key: z.string() }).optional().describe('paths of PEM files'),
  insecureListen: z.boolean().default(false).describe('allows an address other than loopback without TLS'),
  exec: z.boolean().default(false).describe('allows routes that run commands'),
  limits: httpLimits.prefault({}),
});
export type HttpConfig = z.infer<typeof httpConfig>;
