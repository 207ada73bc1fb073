/** The header that offers an answer as a file of this name (RFC 6266); lone surrogates become U+FFFD. */
export function disposition(name: string): string {
  const plain = Buffer.from(name).toString();
  const encoded = encodeURIComponent(plain).replaceAll(/['()*!]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain.replaceAll(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encoded}`;
}
