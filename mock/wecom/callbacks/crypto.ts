import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'

/** wecom.md §3: AES-256-CBC, iv = the key's first 16 bytes, PKCS#7 over blocks of 32 bytes. */
const blockSize = 32

function aesKeyOf(encodingAesKey: string): Buffer {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  if (encodingAesKey.length !== 43 || key.length !== 32) throw new Error('An EncodingAESKey has 43 characters of base64.')
  return key
}

/** `random` are 16 bytes; the plaintext is random + length (uint32, big endian) + message + receiver. */
export function encryptMessage(encodingAesKey: string, message: string, receiveId: string, random: Buffer): string {
  const key = aesKeyOf(encodingAesKey)
  const body = Buffer.from(message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const plain = Buffer.concat([random, length, body, Buffer.from(receiveId)])
  const padding = blockSize - plain.length % blockSize
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])), cipher.final()]).toString('base64')
}

export function decryptMessage(encodingAesKey: string, encrypted: string): { message: string, receiveId: string } {
  const key = aesKeyOf(encodingAesKey)
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
  const plain = padded.subarray(0, padded.length - (padded.at(-1) ?? 0))
  const length = plain.readUInt32BE(16)
  return { message: plain.subarray(20, 20 + length).toString(), receiveId: plain.subarray(20 + length).toString() }
}

export function signatureOf(token: string, timestamp: string, nonce: string, encrypted: string): string {
  return createHash('sha1').update([token, timestamp, nonce, encrypted].sort().join('')).digest('hex')
}
