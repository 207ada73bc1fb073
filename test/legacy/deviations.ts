/** Where our answers differ from the recorded ones, and why. A row that is not needed any more fails the suite. */
export interface Deviation {
  /** Names of samples: version/name. */
  readonly sample: RegExp;
  /** Of the differences as `differences` tells them. */
  readonly difference: RegExp;
  readonly reason: string;
}

export const deviations: readonly Deviation[] = [
  { sample: /./, difference: /\.(query_time_ms|test_query_time_ms|generated_at|checked_at|updated_at|deleted_at|ts|eval_id): |^\[\d\]: "(# Runicorn Export|Generated)/, reason: 'the moment of the answer' },
  { sample: /018_system/, difference: /^\.(cpu|memory|disk|platform)\./, reason: 'another machine; disk.io is null' },
  { sample: /002_health/, difference: /^\.(version|cache\.)/, reason: 'one API answers for all versions, without a cache' },
  { sample: /011_cache_stats/, difference: /./, reason: 'there is no cache to count; 0.4 had not the route yet' },
  { sample: /020_config/, difference: /^\.config_file/, reason: 'our own configuration file' },
  { sample: /017_gpu/, difference: /^\.reason/, reason: 'no plugin reads GPUs yet, and it says so in its words' },
  { sample: /./, difference: /best_metric_(value|name): /, reason: 'computed from the points, also where the program named no primary metric (DISK-42)' },
  { sample: /./, difference: /\.status: "(failed|running)", "stale"$|\.stats\.vision(\/killed-mid-run)?\.failed: 1, 0$/, reason: 'a run whose process is gone is stale, not failed (DISK-41)' },
  { sample: /0\.6\.0\/001_list_runs/, difference: /^\[20261121_001956_de408b\]\.path: "a\/\/b", "a\/b"$/, reason: 'names of directories win over names in meta.json' },
  { sample: /0\.6\.0\/(001|003|024|046)/, difference: /\.(alias: "baseline", "new alias"|tags\.length: 0, 2)$/, reason: 'the archive of the root was packed after the last recorded request had changed these labels' },
  { sample: /007_metrics_step_weird/, difference: /^\.rows\[13\]: absent$|(-count|\.total|\.sampled): 14, 13$/, reason: 'an event without any metric is no row' },
  { sample: /0\.4\.1\/009/, difference: /^status: 200, 422$/, reason: 'downsample has the bounds of 0.6 for all' },
  { sample: /0\.6\.0\/009/, difference: /^\.detail\[0\]\.(type|msg|input|ctx): /, reason: 'the words of another validator; loc names the same field' },
  { sample: /0\.6\.0\/01[456]_/, difference: /^status: 501, 200$/, reason: 'exports work for all versions' },
  { sample: /0\.4\.1\/015/, difference: /hparams/, reason: 'nested values are JSON, not Python' },
  { sample: /0\.4\.1\/016/, difference: /./, reason: 'the page has no style element, so that every line stands elsewhere; its text is that of 015' },
  { sample: /0\.4\.1\/018|\/019_|\/021_|\/026_|\/027_|\/037_|\/038_|\/049_dismissed|\/05[0-4]_(remote|known|saved)|\/05[789]_(asset|dismiss)/, difference: /^status: |^\.detail: "Not Found", absent/, reason: 'not a route of the specification: preferences, remote hosts, search, files by any path under the root' },
  { sample: /031_soft_delete_bad_id|056_patch_custom_id/, difference: /^status: 400, 200$/, reason: 'ids that people chose are ids' },
  { sample: /040_asset_refs|06[01]_perm/, difference: /asset_id: /, reason: 'ids of assets come from their content: there is no table of them' },
  { sample: /042_paths_stats/, difference: /^\.stats\.cv\.(total|finished): 6, 4$/, reason: 'the real viewer counts runs of ancestors twice' },
  { sample: /044_paths_runs/, difference: /assets_count: 0, /, reason: 'the real viewer counts assets in one list only' },
  { sample: /047_paths_export_zip/, difference: /./, reason: 'bytes of another archiver; its entries have a test of their own' },
  { sample: /048_storage_stats/, difference: /size_(bytes|human): |\.runs\.\w+_count: /, reason: 'measured as it is now, with our own files; the real viewer finds no runs of its own layout' },
  { sample: /06[01]_perm/, difference: /\.(success|run_dir_deleted): true, false$|(blobs_deleted|outputs_deleted|bytes_freed|deleted_count): \d+, 0$|\.errors\.length: 0, 1$/, reason: 'only what lies in the recycle bin is deleted for good, and archive/ is never touched' },
  { sample: /0\.4\.1\/0(49|50|52)_v2/, difference: /\.(created_time|pid): /, reason: 'the real viewer reads its database there; files win (DISK-51)' },
  { sample: /0\.4\.1\/050_v2/, difference: /^\.(total: 12, 2|has_next: true, false)$/, reason: 'the real viewer counts without the filter' },
  { sample: /0\.4\.1\/052_v2/, difference: /^\.file_count: 15, 14$/, reason: 'the folder media is no file' },
  { sample: /0\.4\.1\/053_v2/, difference: /^\.rows\[\d+\]: absent$|^\.total_points: 5, /, reason: 'rows are chosen by extremes, not by counting' },
  { sample: /0\.4\.1\/05[4567]_v2/, difference: /^\.(overview|storage_info|projects|trend_data|statistics|storage)\b/, reason: 'computed from all runs and points; the real viewer gives zeros, empty lists and the figures of its database' },
  { sample: /0\.4\.1\/04[678]_/, difference: /^status: 200, 404$/, reason: 'not a route of the specification' },
  { sample: /0\.4\.1\/039_/, difference: /^\[[12]\]\./, reason: 'in the order of types and names; the real viewer lists as the folders come' },
  { sample: /0\.4\.1\/(041|042_artifact|058_run)/, difference: /aliases\.length: 1, 0$/, reason: 'the alias latest belongs to one version, not to all that ever had it (DISK-55)' },
  { sample: /0\.4\.1\/043_artifact/, difference: /^\.files\[\d\]\./, reason: 'files in the order of their paths' },
  { sample: /0\.4\.1\/044_lineage/, difference: /created_at: \d+\.\d+, absent$/, reason: 'the real viewer dates an edge at the moment somebody asks' },
  { sample: /0\.4\.1\/044_lineage/, difference: /^\.edges\.length: 4, 5$/, reason: 'the run that made the oldest version is an edge too' },
  { sample: /0\.4\.1\/(044_lineage|045_artifact|058_run)/, difference: /size(_bytes)?: 17\d{7}, |(space_saved_bytes|dedup_ratio): /, reason: 'what references point at are no stored bytes (DISK-58)' },
];
