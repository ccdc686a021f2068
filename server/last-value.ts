/**
 * What was worked out for the last key: a plan asks the same of one customer's facts dozens of times and goes on to the next. Used like a WeakMap,
 * which costs the garbage collector a third of a pass when thousands of facts go through it.
 */
export class LastValue<Key extends object, Value> {
  #key: Key | null = null
  #value: Value | undefined = undefined

  get(key: Key): Value | undefined {
    return key === this.#key ? this.#value : undefined
  }

  set(key: Key, value: Value): void {
    this.#key = key
    this.#value = value
  }
}
