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
/** uploadimg (document/path/90256, 90454): 2 MB a picture, 1,000 a day, 3,000 a month. */
const largestPicture = 2 * mebibyte
const picturesADay = 1000
const picturesAMonth = 3000
const dayInSeconds = 86_400

export const mediaEndpoints: ApiEndpoint[] = [
  { method: 'POST', path: 'media/upload', handle: upload },
  { method: 'POST', path: 'media/uploadimg', handle: uploadPicture },
  { method: 'POST', path: 'media/upload_attachment', needsCustomerContact: true, handle: uploadAttachment },
  {
    method: 'GET',
    path: 'media/get',
    handle: ({ platform, query }) => {
      const media = requireMedia(platform, query.media_id ?? '')
      return new FileAnswer(Buffer.from(media.base64, 'base64'), media.contentType, media.filename)
    },
  },
]

function upload(call: ApiCall): object {
  const media = keepMedia(call, call.query.type ?? '')
  return { errmsg: '', type: media.type, media_id: media.media_id, created_at: String(media.createdAt) }
}

/** For moments (1) and the product album (2); here `created_at` is a number (document/path/95098). */
function uploadAttachment(call: ApiCall): object {
  const attachmentType = Number(call.query.attachment_type)
  if (attachmentType !== 1 && attachmentType !== 2) throw new PlatformError(40058, 'invalid Request Parameter: attachment_type should be 1 or 2')
  const media = keepMedia(call, call.query.media_type ?? '', attachmentType)
  return { errmsg: '', type: media.type, media_id: media.media_id, created_at: media.createdAt }
}

/** A picture for good, whatever its field is called. */
function uploadPicture({ platform, file, origin }: ApiCall): object {
  const bytes = checkedBytes(file, largestPicture)
  if (!isPicture(bytes)) throw new PlatformError(40123)
  const now = platform.nowSeconds
  const since = (seconds: number): number => platform.pictures.all().filter(({ createdAt }) => createdAt > now - seconds).length
  if (since(dayInSeconds) >= picturesADay || since(30 * dayInSeconds) >= picturesAMonth) throw new PlatformError(45009)
  const { id } = platform.pictures.put({ id: platform.newId('', 43), contentType: bytes[0] === 0x89 ? 'image/png' : 'image/jpeg', base64: bytes.toString('base64'), createdAt: now })
  return { errmsg: '', url: `${origin}/simulator/pictures/${id}` }
}

function keepMedia({ platform, file }: ApiCall, type: string, attachmentType?: 1 | 2): Media {
  if (!isMediaType(type)) throw new PlatformError(40004)
  const bytes = checkedBytes(file?.field === 'media' ? file : null, largest[type])
  if (type === 'image' && !isPicture(bytes)) throw new PlatformError(40123)
  return platform.media.put({
    media_id: `3${createHash('sha256').update(platform.ids()).digest('base64url')}`, type, filename: file?.name ?? '', contentType: file?.contentType || 'application/octet-stream',
    base64: bytes.toString('base64'), createdAt: platform.nowSeconds, ...(attachmentType ? { attachmentType } : {}),
  })
}

function isMediaType(type: string): type is Media['type'] {
  return Object.hasOwn(largest, type)
}

function checkedBytes(file: ApiCall['file'], most: number): Buffer {
  if (!file) throw new PlatformError(41005)
  if (file.bytes.length <= smallest) throw new PlatformError(44001)
  if (file.bytes.length > most) throw new PlatformError(45001)
  return file.bytes
}

function isPicture(bytes: Buffer): boolean {
  return imageTypes.test(bytes.subarray(0, 4).toString('latin1'))
}
