/** The address below which the routes and sockets of a plugin lie. */
export function baseOf({ id, base }: { readonly id: string; readonly base?: string | undefined }): string {
  return base ?? `/api/${id}`;
}
