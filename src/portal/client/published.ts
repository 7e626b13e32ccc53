/** What the bank publishes of itself, so that a certificate can be traced to it without telling which. */
export interface Published {
  readonly root: Uint8Array;
  readonly issuing: Uint8Array;
  readonly crls: readonly Uint8Array[];
}

/** `undefined` where the bank does not answer. */
export async function fetchPublished(): Promise<Published | undefined> {
  const get = async (path: string): Promise<Uint8Array | undefined> => {
    const response = await fetch(path, { credentials: 'omit' });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  };
  try {
    const paths = ['/ca/root.cer', '/ca/issuing.cer', '/crl/root.crl', '/crl/issuing.crl'];
    const [root, issuing, ...crls] = await Promise.all(paths.map(get));
    if (root === undefined || issuing === undefined) return undefined;
    return { root, issuing, crls: crls.filter((crl) => crl !== undefined) };
  } catch {
    return undefined;
  }
}
