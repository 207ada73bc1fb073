/** The house's fences. Each comment tells the offender what to do instead. */

const tests = '^test/';
const only = (name, packages, room, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { pathNot: [room, tests] },
  to: { path: `(^|/)node_modules/(${packages})/` },
});

/** A room of the daemon sees api, kernel, schemas and itself. */
const room = (name) => ({
  name: `room-${name}`,
  severity: 'error',
  comment: `daemon/${name} may import daemon/api, daemon/kernel, schemas and itself. Put what you need behind a token in daemon/api, and let main.ts join the two.`,
  from: { path: `^daemon/${name}/` },
  to: { path: '^(daemon|plugins|clients|test)/', pathNot: `^daemon/(api|kernel|${name})/` },
});

export default {
  forbidden: [
    { name: 'schemas-read-no-one', severity: 'error', comment: 'schemas/ is read by everyone and reads no one: move the type into schemas/, or the code out of it.', from: { path: '^schemas/' }, to: { path: '^(daemon|plugins|clients|test)/' } },
    { name: 'only-main-names-plugins', severity: 'error', comment: 'Only daemon/main.ts names plugins, through plugins/index.ts: ask for a contract token instead.', from: { path: '^daemon/', pathNot: '^daemon/main\\.ts$' }, to: { path: '^plugins/' } },
    { name: 'main-names-the-list', severity: 'error', comment: 'main.ts reads the one list, plugins/index.ts, never a plugin itself.', from: { path: '^daemon/main\\.ts$' }, to: { path: '^plugins/', pathNot: '^plugins/index\\.ts$' } },
    { name: 'plugin-sees-api-and-schemas', severity: 'error', comment: 'A plugin imports daemon/api, schemas and itself: what it needs of the house comes through a token.', from: { path: '^plugins/([^/]+)/' }, to: { path: '^(daemon|clients|test)/', pathNot: '^daemon/api/' } },
    { name: 'plugins-meet-at-contracts', severity: 'error', comment: 'Two plugins meet only at a token in schemas/contracts: declare the contract there, give it in one and need it in the other.', from: { path: '^plugins/([^/]+)/' }, to: { path: '^plugins/', pathNot: '^plugins/$1/' } },
    { name: 'client-speaks-schemas', severity: 'error', comment: 'A client speaks HTTP and the shapes in schemas/: it knows nothing of the daemon, the plugins or another client.', from: { path: '^clients/([^/]+)/' }, to: { path: '^(daemon|plugins|clients|test)/', pathNot: '^clients/$1/' } },
    { name: 'nobody-leans-on-test', severity: 'error', comment: 'Code never imports test/: move what both need into the room that owns it.', from: { pathNot: tests }, to: { path: tests } },
    { name: 'api-is-types', severity: 'error', comment: 'daemon/api holds types, tokens and error classes: it imports itself and schemas only.', from: { path: '^daemon/api/' }, to: { path: '^(daemon|plugins|clients|test)/', pathNot: '^daemon/api/' } },
    { name: 'kernel-sees-api', severity: 'error', comment: 'daemon/kernel imports daemon/api, schemas and itself: a room gives itself to the kernel through a token.', from: { path: '^daemon/kernel/' }, to: { path: '^(daemon|plugins|clients|test)/', pathNot: '^daemon/(api|kernel)/' } },
    room('ingest'),
    room('store'),
    room('workers'),
    room('live'),
    room('http'),
    only('door-tsyringe', 'tsyringe|reflect-metadata', '^daemon/kernel/scope\\.ts$', 'Only daemon/kernel/scope.ts knows tsyringe: use Scope and Token.'),
    only('door-chokidar', 'chokidar', '^daemon/ingest/', 'Only daemon/ingest watches the disk: contribute a Watch.'),
    only('door-sqlite', 'better-sqlite3|@types/better-sqlite3|pg', '^daemon/store/', 'Only daemon/store opens a database: use the Database, Metrics or Sql contract.'),
    only('door-piscina', 'piscina', '^daemon/workers/', 'Only daemon/workers owns the thread pool: ask for a task through its token.'),
    only('door-ws', 'ws|@types/ws', '^(daemon/live|clients/cli)/', 'Only daemon/live speaks WebSocket: contribute a Topic and publish through Live.'),
    only('door-express', 'express|@types/express', '^daemon/http/', 'Only daemon/http makes an express app: contribute a Route.'),
    { name: 'no-cycles', severity: 'error', comment: 'A cycle hides which of the two is the ground: move what both need into a third file.', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', comment: 'Nobody imports this file: delete it, or use it.', from: { orphan: true, pathNot: ['\\.d\\.ts$', '^test/', '^clients/(cli/runkeep|viewer/vite\\.config)\\.ts$', '^daemon/vite\\.config\\.ts$', '^clients/viewer/public/', '^daemon/(main|line|checkpoint|seal|reader|sql|fsck|survey)\\.ts$'] }, to: {} },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/|/assembly/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  },
};
