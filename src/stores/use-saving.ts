import { ref } from 'vue'
import { messageOf } from '../api/api-error.ts'
import { newId } from '../utils/new-id.ts'

/** The saving of a sheet: one write at a time, what was typed stays when it fails, and a retry of the same content changes nothing twice. */
export function useSaving() {
  const isSaving = ref(false)
  const failure = ref('')
  let sent: { content: string, key: string } | null = null

  /** The same content (after a lost answer) goes out under the same Idempotency-Key, other content under a new one. */
  function keyOf(content: unknown): string {
    const text = JSON.stringify(content)
    if (sent?.content !== text) sent = { content: text, key: newId() }
    return sent.key
  }

  async function save<Result>(content: unknown, write: (idempotencyKey: string) => Promise<Result>, done: (result: Result) => void): Promise<void> {
    if (isSaving.value) return
    isSaving.value = true
    failure.value = ''
    try {
      const result = await write(keyOf(content))
      // Known to be done: the same once more is meant anew.
      sent = null
      done(result)
    }
    catch (error) {
      failure.value = messageOf(error)
    }
    finally {
      isSaving.value = false
    }
  }

  return { isSaving, failure, save }
}
