/** A text that only this session's key opens. */
export interface Sealed { nonce: Uint8Array<ArrayBuffer>, body: ArrayBuffer }

export async function seal(key: CryptoKey, text: string): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(12))
  const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, new TextEncoder().encode(text))
  return { nonce, body }
}

/** Null: sealed with another session's key, nobody can read it any more. */
export async function unseal(key: CryptoKey, { nonce, body }: Sealed): Promise<string | null> {
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, body).then(bytes => new TextDecoder().decode(bytes), () => null)
}

/** `base64`: 32 bytes, of the session. */
export function importKey(base64: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}
