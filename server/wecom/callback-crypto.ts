import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'

/** The platform's message encryption (developer.work.weixin.qq.com/document/path/90968): AES-256-CBC, PKCS#7 over 32 bytes, the receiver at the end. */
export interface CallbackKeys { token: string, aesKey: string, receiver: string }
export interface SignedText { signature: string, timestamp: string, nonce: string, encrypt: string }

export class CallbackError extends Error {
  readonly reason: 'signature' | 'decryption' | 'receiver'
  constructor(reason: CallbackError['reason']) {
    super(`callback refused: ${reason}`)
    this.name = 'CallbackError'
    this.reason = reason
  }
}

export const signatureOf = (token: string, { timestamp, nonce, encrypt }: Omit<SignedText, 'signature'>): string =>
  createHash('sha1').update([token, timestamp, nonce, encrypt].sort().join('')).digest('hex')

/** The plain text of a callback. Throws CallbackError when signature, padding or receiver are wrong. */
export function openCallback({ token, aesKey, receiver }: CallbackKeys, signed: SignedText): string {
  if (!isSame(signatureOf(token, signed), signed.signature)) throw new CallbackError('signature')
  const { message, receiver: meant } = decrypt(keyOf(aesKey), signed.encrypt)
  if (!isSame(receiver, meant)) throw new CallbackError('receiver')
  return message
}

function decrypt(key: Buffer, encrypt: string): { message: string, receiver: string } {
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const padded = Buffer.concat([decipher.update(encrypt, 'base64'), decipher.final()])
    const plain = padded.subarray(0, padded.length - paddingOf(padded))
    const end = 20 + plain.readUInt32BE(16)
    if (end > plain.length) throw new RangeError('length')
    return { message: plain.toString('utf8', 20, end), receiver: plain.toString('utf8', end) }
  }
  catch {
    throw new CallbackError('decryption')
  }
}

/** 1–32 equal bytes. The signature was right, so a wrong padding tells an attacker nothing. */
function paddingOf(padded: Buffer): number {
  const count = padded.at(-1) ?? 0
  if (count < 1 || count > 32 || padded.length < 20 + count || !padded.subarray(-count).every(byte => byte === count)) throw new RangeError('padding')
  return count
}

/** The reverse, for answers and tests. `random16`: 16 bytes. */
export function sealCallback(
  { token, aesKey, receiver }: CallbackKeys, message: string, { timestamp, nonce, random16 }: { timestamp: string, nonce: string, random16: Buffer },
): SignedText {
  const text = Buffer.from(message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  const plain = Buffer.concat([random16, length, text, Buffer.from(receiver)])
  const count = 32 - plain.length % 32
  const key = keyOf(aesKey)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const encrypt = Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(count, count)), cipher.final()]).toString('base64')
  return { encrypt, timestamp, nonce, signature: signatureOf(token, { timestamp, nonce, encrypt }) }
}

function keyOf(aesKey: string): Buffer {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  if (!/^[0-9A-Za-z]{43}$/.test(aesKey) || key.length !== 32) throw new RangeError('An EncodingAESKey has 43 letters and digits')
  return key
}

/** Constant time in the length of what we expect. */
function isSame(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(expected), digest(given))
}
