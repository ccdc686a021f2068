import { createHash } from 'node:crypto'
import { PlatformError } from '../platform-error.ts'
import { type Media } from '../platform-records.ts'
import { requireMedia } from './attachments.ts'
import { type ApiCall, type ApiEndpoint, FileAnswer } from './endpoint.ts'

const mebibyte = 1024 * 1024
/** wecom.md §2.13: more than 5 bytes, and by type at most so many. */
const smallest = 5
const largest: Record<Media['type'], number> = { image: 10 * mebibyte, voice: 2 * mebibyte, video: 10 * mebibyte, file: 20 * mebibyte }
const imageTypes = /^(\xFF\xD8\xFF|\x89PNG)/

export const mediaEndpoints: ApiEndpoint[] = [
  { method: 'POST', path: 'media/upload', handle: upload },
  {
    method: 'GET',
    path: 'media/get',
    handle: ({ platform, query }) => {
      requireMedia(platform, query.media_id ?? '')
      const media = platform.media.get(query.media_id ?? '')
      if (!media) throw new PlatformError(40007)
      return new FileAnswer(Buffer.from(media.base64, 'base64'), media.contentType, media.filename)
    },
  },
]

function upload({ platform, query, form, bytes }: ApiCall): object {
  const type = query.type as Media['type']
  if (!(type in largest)) throw new PlatformError(40004)
  const file = form?.get('media')
  if (!(file instanceof File) || !bytes) throw new PlatformError(41005, 'media data missing')
  if (bytes.length <= smallest) throw new PlatformError(44001, 'empty media data')
  if (bytes.length > largest[type]) throw new PlatformError(45001, 'media size out of limit')
  if (type === 'image' && !imageTypes.test(bytes.subarray(0, 4).toString('latin1'))) throw new PlatformError(40005, 'invalid file type')
  const media = platform.media.put({
    media_id: `3${createHash('sha256').update(platform.ids()).digest('base64url')}`, type, filename: file.name, contentType: file.type || 'application/octet-stream',
    base64: bytes.toString('base64'), createdAt: platform.nowSeconds,
  })
  return { errmsg: '', type, media_id: media.media_id, created_at: String(media.createdAt) }
}
