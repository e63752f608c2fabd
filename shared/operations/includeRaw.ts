/** The resource as Partner Center returned it, where the caller asked for it. */
export function includeRaw({ include }: { include?: 'raw' | undefined }, raw: unknown): { raw?: unknown } {
  return include === 'raw' ? { raw } : {};
}
