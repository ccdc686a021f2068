/** An uploaded file: its bytes can be read from the start as often as needed, never held whole by the reader of CSV. */
export interface Upload {
  name: string
  open: () => AsyncIterable<Uint8Array>
}

export const uploadOf = (name: string, bytes: Uint8Array, sliceBytes = 256 * 1024): Upload => ({
  name,
  async* open() {
    for (let at = 0; at < bytes.length; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes)
  },
})

/** The first bytes, as many as there are up to `size`. */
export async function firstBytes(upload: Upload, size: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of upload.open()) {
    parts.push(part)
    length += part.length
    if (length >= size) break
  }
  return Buffer.concat(parts).subarray(0, size)
}
