/** One thing the platform remembers: a member, a customer, a token … `body` is plain JSON. */
export interface StoredEntity { kind: string, id: string, body: unknown }

/** What changed: `body` null means it is gone. */
export interface EntityChange { kind: string, id: string, body: unknown }

/**
 * Where the simulated platform keeps its state. `save` resolves once the changes survive a kill -9,
 * and the simulator answers nobody before that.
 */
export interface SimulatorStore {
  /** Everything, in the order it was first written; null when this store has never been filled. */
  load(): Promise<StoredEntity[] | null>
  /** All of the changes or none of them. */
  save(changes: EntityChange[]): Promise<void>
  close(): Promise<void>
}

export function memoryStore(): SimulatorStore {
  const entities = new Map<string, StoredEntity>()
  let isFilled = false
  return {
    load: async () => isFilled ? structuredClone([...entities.values()]) : null,
    save: async (changes) => {
      isFilled = true
      for (const { kind, id, body } of structuredClone(changes)) {
        if (body === null) entities.delete(`${kind}\n${id}`)
        else entities.set(`${kind}\n${id}`, { kind, id, body })
      }
    },
    close: async () => {},
  }
}
