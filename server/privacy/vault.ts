import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Encryption and keyed hashes of personal data. DATA_KEY is a list of 32-byte keys: the first one seals, every one opens,
 * so a key is rotated by putting a new one in front. AES-256-GCM; layout: 1 byte key id, 12 bytes nonce, 16 bytes tag, text.
 */
export interface Vault {
  seal: (text: string) => Buffer
  open: (sealed: Uint8Array) => string
  /** Keyed hash of a full phone number (digits only, +86 stripped), for matching. Throws on anything that is no full number. */
  hashPhone: (phone: string) => Buffer
  /** The same hash under every key: what a stored hash may equal after a rotation. */
  phoneHashes: (phone: string) => Buffer[]
  /** Keyed hash of any other text that is matched but need not be read (a recipient, an address). */
  hash: (text: string) => Buffer
}

interface Keys { id: number, cipher: Buffer, mac: Buffer }

export function createVault(dataKeys: readonly Buffer[], random: (size: number) => Buffer = randomBytes): Vault {
  const keys = dataKeys.map(deriveKeys)
  const [current] = keys
  if (!current) throw new Error('The vault needs at least one key')
  const phoneHash = (key: Keys, phone: string): Buffer => createHmac('sha256', key.mac).update(`phone:${normalisePhone(phone) ?? fail()}`).digest()
  return {
    seal(text) {
      const nonce = random(12)
      const cipher = createCipheriv('aes-256-gcm', current.cipher, nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(current.id), nonce, cipher.getAuthTag(), body])
    },
    open(sealed) {
      const bytes = Buffer.from(sealed)
      const key = keys.find(candidate => candidate.id === bytes[0])
      if (!key) throw new Error(`No DATA_KEY opens this value (key id ${bytes[0]}): keep old keys behind the new one`)
      const decipher = createDecipheriv('aes-256-gcm', key.cipher, bytes.subarray(1, 13))
      decipher.setAuthTag(bytes.subarray(13, 29))
      return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]).toString('utf8')
    },
    hashPhone: phone => phoneHash(current, phone),
    phoneHashes: phone => keys.map(key => phoneHash(key, phone)),
    hash: text => createHmac('sha256', current.mac).update(`text:${text}`).digest(),
  }
}

function deriveKeys(secret: Buffer): Keys {
  if (secret.length !== 32) throw new Error('A DATA_KEY has 32 bytes')
  const derive = (purpose: string, size: number): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `zhike ${purpose}`, size))
  return { id: derive('id', 1)[0] ?? 0, cipher: derive('cipher', 32), mac: derive('mac', 32) }
}

const fail = (): never => { throw new Error('Not a full phone number') }

/** Digits of a full Chinese mobile number; null for masked, short or foreign text, which never matches anything. */
export function normalisePhone(text: string): string | null {
  const digits = text.replace(/[\s\-()'"=]/g, '').replace(/^(\+?86|0086)(?=1\d{10}$)/, '')
  return /^1[3-9]\d{9}$/.test(digits) ? digits : null
}
