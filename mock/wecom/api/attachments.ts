import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { type Media } from '../platform-records.ts'
import { type Json, nested, text } from './endpoint.ts'

const longestBytes = 4000
const mostAttachments = 9
export const mediaLifeSeconds = 3 * 86_400

/** Text and attachments as welcome messages and mass messages carry them (wecom.md §2.6, §2.7); not both may be empty. */
export function checkedContent(platform: Platform, body: Json): { text?: { content: string }, attachments: object[] } {
  const content = text(nested(body, 'text'), 'content')
  if (Buffer.byteLength(content) > longestBytes) throw new PlatformError(45002)
  const attachments = body.attachments ?? []
  if (!Array.isArray(attachments)) throw new PlatformError(40058, 'invalid Request Parameter: attachments should be an array')
  if (attachments.length > mostAttachments) throw new PlatformError(41064)
  if (content === '' && attachments.length === 0) throw new PlatformError(40063)
  attachments.forEach(attachment => checkAttachment(platform, attachment as Json))
  return { ...(content ? { text: { content } } : {}), attachments: attachments as object[] }
}

function checkAttachment(platform: Platform, attachment: Json): void {
  const msgtype = text(attachment, 'msgtype')
  const payload = nested(attachment, msgtype)
  switch (msgtype) {
    case 'image':
      if (text(payload, 'pic_url') === '') requireMedia(platform, text(payload, 'media_id'))
      break
    case 'video': case 'file':
      requireMedia(platform, text(payload, 'media_id'))
      break
    case 'link':
      if (text(payload, 'title') === '' || !/^https?:\/\//.test(text(payload, 'url'))) throw new PlatformError(40058, 'invalid Request Parameter: link needs title and url')
      break
    case 'miniprogram':
      if (text(payload, 'appid') === '' || text(payload, 'page') === '') throw new PlatformError(40058, 'invalid Request Parameter: miniprogram needs appid and page')
      requireMedia(platform, text(payload, 'pic_media_id'))
      break
    default: throw new PlatformError(41065)
  }
}

/** Media live three days (40007 after that); what upload_attachment gave serves moments alone (errcode 40007 of document/path/90313). */
export function requireMedia(platform: Platform, mediaId: string): Media {
  const media = platform.media.get(mediaId)
  if (!media || media.attachmentType || media.createdAt + mediaLifeSeconds <= platform.nowSeconds) throw new PlatformError(40007)
  return media
}
