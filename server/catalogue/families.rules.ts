/** Product families as the settings hold them, in their order: the key that products and rules name, and its Chinese label. */
export function familyOptions({ families }: Record<string, unknown>): { value: string, label: string }[] {
  return (Array.isArray(families) ? families as { key: string, label: string }[] : []).map(({ key, label }) => ({ value: key, label }))
}
