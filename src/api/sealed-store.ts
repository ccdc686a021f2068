import type { Sealed } from './sealing.ts'

/** Sealed texts in IndexedDB, in the order they were added. Nothing readable is ever on the device. */
const database = 'zhike-outbox'
const store = 'sealed'

export type StoredSealed = Sealed & { id: number }

export async function addSealed(sealed: Sealed): Promise<void> {
  await run('readwrite', objects => objects.add(sealed))
}

export function allSealed(): Promise<StoredSealed[]> {
  return run<StoredSealed[]>('readonly', objects => objects.getAll())
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
