import { type EntityChange } from './store.ts'

/** Everything of one kind, in the order it came, with look-ups by other keys; every change is told to the store's batch. */
export class Collection<T extends object> {
  readonly kind: string
  readonly #keyOf: (item: T) => string
  readonly #changed: (change: EntityChange) => void
  readonly #items = new Map<string, T>()
  readonly #indexes: { of: (item: T) => string, ids: Map<string, Set<string>> }[]

  constructor(kind: string, keyOf: (item: T) => string, changed: (change: EntityChange) => void, indexes: ((item: T) => string)[] = []) {
    this.kind = kind
    this.#keyOf = keyOf
    this.#changed = changed
    this.#indexes = indexes.map(of => ({ of, ids: new Map() }))
  }

  get size(): number {
    return this.#items.size
  }

  get(id: string): T | undefined {
    return this.#items.get(id)
  }

  all(): T[] {
    return [...this.#items.values()]
  }

  /** The items whose nth index function gives `value`. */
  by(index: number, value: string): T[] {
    const ids = this.#indexes[index]?.ids.get(value)
    return ids ? [...ids].flatMap(id => this.#items.get(id) ?? []) : []
  }

  /** Takes an item from the store, without writing it back. */
  restore(item: T): void {
    const id = this.#keyOf(item)
    this.#unindex(id)
    this.#items.set(id, item)
    for (const { of, ids } of this.#indexes) {
      const value = of(item)
      const set = ids.get(value) ?? new Set()
      ids.set(value, set.add(id))
    }
  }

  put(item: T): T {
    this.restore(item)
    this.#changed({ kind: this.kind, id: this.#keyOf(item), body: item })
    return item
  }

  delete(id: string): void {
    this.#unindex(id)
    if (this.#items.delete(id)) this.#changed({ kind: this.kind, id, body: null })
  }

  #unindex(id: string): void {
    const item = this.#items.get(id)
    if (item) for (const { of, ids } of this.#indexes) ids.get(of(item))?.delete(id)
  }
}
