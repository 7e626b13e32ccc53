/** Keys that a person chose to keep in this browser: they sign here, and cannot be taken out again. */

export interface KeptKey {
  /** Serial number of the certificate. */
  readonly id: string;
  readonly name: string;
  /** DER, the key's own first. */
  readonly certificates: readonly Uint8Array[];
  readonly privateKey: CryptoKey;
}

const STORE = 'keys';

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('certbank', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the store does not answer'));
  });
}

/** Runs `work`; what it wrote is durable once the promise resolves. */
async function inStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode);
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('nothing was stored'));
    });
    const [result] = await Promise.all([settled(work(transaction.objectStore(STORE))), done]);
    return result;
  } finally {
    database.close();
  }
}

/** @param kept its private key cannot be exported */
export async function keepKey(kept: KeptKey): Promise<void> {
  if (kept.privateKey.extractable) throw new TypeError('a kept key must not be extractable');
  await inStore('readwrite', (store) => store.put(kept));
}

/** None where this browser keeps nothing, as in a private window. */
export const listKeys = (): Promise<KeptKey[]> =>
  inStore('readonly', (store) => store.getAll() as IDBRequest<KeptKey[]>).catch(() => []);

export async function forgetKey(id: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(id));
}
