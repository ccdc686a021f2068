/** Sealed texts in IndexedDB, in the order they were added. Nothing readable is ever on the device. */
const database = 'zhike-outbox'
const store = 'sealed'

interface Sealed { id: number, nonce: Uint8Array<ArrayBuffer>, body: ArrayBuffer }

export async function addSealed(key: CryptoKey, text: string): Promise<void> {
  const nonce = crypto.getRandomValues(new Uint8Array(12))
  const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, new TextEncoder().encode(text))
  await run('readwrite', objects => objects.add({ nonce, body }))
}

/** `text` null: sealed with another session's key, nobody can read it any more. */
export async function readSealed(key: CryptoKey): Promise<{ id: number, text: string | null }[]> {
  const kept = await run<Sealed[]>('readonly', objects => objects.getAll())
  return Promise.all(kept.map(async ({ id, nonce, body }) => {
    const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, body).then(bytes => new TextDecoder().decode(bytes), () => null)
    return { id, text }
  }))
}

export async function removeSealed(id: number): Promise<void> {
  await run('readwrite', objects => objects.delete(id))
}

async function run<Result>(mode: IDBTransactionMode, work: (objects: IDBObjectStore) => IDBRequest): Promise<Result> {
  const db = await open()
  try {
    return await new Promise<Result>((resolve, reject) => {
      const transaction = db.transaction(store, mode)
      const request = work(transaction.objectStore(store))
      transaction.oncomplete = () => resolve(request.result as Result)
      transaction.onerror = () => reject(transaction.error)
    })
  }
  finally {
    db.close()
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'id', autoIncrement: true })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
