/**
 * Is this customer in the random share whose proactive proposals are held back, so that what touching brings can be known
 * (product.md; models.md §5)? The same answer for ever: FNV-1a of the id with the salt, against the share (0–1).
 */
export function isHeldOut(externalUserId: string, share: number, salt = 'zhike-holdout-1'): boolean {
  return share > 0 && fraction(`${salt}:${externalUserId}`) < share
}

/** 32-bit FNV-1a with a final mix, as a fraction of 1: also the seed of the day's draw of scripts. */
export function fraction(text: string): number {
  return hash32(text) / 0x1_0000_0000
}

export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
