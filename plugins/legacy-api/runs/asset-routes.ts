import { Root } from '../../../daemon/api/root.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { legacyRoute, runParam } from '../route.js';
import { assetRefs, type AssetRef } from './asset-refs.js';
import { assetsHere } from './assets-here.js';
import { shownRun } from './find-run.js';
import { assetsIn } from './run-item.js';

/** What `assets.json` of a run lists, and who else lists it. */
export function assetRoutes(scope: Scope): Route[] {
  const catalog = (): ExperimentCatalog => scope.get(ExperimentCatalog);
  const root = (): string => scope.get(Root).path;
  return [
    legacyRoute({ method: 'GET', path: '/runs/:id/assets', summary: 'Legacy: assets.json of a run', right: 'read', params: runParam, handle: async ({ params }) => {
      const run = await shownRun(catalog(), params.id);
      const assets = assetsHere(root(), (await catalog().document(run.id, 'assets.json')) ?? {});
      return { run_id: run.run_id, assets, assets_count: assetsIn(assets) };
    } }),
    legacyRoute({ method: 'GET', path: '/runs/:id/assets/refs', summary: 'Legacy: which assets of a run other runs list too', right: 'read', params: runParam, handle: async ({ params }) => {
      const run = await shownRun(catalog(), params.id);
      const { refs } = await assetRefs({ root: root(), catalog: catalog() }, run);
      const shared = refs.filter(({ others }) => others.length > 0).map((ref) => ({ ...shown(ref), other_runs: ref.others }));
      const orphaned = refs.filter(({ others }) => others.length === 0).map(shown);
      return { run_id: run.run_id, orphaned_assets: orphaned, shared_assets: shared, orphaned_count: orphaned.length, shared_count: shared.length };
    } }),
  ];
}

function shown({ asset: { asset_id, asset_type, name, fingerprint, role }, others }: AssetRef) {
  return { asset_id, asset_type, name, fingerprint, role, ref_count: others.length + 1 };
}
