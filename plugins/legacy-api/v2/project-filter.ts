import { globOf, quoted } from '../filter-text.js';

/** Runs of a project, or of 0.6 below a path of this name; in paths case does not count. */
export function projectFilter(project: string): string {
  return `project = ${quoted(project)} or (project = null and (path = ${quoted(project)} or path like ${quoted(`${globOf(project)}/*`)}))`;
}

/** Runs of a name, or of 0.6 whose path ends so; in paths case does not count. */
export function nameFilter(name: string): string {
  return `name = ${quoted(name)} or (project = null and path like ${quoted(`*/${globOf(name)}`)})`;
}
