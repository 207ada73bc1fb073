/** What a run is called: its alias, else its name, else its id. */
export function runTitle(run: { readonly alias: string | null; readonly name: string | null; readonly run_id: string }): string {
  return [run.alias, run.name, run.run_id].find((text) => text !== null && text.trim() !== '') ?? run.run_id;
}
